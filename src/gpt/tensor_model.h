// microGPT on tensors: all documents of a batch go through each matrix product as one (tokens, channels)
// matrix.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "autograd/tape.h"
#include "gpt/config.h"
#include "gpt/parameters.h"

namespace lanes {

/// T is float or double.
template <class T>
class TensorModel {
 public:
  TensorModel(const Config& config, int vocabulary, const KernelTable<T>& kernels,
              const Executor& executor = {})
      : config_(config), layout_(parameter_layout(config, vocabulary)), tape_(kernels, executor) {}

  /// Mean over the documents of each document's mean loss (nats per token); overwrites `gradients`. Both
  /// arrays are in the order of the layout. Throws std::invalid_argument for a token or a document that does
  /// not fit the model.
  double loss_and_gradients(std::span<const T> values, std::span<T> gradients,
                            std::span<const Document> batch);

  /// That loss alone.
  double loss(std::span<const T> values, std::span<const Document> batch);

  const Tape<T>& tape() const { return tape_; }

 private:
  /// A batch, one entry per token, in the tape's arena.
  struct Rows {
    std::span<const std::int32_t> tokens, positions, targets;
    std::span<const T> weights;
    std::span<const std::size_t> starts;  ///< of the documents, and the number of all rows
  };

  /// Resets the tape.
  Rows lay_out(std::span<const Document> batch);

  /// The forward pass on the tape. Without `gradients`, which is empty then, it cannot be walked backwards.
  Tensor<T> forward(std::span<const T> values, std::span<T> gradients, std::span<const Document> batch);

  Config config_;
  std::vector<ParameterInfo> layout_;
  Tape<T> tape_;
};

}  // namespace lanes
