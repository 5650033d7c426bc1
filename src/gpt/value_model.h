// microGPT on the graph of boxed numbers: the algorithm as Karpathy wrote it, token by token and number by
// number, for any sizes. It is what the tensor model must agree with and the baseline that its speed is
// measured against; it always computes in double precision.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "autograd/value.h"
#include "gpt/config.h"

namespace lanes {

class ValueModel {
 public:
  /// Throws std::invalid_argument if a size is impossible, or if the graph of one document of
  /// config.block_size positions would be larger than a ValueGraph can be.
  ValueModel(const Config& config, int vocabulary);

  /// Returns the mean loss of the documents, each document's own loss being the mean over its positions, and
  /// puts its derivative by every parameter into `gradients`. Both spans are in the order of
  /// parameter_layout(). Throws std::invalid_argument if a span has another length, the batch is empty, or a
  /// document is too short, too long or not of this vocabulary.
  double loss_and_gradients(std::span<const double> values, std::span<double> gradients,
                            std::span<const Document> batch);

  /// That loss alone.
  double loss(std::span<const double> values, std::span<const Document> batch);

  /// The graph of the document that came last. Each document has a graph of its own, in the same memory.
  const ValueGraph& graph() const { return graph_; }

 private:
  using Vector = std::vector<Value>;

  struct Layer {
    ParameterInfo attn_wq, attn_wk, attn_wv, attn_wo, mlp_fc1, mlp_fc2;
    Vector keys;    // (positions, channels)
    Vector values;  // (channels, block_size): the past of one channel is contiguous
  };

  void check(std::span<const double> values, std::span<const Document> batch) const;
  void check(Document document) const;
  /// In a graph of its own, whose first numbers are the parameters.
  Value document_loss(std::span<const double> values, Document document);
  void attention(Layer& layer, std::size_t position);
  void mlp(const Layer& layer);

  std::span<const Value> row(const ParameterInfo& matrix, std::size_t index) const;
  void linear(const ParameterInfo& matrix, const Vector& x, Vector& y);

  Config config_;
  int vocabulary_;
  ParameterInfo wte_, wpe_, lm_head_;
  std::vector<Layer> layers_;

  ValueGraph graph_;
  Vector parameters_;  // the first numbers of the graph

  // What the steps of the forward pass hand on, kept here so that its memory is allocated only once.
  Vector x_, residual_, query_, key_, value_, attention_, heads_, hidden_, logits_, losses_;
};

}  // namespace lanes
