// Running a trained model: one token at a time against a cache of keys and values. What two texts have in
// common is computed once: the first layer of a token at a position, and every prefix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gpt/checkpoint.h"
#include "gpt/config.h"
#include "gpt/prefix_tree.h"
#include "gpt/python_random.h"
#include "gpt/tokenizer.h"
#include "kernels/kernel_table.h"
#include "kernels/line_vector.h"

namespace lanes {

struct SampleOptions {
  int count = 20;
  double temperature = 0.5;           ///< divides the logits: small is safe, large is wild
  std::string prompt;                 ///< every sample begins with it
  std::optional<std::uint64_t> seed;  ///< a random state of its own; without one the caller's goes on

  /// Throws std::invalid_argument when the count or the temperature makes no sense.
  void validate() const;
};

/// What the model makes of a text.
struct Inspection {
  using Rows = std::vector<std::vector<double>>;

  std::vector<std::string> tokens;  ///< "<BOS>", then the characters
  /// How probable each token is, by id, to come after each of them; the last id is the end. (tokens,
  /// vocabulary)
  Rows predictions;
  std::vector<std::vector<Rows>> attention;  ///< attention[layer][head][query][key], key <= query
  std::vector<Rows> keys, values;            ///< what the cache holds of each layer: (tokens, channels)
};

/// A model with the weights of one moment. T is float or double.
template <class T>
class Sampler {
 public:
  /// Copies the weights into the order that suits one token at a time.
  Sampler(const Config& config, int vocabulary, const KernelTable<T>& kernels, std::span<const T> values);

  /// Forgets the tokens so far.
  void start() { position_ = 0; }

  /// Positions taken so far; at most block_size.
  std::size_t position() const { return position_; }

  /// Takes the next token and returns the logits (vocabulary) for the one after it, good until the next call.
  /// Throws std::invalid_argument when the block is full or the token unknown.
  std::span<const T> next(std::int32_t token);

  /// What the latest token paid attention to in a layer and head: one weight per position.
  std::span<const T> attention(std::size_t layer, std::size_t head) const {
    return std::span(layers_[layer].probabilities).subspan(head * capacity_, position_);
  }

  /// Draws samples. Throws std::invalid_argument when the options do not fit the model, std::runtime_error
  /// when its predictions are not numbers.
  std::vector<std::string> sample(const Tokenizer& tokenizer, const SampleOptions& options,
                                  PythonRandom& random);

  /// Throws std::invalid_argument when the text does not fit the model, std::runtime_error when its
  /// predictions are not numbers.
  Inspection inspect(const Tokenizer& tokenizer, std::string_view prefix);

 private:
  /// A weight matrix transposed, (in, out), its rows padded with zeros to whole registers.
  struct Matrix {
    std::size_t in, out;
    LineVector<T> data;
  };
  struct Layer {
    Matrix attn_wqkv, attn_wo, mlp_fc1, mlp_fc2;
    LineVector<T> keys;           // (channels, capacity)
    LineVector<T> values;         // (block_size, channels)
    LineVector<T> probabilities;  // (heads, capacity)
  };

  /// Turns the logits into the probabilities of the next token, in weights_. Throws std::runtime_error when
  /// they are not numbers.
  void predict(T temperature);
  /// The row of first_ for this token at this position: computed when it is asked for first, or, where there
  /// is no table, always.
  const T* first_layer(std::int32_t token);
  /// Copies keys and values of a position, of all layers, from the cache to `kept` and back.
  void keep(std::size_t position, std::span<T> kept) const;
  void restore(std::size_t position, std::span<const T> kept);
  /// The probabilities that predict() has found. (vocabulary)
  std::span<const T> predicted() const { return std::span(weights_).first(vocabulary_); }
  std::vector<std::int32_t> encode(const Tokenizer& tokenizer, std::string_view text) const;
  void multiply(const T* x, const Matrix& weight, T* out, bool residual = false, bool relu = false) const;
  void normalise(const T* x, T* out) const;

  Config config_;
  const KernelTable<T>* kernels_;
  std::size_t vocabulary_, capacity_, position_ = 0;
  LineVector<T> wte_, wpe_;
  Matrix lm_head_;
  std::vector<Layer> layers_;
  // One row each, padded to whole registers.
  LineVector<T> x_, normal_, mixed_, hidden_, logits_, weights_;
  LineVector<T> qkv_;  // of all layers but the first
  /// Of each token at each position what depends on nothing else: x, then q, k and v of the first layer. A
  /// table would be too large for some models: then it is one row, for the latest token. (vocabulary x
  /// block_size, padded(channels) + padded(3 channels))
  std::unique_ptr<T[]> first_;
  std::vector<char> is_known_;  // rows of first_; empty where there is no table
};

/// Samples from a saved model; the seed is 42 unless the options name one. Throws std::invalid_argument when
/// the options do not fit the model.
std::vector<std::string> sample_checkpoint(const Checkpoint& checkpoint, const KernelTable<float>& kernels,
                                           const SampleOptions& options);

}  // namespace lanes
