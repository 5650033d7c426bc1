// Checkpoints: whatever bytes are read, they are refused in a sentence, or they are a model that can be
// written, read again and sampled from.
//
// The first byte says what the others are: 'w' the whole file, anything else a header, to which its length is
// put in front and data behind, as long as the header says: zeros, or with 'n' NaNs. (A fuzzer that had to
// find the length of the header by itself would see little of the reader.)
#include <algorithm>
#include <string>

#include "gpt/checkpoint.h"
#include "gpt/sampler.h"
#include "input.h"
#include "kernels/variants.h"

namespace lanes::fuzz {
namespace {

/// The largest number in the text that can be the length of a little data: the end of the last tensor.
std::size_t data_length(std::string_view header) {
  std::size_t largest = 0, number = 0;
  for (const char c : header) {
    number = c >= '0' && c <= '9'
                 ? std::min<std::size_t>(10 * number + static_cast<std::size_t>(c - '0'), 65536)
                 : 0;
    if (number < 65536) largest = std::max(largest, number);
  }
  return largest;
}

std::string file_of(Input input) {
  const std::uint8_t kind = input.byte();
  if (kind == 'w') return std::string(input.rest());
  std::string file;
  for (int i = 0; i < 8; ++i) file += static_cast<char>(input.rest().size() >> 8 * i & 0xff);
  file += input.rest();
  return file + std::string(data_length(input.rest()), kind == 'n' ? '\xff' : '\0');
}

void sample(const Checkpoint& checkpoint) {
  SampleOptions options;
  options.count = 2;
  try {
    for (const std::string& text :
         sample_checkpoint(checkpoint, f32_kernels(variants().front().name), options)) {
      require_utf8(text);
    }
  } catch (const std::runtime_error& diverged) {
    require_sentence(diverged.what());
  }
}

}  // namespace
}  // namespace lanes::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lanes;
  const std::string file = fuzz::file_of({data, size});
  Checkpoint checkpoint;
  if (!fuzz::accepted([&] { checkpoint = read_checkpoint(file); })) return 0;
  const Checkpoint again = read_checkpoint(write_checkpoint(checkpoint));
  fuzz::require(again.config == checkpoint.config && again.characters == checkpoint.characters &&
                    again.corpus == checkpoint.corpus && again.values == checkpoint.values,
                "what was written is read as it was");
  fuzz::sample(checkpoint);
  return 0;
}
