// Safetensors: a JSON header and the tensors' bytes.
#include "gpt/checkpoint.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <map>
#include <stdexcept>
#include <utility>

#include "gpt/json_reader.h"
#include "gpt/parameters.h"
#include "gpt/unicode.h"
#include "text/sentence.h"

namespace lanes {
namespace {

constexpr std::size_t length_bytes = 8;

// Longer than any header of ours: the vocabulary of every Unicode character takes about 10 MB.
constexpr std::size_t longest_header = std::size_t{16} << 20;

/// Throws "The checkpoint" and these parts.
[[noreturn]] void fail(std::initializer_list<Part> what) {
  std::string message = "The checkpoint ";
  append(message, what);
  throw std::invalid_argument(message);
}

template <class Integer>
void append_little_endian(Integer value, std::string& bytes) {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
}

template <class Integer>
Integer little_endian(const char* bytes) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    value |= static_cast<Integer>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

// Writing.

std::string vocabulary_json(const std::vector<char32_t>& characters) {
  std::string json = "[";
  for (const char32_t character : characters) {
    std::string text;
    utf8::append(character, text);
    append(json, {json.size() > 1 ? "," : "", json_string(text)});
  }
  return json + ']';
}

std::string header_json(const Checkpoint& checkpoint, const std::vector<ParameterInfo>& layout) {
  const Config& config = checkpoint.config;
  std::string json;
  append(json, {R"({"__metadata__":{"n_layer":")", config.n_layer, R"(","n_embd":")", config.n_embd,
                R"(","n_head":")", config.n_head, R"(","block_size":")", config.block_size, R"(","corpus":")",
                name(checkpoint.corpus), R"(","vocabulary":)",
                json_string(vocabulary_json(checkpoint.characters)), "}"});
  for (const ParameterInfo& parameter : layout) {
    const std::size_t begin = parameter.offset * sizeof(float);
    const std::size_t end = begin + parameter.size() * sizeof(float);
    append(json, {",\"", parameter.name, R"(":{"dtype":"F32","shape":[)", parameter.rows, ",",
                  parameter.columns, R"(],"data_offsets":[)", begin, ",", end, "]}"});
  }
  return json + '}';
}

// Reading.

struct TensorEntry {
  std::string dtype;
  std::vector<std::uint64_t> shape;
  std::vector<std::uint64_t> data_offsets;
};

struct Header {
  std::map<std::string, std::string> metadata;
  std::map<std::string, TensorEntry> tensors;
};

TensorEntry read_entry(JsonReader& reader) {
  TensorEntry entry;
  const auto read_numbers = [&](std::vector<std::uint64_t>& numbers) {
    reader.array([&] { numbers.push_back(reader.number()); });
  };
  reader.object([&](const std::string& field) {
    if (field == "dtype") {
      entry.dtype += reader.string();
    } else if (field == "shape") {
      read_numbers(entry.shape);
    } else if (field == "data_offsets") {
      read_numbers(entry.data_offsets);
    } else {
      reader.skip();
    }
  });
  return entry;
}

/// Whatever a safetensors file may say, so that one that is not ours is told from one that is damaged.
Header read_header(std::string_view json) {
  Header header;
  JsonReader reader(json);
  reader.object([&](const std::string& key) {
    if (key != "__metadata__") {
      if (!header.tensors.emplace(key, read_entry(reader)).second) {
        reader.fail();
      }
    } else if (!reader.null()) {
      reader.object([&](const std::string& field) {
        if (!header.metadata.emplace(field, reader.string()).second) {
          reader.fail();
        }
      });
    }
  });
  reader.end();
  return header;
}

/// ["a", "b", ...]: one character each.
std::vector<char32_t> read_vocabulary(std::string_view json) {
  std::vector<char32_t> characters;
  JsonReader reader(json);
  reader.array([&] {
    const std::size_t before = characters.size();
    for_each_code_point(reader.string(), [&](char32_t character) { characters.push_back(character); });
    if (characters.size() != before + 1) {
      reader.fail();
    }
  });
  reader.end();
  return characters;
}

const std::string& metadata(const Header& header, const char* key) {
  const auto found = header.metadata.find(key);
  if (found == header.metadata.end()) {
    fail({"has no ", key, " in its metadata: it was not written by Lanes."});
  }
  return found->second;
}

int metadata_number(const Header& header, const char* key) {
  const std::string& text = metadata(header, key);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    fail({"has a ", key, " in its metadata that is not a usable number."});
  }
  return value;
}

/// Everything about the model but the weights.
Checkpoint described_model(const Header& header) {
  Checkpoint checkpoint;
  checkpoint.config.n_layer = metadata_number(header, "n_layer");
  checkpoint.config.n_embd = metadata_number(header, "n_embd");
  checkpoint.config.n_head = metadata_number(header, "n_head");
  checkpoint.config.block_size = metadata_number(header, "block_size");
  const std::string& corpus = metadata(header, "corpus");
  const std::string& vocabulary = metadata(header, "vocabulary");
  try {
    checkpoint.config.validate();
    checkpoint.corpus = corpus_kind_named(corpus);
    checkpoint.characters = read_vocabulary(vocabulary);
    static_cast<void>(Tokenizer(checkpoint.characters));
  } catch (const std::invalid_argument& error) {
    fail({"describes an impossible model. ", error.what()});
  }
  return checkpoint;
}

