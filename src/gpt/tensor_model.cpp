// The forward pass of microGPT in tensor operations; the tape does the rest.
#include "gpt/tensor_model.h"

#include <string>

#include "autograd/ops.h"
#include "text/sentence.h"

namespace lanes {

template <class T>
typename TensorModel<T>::Rows TensorModel<T>::lay_out(std::span<const Document> batch) {
  tape_.reset();
  if (batch.empty()) refuse({"A batch needs at least one document."});
  std::size_t* const starts = tape_.template array<std::size_t>(batch.size() + 1);
  std::size_t rows = 0;
  for (std::size_t d = 0; d < batch.size(); ++d) {
    const std::size_t size = batch[d].size();
    if (size < 2 || size - 1 > static_cast<std::size_t>(config_.block_size)) {
      refuse({"A document must have 2 to ", config_.block_size + 1, " tokens, not ", size, "."});
    }
    starts[d] = rows;
    rows += size - 1;
  }
  starts[batch.size()] = rows;
  const auto ids = [&] { return tape_.template array<std::int32_t>(rows); };
  std::int32_t *const tokens = ids(), *const positions = ids(), *const targets = ids();
  T* const weights = tape_.scratch(rows);
  std::size_t row = 0;
  for (const Document document : batch) {
    const std::size_t length = document.size() - 1;
    const T weight = T(1) / (static_cast<T>(length) * static_cast<T>(batch.size()));
    // All in one loop: documents are so short that calls which copy take longer, in WebAssembly above all.
    for (std::size_t position = 0; position < length; ++position, ++row) {
      tokens[row] = document[position];
      targets[row] = document[position + 1];
      positions[row] = static_cast<std::int32_t>(position);
      weights[row] = weight;
    }
  }
  return {{tokens, rows}, {positions, rows}, {targets, rows}, {weights, rows}, {starts, batch.size() + 1}};
}

template <class T>
Tensor<T> TensorModel<T>::forward(std::span<const T> values, std::span<T> gradients,
                                  std::span<const Document> batch) {
  const Rows rows = lay_out(batch);
  std::size_t next = 0;
  // The next `count` matrices of the layout as one: neighbours of one width lie one below the other.
  const auto parameter = [&](std::size_t count = 1) {
    const ParameterInfo& first = layout_[next];
    next += count;
    const Shape shape{count * static_cast<std::size_t>(first.rows), static_cast<std::size_t>(first.columns)};
    T* const gradient = gradients.empty() ? nullptr : gradients.data() + first.offset;
    return tape_.leaf(shape, values.data() + first.offset, gradient);
  };
  const Tensor<T> wte = parameter(), wpe = parameter(), lm_head = parameter();

  // x: (tokens, channels)
  Tensor<T> x = rmsnorm(embedding_sum(wte, rows.tokens, wpe, rows.positions));
  for (int layer = 0; layer < config_.n_layer; ++layer) {
    const Tensor<T> attn_wqkv = parameter(3), attn_wo = parameter(), mlp_fc1 = parameter(),
                    mlp_fc2 = parameter();
    const Tensor<T> qkv = linear(rmsnorm(x), attn_wqkv);  // (tokens, 3 channels)
    const Tensor<T> mixed = causal_attention(qkv, static_cast<std::size_t>(config_.n_head), rows.starts);
    x = linear(mixed, attn_wo, {.residual = x});
    const Tensor<T> hidden = linear(rmsnorm(x), mlp_fc1, {.relu = true});  // (tokens, 4 channels)
    x = linear(hidden, mlp_fc2, {.residual = x});
  }
  return cross_entropy<T>(linear(x, lm_head), rows.targets, rows.weights);
}

template <class T>
double TensorModel<T>::loss_and_gradients(std::span<const T> values, std::span<T> gradients,
                                          std::span<const Document> batch) {
  const Tensor<T> loss = forward(values, gradients, batch);
  tape_.backward(loss);
  return static_cast<double>(loss.item());
}

template <class T>
double TensorModel<T>::loss(std::span<const T> values, std::span<const Document> batch) {
  return static_cast<double>(forward(values, {}, batch).item());
}

template class TensorModel<float>;
template class TensorModel<double>;

}  // namespace lanes
