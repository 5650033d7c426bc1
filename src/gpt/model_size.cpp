// The formulas. That box_count() is right to the last box, the tests see in graphs.
#include "gpt/model_size.h"

#include <algorithm>

#include "gpt/corpus.h"

namespace lanes {

void DocumentLengths::add(std::size_t positions_of_document) {
  const auto n = static_cast<double>(positions_of_document);
  documents += 1.0;
  positions += n;
  pairs += n * (n + 1.0) / 2.0;
  longest = std::max(longest, positions_of_document);
}

DocumentLengths document_lengths(const Corpus& corpus, int block_size) {
  DocumentLengths lengths;
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    lengths.add(std::min(corpus.document(i).size() - 1, static_cast<std::size_t>(block_size)));
  }
  return lengths;
}

ModelSize model_size(const Config& config, int vocabulary, int batch, const DocumentLengths& lengths) {
  config.validate();
  const double layers = config.n_layer, width = config.n_embd;
  const double forward = lengths.positions * (layers * 24.0 * width * width + 2.0 * width * vocabulary) +
                         lengths.pairs * layers * 4.0 * width;
  return {parameter_count(config, vocabulary), 3.0 * batch * forward / lengths.documents,
          box_count(config, vocabulary, lengths.longest)};
}

std::uint64_t box_count(const Config& config, int vocabulary, std::size_t positions) {
  const auto dot = [](std::uint64_t length) { return 2 * length - 1; };
  const auto linear = [&](std::uint64_t rows, std::uint64_t columns) { return rows * dot(columns); };
  const auto rmsnorm = [&](std::uint64_t length) { return dot(length) + 6 + length; };
  const auto softmax = [](std::uint64_t length) { return 4 * length; };

  const auto width = static_cast<std::uint64_t>(config.n_embd);
  const auto heads = static_cast<std::uint64_t>(config.n_head);
  const auto head_width = width / heads;
  const auto tokens = static_cast<std::uint64_t>(vocabulary);
  const std::uint64_t length = positions, pairs = length * (length + 1) / 2;

  const std::uint64_t projections = 4 * linear(width, width);
  const std::uint64_t mlp = linear(4 * width, width) + 4 * width + linear(width, 4 * width);
  // A score for each pair, softmax over the scores of a position, and a sum of so many values for each
  // channel: dot() of 1, 2, ... length is 2 * pairs - length together.
  const std::uint64_t attention =
      heads * (pairs * (dot(head_width) + 2) + softmax(pairs) + head_width * (2 * pairs - length));
  const std::uint64_t layer = length * (2 * rmsnorm(width) + projections + mlp + 2 * width) + attention;
  const std::uint64_t ends = length * (width + rmsnorm(width) + linear(tokens, width) + softmax(tokens) + 2);
  const std::uint64_t mean = length - 1 + 2;
  return parameter_count(config, vocabulary) + static_cast<std::uint64_t>(config.n_layer) * layer + ends +
         mean;
}

}  // namespace lanes
