// Checkpoints: what is written can be read, by others too; what is damaged is refused in a sentence.
#include <bit>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "gpt/checkpoint.h"
#include "gpt/python_random.h"

using namespace lanes;
using namespace std::string_literals;
using Catch::Matchers::ContainsSubstring;
using nlohmann::json;

namespace {

Checkpoint small_checkpoint() {
  Checkpoint checkpoint;
  checkpoint.config = {.n_layer = 2, .n_embd = 4, .n_head = 2, .block_size = 3};
  checkpoint.characters = {U'\0', U'\n', U'"', U'\\', U'a', U'é', U'語', U'😀'};
  checkpoint.corpus = CorpusKind::text;
  PythonRandom random(1);
  checkpoint.values.resize(static_cast<std::size_t>(parameter_count(checkpoint.config, 9)));
  for (float& value : checkpoint.values) {
    value = static_cast<float>(random.gauss(0.0, 1.0));
  }
  return checkpoint;
}

std::size_t header_length(const std::string& bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    length |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return static_cast<std::size_t>(length);
}

std::string length_bytes(std::uint64_t length) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) {
    bytes += static_cast<char>(length >> (8 * i));
  }
  return bytes;
}

json header_of(const std::string& bytes) { return json::parse(bytes.substr(8, header_length(bytes))); }
std::string data_of(const std::string& bytes) { return bytes.substr(8 + header_length(bytes)); }

std::string file(const std::string& header, const std::string& data) {
  return length_bytes(header.size()) + header + data;
}

/// The small checkpoint's file after a change to its header.
std::string with_header(const std::function<void(json&)>& change) {
  const std::string bytes = write_checkpoint(small_checkpoint());
  json header = header_of(bytes);
  change(header);
  return file(header.dump(), data_of(bytes));
}

std::string reading(std::string_view bytes) {
  try {
    read_checkpoint(bytes);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a checkpoint comes back as it was written", "[checkpoint]") {
  Checkpoint checkpoint = small_checkpoint();
  checkpoint.corpus = GENERATE(CorpusKind::lines, CorpusKind::text);
  checkpoint.values[0] = -0.0F;
  checkpoint.values[1] = std::numeric_limits<float>::denorm_min();
  checkpoint.values[2] = std::numeric_limits<float>::max();
  const Checkpoint read = read_checkpoint(write_checkpoint(checkpoint));
  CHECK(read.config == checkpoint.config);
  CHECK(read.characters == checkpoint.characters);
  CHECK(read.corpus == checkpoint.corpus);
  REQUIRE(read.values.size() == checkpoint.values.size());
  for (std::size_t i = 0; i < read.values.size(); ++i) {
    REQUIRE(std::bit_cast<std::uint32_t>(read.values[i]) ==
            std::bit_cast<std::uint32_t>(checkpoint.values[i]));
  }
}

TEST_CASE("the file is safetensors, as any other reader sees it", "[checkpoint]") {
  const Checkpoint checkpoint = small_checkpoint();
  const std::string bytes = write_checkpoint(checkpoint);
  CHECK(header_length(bytes) % 8 == 0);  // data aligned for memory mapping
  const json header = header_of(bytes);
  const std::string data = data_of(bytes);

  const json metadata = header.at("__metadata__");
  CHECK(metadata.at("n_layer") == "2");
  CHECK(metadata.at("n_embd") == "4");
  CHECK(metadata.at("n_head") == "2");
  CHECK(metadata.at("block_size") == "3");
  CHECK(metadata.at("corpus") == "text");
  const json vocabulary = json::parse(metadata.at("vocabulary").get<std::string>());
  CHECK(vocabulary == json({std::string(1, '\0'), "\n", "\"", "\\", "a", "é", "語", "😀"}));

  const std::vector<ParameterInfo> layout = parameter_layout(checkpoint.config, 9);
  CHECK(header.size() == layout.size() + 1);
  for (const ParameterInfo& parameter : layout) {
    CAPTURE(parameter.name);
    const json& tensor = header.at(parameter.name);
    CHECK(tensor.at("dtype") == "F32");
    CHECK(tensor.at("shape") == json({parameter.rows, parameter.columns}));
    const auto begin = tensor.at("data_offsets").at(0).get<std::size_t>();
    const auto end = tensor.at("data_offsets").at(1).get<std::size_t>();
    CHECK(end - begin == 4 * parameter.size());
    REQUIRE(end <= data.size());
    std::uint32_t first = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      first |= std::uint32_t{static_cast<unsigned char>(data[begin + i])} << (8 * i);
    }
    CHECK(std::bit_cast<float>(first) == checkpoint.values[parameter.offset]);
  }
}