void require_matrix(const ParameterInfo& parameter, const TensorEntry& tensor, std::size_t data_bytes) {
  const auto rows = static_cast<std::uint64_t>(parameter.rows);
  const auto columns = static_cast<std::uint64_t>(parameter.columns);
  if (tensor.dtype != "F32") {
    fail({"holds ", parameter.name, " as ", quoted(tensor.dtype), "; only F32 can be read."});
  }
  if (tensor.shape != std::vector{rows, columns}) {
    fail({"holds ", parameter.name, " in another shape than (", rows, ", ", columns,
          "), which its metadata ask for."});
  }
  const std::vector<std::uint64_t>& offsets = tensor.data_offsets;
  if (offsets.size() != 2 || offsets[0] > offsets[1] ||
      offsets[1] - offsets[0] != rows * columns * sizeof(float)) {
    fail({"gives ", parameter.name, " a place in the file that does not fit its shape."});
  }
  if (offsets[1] > data_bytes) {
    fail({"is truncated: ", parameter.name, " lies beyond its end."});
  }
}

/// The tensors must cover the data without overlap and without holes.
void require_tiling(const Header& header, std::size_t data_bytes) {
  std::map<std::uint64_t, std::uint64_t> ends;  // by beginning
  for (const auto& [name, tensor] : header.tensors) {
    ends[tensor.data_offsets[0]] = tensor.data_offsets[1];
  }
  std::uint64_t at = 0;
  for (const auto& [begin, end] : ends) {
    if (begin != at) {
      fail({"has tensors that overlap or leave a hole between them."});
    }
    at = end;
  }
  if (at != data_bytes || ends.size() != header.tensors.size()) {
    fail({"has tensors that do not add up to its data."});
  }
}

}  // namespace

std::string write_checkpoint(const Checkpoint& checkpoint) {
  checkpoint.config.validate();
  const int vocabulary = Tokenizer(checkpoint.characters).vocabulary();
  const std::vector<ParameterInfo> layout = parameter_layout(checkpoint.config, vocabulary);
  const std::size_t count = layout.back().offset + layout.back().size();
  if (checkpoint.values.size() != count) {
    fail({"needs ", count, " values for its shape, not ", checkpoint.values.size(), "."});
  }
  if (const ParameterInfo* const lost = first_not_finite<float>(layout, checkpoint.values)) {
    throw std::runtime_error(
        sentence({"The weights cannot be saved: ", lost->name,
                  " holds a value that is not a finite number in f32, as checkpoints keep them."}));
  }
  std::string header = header_json(checkpoint, layout);
  header.resize((header.size() + 7) / 8 * 8, ' ');  // so that the data is aligned in memory-mapped files
  std::string bytes;
  bytes.reserve(length_bytes + header.size() + count * sizeof(float));
  append_little_endian(std::uint64_t{header.size()}, bytes);
  bytes += header;
  for (const float value : checkpoint.values) {
    append_little_endian(std::bit_cast<std::uint32_t>(value), bytes);
  }
  return bytes;
}

Checkpoint read_checkpoint(std::string_view bytes) {
  if (bytes.size() < length_bytes) {
    fail({"is truncated: it has only ", bytes.size(), bytes.size() == 1 ? " byte." : " bytes."});
  }
  const auto header_bytes = little_endian<std::uint64_t>(bytes.data());
  if (header_bytes > longest_header) {
    fail({"claims a header of ", header_bytes, " bytes: it is no safetensors file of Lanes."});
  }
  if (header_bytes > bytes.size() - length_bytes) {
    fail({"is truncated: its header alone needs ", header_bytes, header_bytes == 1 ? " byte." : " bytes."});
  }
  const auto data_begin = length_bytes + static_cast<std::size_t>(header_bytes);
  const std::string_view data = bytes.substr(data_begin);
  Header header;
  try {
    header = read_header(bytes.substr(length_bytes, data_begin - length_bytes));
  } catch (const std::invalid_argument& error) {
    fail({"has a header that safetensors files do not have. ", error.what()});
  }

  Checkpoint checkpoint = described_model(header);
  const int vocabulary = static_cast<int>(checkpoint.characters.size()) + 1;
  const std::vector<ParameterInfo> layout = parameter_layout(checkpoint.config, vocabulary);
  for (const ParameterInfo& parameter : layout) {
    const auto found = header.tensors.find(parameter.name);
    if (found == header.tensors.end()) {
      fail({"has no tensor ", parameter.name, "."});
    }
    require_matrix(parameter, found->second, data.size());
  }
  if (header.tensors.size() != layout.size()) {
    fail({"holds ", header.tensors.size(), " tensors where the model has ", layout.size(), "."});
  }
  require_tiling(header, data.size());

  checkpoint.values.reserve(data.size() / sizeof(float));
  for (const ParameterInfo& parameter : layout) {
    const char* from = data.data() + header.tensors.at(parameter.name).data_offsets[0];
    for (std::size_t i = 0; i < parameter.size(); ++i, from += sizeof(float)) {
      const auto value = std::bit_cast<float>(little_endian<std::uint32_t>(from));
      if (!std::isfinite(value)) {
        fail({"holds a value in ", parameter.name, " that is not a finite number."});
      }
      checkpoint.values.push_back(value);
    }
  }
  return checkpoint;
}

}  // namespace lanes
