// Trained weights as a safetensors file, which the Python world opens too.
//
// Layout (https://github.com/huggingface/safetensors): 8 bytes, little-endian: length of the header; the
// header, a JSON object from each tensor's name to its dtype, shape and data_offsets, with a `__metadata__`
// object of strings; then the data, little-endian. All tensors are F32 under the names of parameter_layout().
// The metadata holds n_layer, n_embd, n_head, block_size, corpus ("lines" or "text") and vocabulary (a JSON
// array of characters in id order).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gpt/config.h"
#include "gpt/corpus.h"

namespace lanes {

/// A model's weights and what is needed to sample from it. Adam's moments and the step are not part of it.
struct Checkpoint {
  Config config;
  std::vector<char32_t> characters;  ///< in id order; the vocabulary is one larger, for BOS
  CorpusKind corpus = CorpusKind::lines;
  std::vector<float> values;  ///< all parameters, in the order of parameter_layout()
};

/// The bytes of the file. Throws std::invalid_argument when config, characters and values do not fit
/// together, std::runtime_error when a value is not a finite number: read_checkpoint() reads all that is
/// written.
std::string write_checkpoint(const Checkpoint& checkpoint);

/// Reads such a file. Trusts nothing in it: whatever is wrong is a std::invalid_argument that says what, and
/// memory use stays in proportion to `bytes`.
Checkpoint read_checkpoint(std::string_view bytes);

}  // namespace lanes