TEST_CASE("another writer's order, spaces, escapes and further metadata do not matter", "[checkpoint]") {
  const Checkpoint checkpoint = small_checkpoint();
  const std::string bytes = write_checkpoint(checkpoint);
  json header = header_of(bytes);
  header["__metadata__"]["format"] = "pt";
  // The tensors' data in the order of their names, as the safetensors package for Python writes it.
  std::string data;
  for (auto& [name, tensor] : header.items()) {
    if (name != "__metadata__") {
      const auto begin = tensor["data_offsets"][0].get<std::size_t>();
      const auto size = tensor["data_offsets"][1].get<std::size_t>() - begin;
      tensor["data_offsets"] = {data.size(), data.size() + size};
      data += data_of(bytes).substr(begin, size);
    }
  }
  constexpr bool only_ascii = true;
  const Checkpoint read = read_checkpoint(file(header.dump(3, ' ', only_ascii) + "  \n", data));
  CHECK(read.values == checkpoint.values);
  CHECK(read.characters == checkpoint.characters);
}

TEST_CASE("a large vocabulary survives", "[checkpoint]") {
  Checkpoint checkpoint;
  checkpoint.config = {.n_layer = 1, .n_embd = 1, .n_head = 1, .block_size = 1};
  for (char32_t character = 0; character < 70000; ++character) {
    if (character < 0xD800 || character > 0xDFFF) {
      checkpoint.characters.push_back(character);
    }
  }
  const int vocabulary = static_cast<int>(checkpoint.characters.size()) + 1;
  checkpoint.values.assign(static_cast<std::size_t>(parameter_count(checkpoint.config, vocabulary)), 0.5F);
  const Checkpoint read = read_checkpoint(write_checkpoint(checkpoint));
  CHECK(read.characters == checkpoint.characters);
  CHECK(read.values == checkpoint.values);
}

TEST_CASE("what does not fit together is not written", "[checkpoint]") {
  Checkpoint checkpoint = small_checkpoint();
  SECTION("too few values") { checkpoint.values.pop_back(); }
  SECTION("impossible sizes") { checkpoint.config.n_head = 3; }
  SECTION("no characters") { checkpoint.characters.clear(); }
  SECTION("characters out of order") { std::swap(checkpoint.characters[0], checkpoint.characters[1]); }
  CHECK_THROWS_AS(write_checkpoint(checkpoint), std::invalid_argument);
}

TEST_CASE("a checkpoint cut off anywhere is refused", "[checkpoint]") {
  const std::string bytes = write_checkpoint(small_checkpoint());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    REQUIRE_THAT(reading(std::string_view(bytes).substr(0, size)), ContainsSubstring("truncated"));
  }
  CHECK_THAT(reading(bytes + "x"), ContainsSubstring("do not add up to its data"));
}

TEST_CASE("a header's claimed length is not believed", "[checkpoint]") {
  const std::string bytes = write_checkpoint(small_checkpoint());
  const std::uint64_t length =
      GENERATE(std::uint64_t{0}, 1, 3, 100, 1 << 20, 100'000'000, std::uint64_t{1} << 32,
               (std::uint64_t{1} << 32) + 100, std::numeric_limits<std::uint64_t>::max(),
               std::numeric_limits<std::uint64_t>::max() - 8);
  CAPTURE(length);
  CHECK_THAT(reading(length_bytes(length) + bytes.substr(8)), ContainsSubstring("The checkpoint "));
}

TEST_CASE("a header longer than any of ours is refused unread", "[checkpoint]") {
  CHECK_THAT(reading(file(std::string(std::size_t{17} << 20, ' '), "")),
             ContainsSubstring("claims a header of 17825792"));
}

