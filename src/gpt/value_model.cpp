// The forward pass of microGPT, one boxed number at a time. Its gradient comes from the graph.
#include "gpt/value_model.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "gpt/model_size.h"
#include "text/sentence.h"

namespace lanes {
namespace {

/// x * (mean(x^2) + 1e-5)^-0.5, in place.
void rmsnorm(ValueGraph& graph, std::vector<Value>& x) {
  const Value mean_square = graph.dot(x, x) / static_cast<double>(x.size());
  const Value scale = pow(mean_square + 1e-5, -0.5);
  for (Value& value : x) {
    value = value * scale;
  }
}

Value sum(std::span<const Value> x) {
  Value total = x[0];
  for (const Value value : x.subspan(1)) {
    total = total + value;
  }
  return total;
}

/// exp(x) / sum(exp(x)), in place. The maximum is subtracted as a constant: it keeps exp within range and
/// does not change the result.
void softmax(ValueGraph& graph, std::vector<Value>& x) {
  double maximum = x[0].data();
  for (const Value value : x) {
    maximum = std::max(maximum, value.data());
  }
  const Value shift = graph.leaf(maximum);
  for (Value& value : x) {
    value = exp(value - shift);
  }
  const Value total = sum(x);
  for (Value& value : x) {
    value = value / total;
  }
}

void add(std::vector<Value>& x, std::span<const Value> y) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = x[i] + y[i];
  }
}

}  // namespace

ValueModel::ValueModel(const Config& config, int vocabulary) : config_(config), vocabulary_(vocabulary) {
  config.validate();
  if (vocabulary < 1) {
    refuse({"The vocabulary must have at least one token, not ", vocabulary, "."});
  }
  const std::uint64_t nodes = box_count(config, vocabulary, static_cast<std::size_t>(config.block_size));
  if (nodes > ValueGraph::max_nodes) {
    const auto megabytes = [](std::uint64_t count) {
      return std::to_string(count * ValueGraph::bytes_per_node / 1'000'000) + " MB";
    };
    refuse({"This model is too big for a graph of boxed numbers: a document of ", config.block_size,
            " tokens would take ", nodes, " nodes (", megabytes(nodes), "), and the limit is ",
            ValueGraph::max_nodes, " (", megabytes(ValueGraph::max_nodes),
            "). Choose smaller sizes, or the tensor engine."});
  }

  const std::vector<ParameterInfo> layout = parameter_layout(config, vocabulary);
  wte_ = layout[0];
  wpe_ = layout[1];
  lm_head_ = layout[2];
  const std::size_t past =
      static_cast<std::size_t>(config.block_size) * static_cast<std::size_t>(config.n_embd);
  for (std::size_t i = 3; i < layout.size(); i += 6) {
    layers_.push_back({layout[i], layout[i + 1], layout[i + 2], layout[i + 3], layout[i + 4], layout[i + 5],
                       Vector(past), Vector(past)});
  }
  parameters_.resize(static_cast<std::size_t>(parameter_count(config, vocabulary)));
}

double ValueModel::loss_and_gradients(std::span<const double> values, std::span<double> gradients,
                                      std::span<const Document> batch) {
  if (gradients.size() != values.size()) {
    refuse({"There are ", values.size(), " values and room for ", gradients.size(), " gradients."});
  }
  check(values, batch);
  std::fill(gradients.begin(), gradients.end(), 0.0);
  const double share = 1.0 / static_cast<double>(batch.size());
  double mean_loss = 0.0;
  for (const Document document : batch) {
    const Value loss = document_loss(values, document);
    graph_.backward(loss);
    mean_loss += share * loss.data();
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      gradients[i] += share * parameters_[i].gradient();
    }
  }
  return mean_loss;
}

double ValueModel::loss(std::span<const double> values, std::span<const Document> batch) {
  check(values, batch);
  double total = 0.0;
  for (const Document document : batch) total += document_loss(values, document).data();
  return total / static_cast<double>(batch.size());
}

