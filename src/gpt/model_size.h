// How large a model is and how much work a training step of it, told from sizes alone: nothing is made.
#pragma once

#include <cstddef>
#include <cstdint>

#include "gpt/config.h"

namespace lanes {

class Corpus;

/// The lengths of documents, as far as the work of training on them depends on them. A document of n + 1
/// tokens has n positions.
struct DocumentLengths {
  double documents = 0.0;
  double positions = 0.0;   ///< of all documents together
  double pairs = 0.0;       ///< of a position and one that it may see, itself among them
  std::size_t longest = 0;  ///< positions

  void add(std::size_t positions_of_document);
};

/// The lengths of a corpus's documents as far as they fit into a block.
DocumentLengths document_lengths(const Corpus& corpus, int block_size);

struct ModelSize {
  std::uint64_t parameters;
  /// Floating-point operations of an average step: three times those of the products of the forward pass,
  /// attention among them. Norms, softmax, loss and optimiser are not counted.
  double flops_per_step;
  /// Numbers in the graph of the longest document, each in a box of its own, as the value engine makes it.
  std::uint64_t boxes;
};

/// A model for so many tokens that trains on `batch` documents per step. Throws std::invalid_argument when
/// the sizes are not those of a model. There must be at least one document, and none longer than a block.
ModelSize model_size(const Config& config, int vocabulary, int batch, const DocumentLengths& lengths);

/// Numbers in the value engine's graph of a document with this many positions.
std::uint64_t box_count(const Config& config, int vocabulary, std::size_t positions);

}  // namespace lanes