TEST_CASE("a header that is not the expected JSON is refused", "[checkpoint]") {
  const auto header = GENERATE(values<std::string>({
      "",
      " ",
      "null",
      "[]",
      "\"\"",
      "3",
      "{",
      "}",
      "{]",
      "{}x",
      "{,}",
      "{\"a\"}",
      "{\"a\":}",
      "{\"a\":1}",
      "{\"a\":{}",
      "{\"a\":{},}",
      "{\"a\":null}",
      "{\"a\":[1,2]}",
      "{\"a\":{\"shape\":{}}}",
      "{\"a\":{\"shape\":[-1]}}",
      "{\"a\":{\"shape\":[1.5]}}",
      "{\"a\":{\"shape\":[1e3]}}",
      "{\"a\":{\"shape\":[01]}}",
      "{\"a\":{\"shape\":[18446744073709551616]}}",
      "{\"a\":{\"shape\":[99999999999999999999999999]}}",
      "{\"a\":{\"shape\":[\"1\"]}}",
      "{\"a\":{\"shape\":[1}}}",
      "{\"a\":{\"shape\":[[1]]}}",
      "{\"a\":{\"dtype\":1}}",
      "{\"a\":{\"other\":F32}}",
      "{\"a\":{\"other\":}}",
      "{\"a\":{\"other\":-}}",
      "{\"a\":{\"other\":nul}}",
      "{\"a\":{\"other\":[1,]}}",
      "{\"a\":{\"other\":[1 2]}}",
      "{\"a\":{\"other\":[1}]}",
      "{\"a\":{\"other\":{1:2}}}",
      "{\"a\":{\"other\":{\"b\":1,}}}",
      "{\"a\":{\"other\":{\"b\"}}}",
      "{\"a\":{\"other\":[[[[{\"b\":[",
      "{\"a\":{\"other\":\"\xFF\"}}",
      "{\"a\":{\"dtype\":\"F32}}",
      "{\"\\x\":{}}",
      "{\"\\u12\":{}}",
      "{\"\\uD800\":{}}",
      "{\"\\uD800\\u0041\":{}}",
      "{\"\\uDC00\":{}}",
      "{\"\\uDC00\\uDC00\":{}}",
      "{\"\n\":{}}",
      "{\"\xFF\":{}}",
      "{\"\\",
      "{\"\\u",
      "{'a':{}}",
      "{\"__metadata__\":[]}",
      "{\"__metadata__\":nul}",
      "{\"__metadata__\":{\"a\":1}}",
      "{\"__metadata__\":{\"a\":{}}}",
      "{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}",
      "{\"a\":{},\"a\":{}}",
      "{\"a\":{}} {}",
  }));
  CAPTURE(header);
  CHECK_THAT(reading(file(header, "")), ContainsSubstring("has a header that safetensors files do not have"));
}

TEST_CASE("a file of another model is not taken for a damaged one", "[checkpoint]") {
  const auto header = GENERATE(values<std::string>({
      "{}",
      "{\"__metadata__\":null}",
      "{ \"__metadata__\" : null , \"a\" : {} }",
      "{\"__metadata__\":{\"format\":\"pt\"}}",
      "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1,1,4,4],\"data_offsets\":[0,16]}}",
      "{\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}",
      "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[0,7],\"data_offsets\":[0,0]}}",
      "{\"a\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[0,1],\"layout\":\"sparse\"}}",
      "{\"a\":{\"other\":{\"b\":[1,-2.5e+3,true,{\"c\":[],\"d\":{}},[null,\"]}\"]],\"e\":false},\"shape\":[1]"
      "}}",
  }));
  CAPTURE(header);
  CHECK_THAT(reading(file(header, std::string(16, '\0'))),
             ContainsSubstring("has no n_layer in its metadata: it was not written by Lanes"));
}

TEST_CASE("what else a header says of a tensor does not matter", "[checkpoint]") {
  const json other = json::parse(R"({"b": [1, -2.5e-3, [true, {}], {"c": null}], "d": "}]"})");
  CHECK(reading(with_header([&](json& header) { header["wte"]["other"] = other; })) == "accepted");
}