void ValueModel::check(std::span<const double> values, std::span<const Document> batch) const {
  if (values.size() != parameters_.size()) {
    refuse({"The model has ", parameters_.size(), " parameters, but there are ", values.size(), " values."});
  }
  if (batch.empty()) {
    refuse({"A batch needs at least one document."});
  }
  std::for_each(batch.begin(), batch.end(), [this](Document document) { check(document); });
}

void ValueModel::check(Document document) const {
  if (document.size() < 2 || document.size() > static_cast<std::size_t>(config_.block_size) + 1) {
    refuse(
        {"A document must have from 2 to ", config_.block_size + 1, " tokens, not ", document.size(), "."});
  }
  for (const std::int32_t token : document) {
    if (token < 0 || token >= vocabulary_) {
      refuse({"Token ", token, " is not one of the ", vocabulary_, " of the vocabulary."});
    }
  }
}

Value ValueModel::document_loss(std::span<const double> values, Document document) {
  graph_.clear();
  graph_.reserve(static_cast<std::size_t>(box_count(config_, vocabulary_, document.size() - 1)));
  for (std::size_t i = 0; i < values.size(); ++i) {
    parameters_[i] = graph_.leaf(values[i]);
  }
  const std::size_t positions = document.size() - 1;
  losses_.clear();
  for (std::size_t position = 0; position < positions; ++position) {
    const std::span<const Value> token = row(wte_, static_cast<std::size_t>(document[position]));
    x_.assign(token.begin(), token.end());
    add(x_, row(wpe_, position));
    rmsnorm(graph_, x_);
    for (Layer& layer : layers_) {
      attention(layer, position);
      mlp(layer);
    }
    linear(lm_head_, x_, logits_);
    softmax(graph_, logits_);
    losses_.push_back(-log(logits_[static_cast<std::size_t>(document[position + 1])]));
  }
  return (1.0 / static_cast<double>(positions)) * sum(losses_);
}

void ValueModel::attention(Layer& layer, std::size_t position) {
  const std::size_t width = static_cast<std::size_t>(config_.n_embd);
  const std::size_t block = static_cast<std::size_t>(config_.block_size);
  const std::size_t head_width = static_cast<std::size_t>(config_.head_width());
  const double score_scale = std::sqrt(static_cast<double>(head_width));

  residual_ = x_;
  rmsnorm(graph_, x_);
  linear(layer.attn_wq, x_, query_);
  linear(layer.attn_wk, x_, key_);
  linear(layer.attn_wv, x_, value_);
  for (std::size_t channel = 0; channel < width; ++channel) {
    layer.keys[position * width + channel] = key_[channel];
    layer.values[channel * block + position] = value_[channel];
  }

  heads_.clear();
  for (std::size_t first = 0; first < width; first += head_width) {  // first channel of the head
    const std::span<const Value> query = std::span(query_).subspan(first, head_width);
    attention_.clear();
    for (std::size_t past = 0; past <= position; ++past) {
      const std::span<const Value> key = std::span(layer.keys).subspan(past * width + first, head_width);
      attention_.push_back(graph_.dot(query, key) / score_scale);
    }
    softmax(graph_, attention_);
    for (std::size_t channel = first; channel < first + head_width; ++channel) {
      heads_.push_back(
          graph_.dot(attention_, std::span(layer.values).subspan(channel * block, position + 1)));
    }
  }
  linear(layer.attn_wo, heads_, x_);
  add(x_, residual_);
}

void ValueModel::mlp(const Layer& layer) {
  residual_ = x_;
  rmsnorm(graph_, x_);
  linear(layer.mlp_fc1, x_, hidden_);
  for (Value& value : hidden_) {
    value = relu(value);
  }
  linear(layer.mlp_fc2, hidden_, x_);
  add(x_, residual_);
}

std::span<const Value> ValueModel::row(const ParameterInfo& matrix, std::size_t index) const {
  const std::size_t columns = static_cast<std::size_t>(matrix.columns);
  return std::span(parameters_).subspan(matrix.offset + index * columns, columns);
}

void ValueModel::linear(const ParameterInfo& matrix, const Vector& x, Vector& y) {
  y.clear();
  for (std::size_t i = 0; i < static_cast<std::size_t>(matrix.rows); ++i) {
    y.push_back(graph_.dot(row(matrix, i), x));
  }
}

}  // namespace lanes