TEST_CASE("a deeply nested header costs no stack", "[checkpoint]") {
  const std::string deep(1'000'000, GENERATE('[', '{'));
  CHECK_THAT(reading(file(deep, "")), ContainsSubstring("header"));
  CHECK_THAT(reading(file(R"({"a":{"other":)" + deep, "")), ContainsSubstring("header"));
  const std::string nested = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  CHECK_THAT(reading(file(R"({"a":{"other":)" + nested + "}}", "")), ContainsSubstring("has no n_layer"));
  CHECK_THAT(reading(with_header([&](json& header) { header["__metadata__"]["vocabulary"] = deep; })),
             ContainsSubstring("impossible model"));
}

TEST_CASE("missing and impossible metadata are named", "[checkpoint]") {
  const auto with_metadata = [](const std::string& key, const std::string& value) {
    return reading(with_header([&](json& header) { header["__metadata__"][key] = value; }));
  };
  const auto key =
      GENERATE(values<std::string>({"n_layer", "n_embd", "n_head", "block_size", "vocabulary", "corpus"}));
  CAPTURE(key);
  CHECK_THAT(reading(with_header([&](json& header) { header["__metadata__"].erase(key); })),
             ContainsSubstring("has no " + key));
  CHECK_THAT(reading(with_header([&](json& header) { header.erase("__metadata__"); })),
             ContainsSubstring("has no "));
  if (key != "vocabulary" && key != "corpus") {
    for (const char* value : {"", "x", "2x", " 2", "+2", "2.0", "0x2", "99999999999"}) {
      CAPTURE(value);
      CHECK_THAT(with_metadata(key, value), ContainsSubstring("has a " + key));
    }
    for (const char* value : {"0", "-1", "2147483647"}) {
      CAPTURE(value);
      CHECK_THAT(with_metadata(key, value), ContainsSubstring("impossible model"));
    }
    CHECK_THAT(with_metadata("n_head", "3"), ContainsSubstring("must divide"));
  }
  CHECK_THAT(with_metadata("corpus", "words"), ContainsSubstring("\"words\""));
  for (const char* value :
       {"", "[]", "[\"a\"", "[\"\"]", "[\"ab\"]", "[1]", "{\"a\":\"b\"}", "\"a\"", "[\"a\",\"a\"]",
        "[\"b\",\"a\"]", "[\"a\"]]", "[[\"a\"]]", "[\"a\",]", "[null]"}) {
    CAPTURE(value);
    CHECK_THAT(with_metadata("vocabulary", value), ContainsSubstring("impossible model"));
  }
  CHECK_THAT(with_metadata("vocabulary", "[\"a\",\"b\"]"), ContainsSubstring("another shape"));
}

TEST_CASE("tensors that are missing, extra, or of another kind are named", "[checkpoint]") {
  CHECK_THAT(reading(with_header([](json& header) { header.erase("layer1.attn_wv"); })),
             ContainsSubstring("has no tensor layer1.attn_wv"));
  CHECK_THAT(reading(with_header([](json& header) { header["bias"] = header["wpe"]; })),
             ContainsSubstring("16 tensors where the model has 15"));
  CHECK_THAT(reading(with_header([](json& header) { header["wte"]["dtype"] = "F16"; })),
             ContainsSubstring("\"F16\""));
  CHECK_THAT(reading(with_header([](json& header) { header["wte"]["dtype"] = "F3\0002"s; })),
             ContainsSubstring("as \"F3\\u00002\"; only F32 can be read."));
  CHECK_THAT(reading(with_header([](json& header) { header["wte"]["dtype"] = std::string(5'000, 'F'); })),
             ContainsSubstring("\"" + std::string(40, 'F') + "\" (cut); only F32 can be read."));
  CHECK_THAT(reading(with_header([](json& header) { header["wte"].erase("dtype"); })),
             ContainsSubstring("only F32"));
  for (const json& shape : {json{4, 9}, json{9}, json::array(), json{9, 5}, json{18446744073709551615u, 4}}) {
    CAPTURE(shape);
    CHECK_THAT(reading(with_header([&](json& header) { header["wte"]["shape"] = shape; })),
               ContainsSubstring("wte in another shape than (9, 4)"));
  }
  CHECK_THAT(reading(with_header([](json& header) { header["__metadata__"]["n_layer"] = "3"; })),
             ContainsSubstring("has no tensor layer2"));
  CHECK_THAT(reading(with_header([](json& header) { header["__metadata__"]["n_layer"] = "1"; })),
             ContainsSubstring("15 tensors where the model has 9"));
  CHECK_THAT(reading(with_header([](json& header) { header["__metadata__"]["n_embd"] = "8"; })),
             ContainsSubstring("another shape"));
  CHECK_THAT(reading(with_header([](json& header) { header["__metadata__"]["n_embd"] = "4096"; })),
             ContainsSubstring("too large"));
}

TEST_CASE("places outside the file, overlapping, or with holes are refused", "[checkpoint]") {
  const auto with_offsets = [](const char* name, const json& offsets) {
    return reading(with_header([&](json& header) { header[name]["data_offsets"] = offsets; }));
  };
  // wte has 9 x 4 floats: bytes 0 to 144; wpe 3 x 4: 144 to 192.
  CHECK_THAT(with_offsets("wte", {0, 140}), ContainsSubstring("does not fit its shape"));
  CHECK_THAT(with_offsets("wte", {144, 0}), ContainsSubstring("does not fit its shape"));
  CHECK_THAT(with_offsets("wte", {0}), ContainsSubstring("does not fit its shape"));
  CHECK_THAT(with_offsets("wte", json::array()), ContainsSubstring("does not fit its shape"));
  CHECK_THAT(with_offsets("wte", {1000000, 1000144}), ContainsSubstring("truncated"));
  CHECK_THAT(with_offsets("wte", {18446744073709551615u - 144, 18446744073709551615u}),
             ContainsSubstring("truncated"));
  CHECK_THAT(with_offsets("wte", {18446744073709551615u, 143}), ContainsSubstring("does not fit its shape"));
  CHECK_THAT(with_offsets("wpe", {140, 188}), ContainsSubstring("overlap"));
  CHECK_THAT(with_offsets("wpe", {0, 48}), ContainsSubstring("overlap"));
  CHECK_THAT(reading(with_header(
                 [](json& header) { header["lm_head"]["data_offsets"] = header["wte"]["data_offsets"]; })),
             ContainsSubstring("overlap"));

  // Two tensors in one place, the data cut to what the others need: the header adds up, the model would not.
  std::string bytes = write_checkpoint(small_checkpoint());
  json header = header_of(bytes);
  header["layer1.mlp_fc2"]["data_offsets"] = header["layer1.mlp_fc1"]["data_offsets"];
  const std::string data = data_of(bytes);
  CHECK_THAT(reading(file(header.dump(), data.substr(0, data.size() - 256))),
             ContainsSubstring("do not add up"));
}

TEST_CASE("weights that are not finite are refused", "[checkpoint]") {
  Checkpoint checkpoint = small_checkpoint();
  std::string bytes = write_checkpoint(checkpoint);
  checkpoint.values.back() =
      GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
               -std::numeric_limits<float>::infinity());
  const auto pattern = std::bit_cast<std::uint32_t>(checkpoint.values.back());
  for (std::size_t i = 0; i < 4; ++i) bytes[bytes.size() - 4 + i] = static_cast<char>(pattern >> (8 * i));
  CHECK_THAT(reading(bytes), ContainsSubstring("layer1.mlp_fc2 that is not a finite number"));
  CHECK_THROWS_MATCHES(write_checkpoint(checkpoint), std::runtime_error,
                       Catch::Matchers::MessageMatches(ContainsSubstring("layer1.mlp_fc2")));
}

TEST_CASE("random damage never gets past the reader unnoticed or breaks it", "[checkpoint]") {
  const Checkpoint checkpoint = small_checkpoint();
  const std::string bytes = write_checkpoint(checkpoint);
  const std::size_t length = header_length(bytes);
  PythonRandom random(7);
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string damaged = bytes;
    const auto at = static_cast<std::size_t>(random.below(8 + length));
    damaged[at] = static_cast<char>(random.getrandbits(8));
    try {
      const Checkpoint read = read_checkpoint(damaged);
      REQUIRE(read.values.size() ==
              parameter_count(read.config, static_cast<int>(read.characters.size()) + 1));
    } catch (const std::invalid_argument&) {
      ++refused;
    }
  }
  CHECK(refused > 4000);  // the others changed a character of the vocabulary, a space, or nothing
}
