// The operations on tensors: general ones that follow NumPy's rules, and fused ones for transformers that do
// the work of several at once and agree with their composition.
//
// Every function throws std::invalid_argument, naming the shapes, when they do not fit. Both operands must be
// on the same tape. T is float or double.
#pragma once

#include <cstdint>
#include <span>

#include "autograd/tape.h"
#include "autograd/tensor.h"

namespace lanes {

// Element-wise, with broadcasting: axes are matched from the last; an axis of 1 is repeated.
template <class T>
Tensor<T> operator+(Tensor<T> a, Tensor<T> b);
template <class T>
Tensor<T> operator-(Tensor<T> a, Tensor<T> b);
template <class T>
Tensor<T> operator*(Tensor<T> a, Tensor<T> b);
template <class T>
Tensor<T> operator/(Tensor<T> a, Tensor<T> b);
template <class T>
Tensor<T> operator-(Tensor<T> a);

/// A constant of rank 0 on the tape of `like`.
template <class T>
Tensor<T> scalar(Tensor<T> like, double value);

template <class T>
Tensor<T> operator+(Tensor<T> a, double b) {
  return a + scalar(a, b);
}
template <class T>
Tensor<T> operator+(double a, Tensor<T> b) {
  return scalar(b, a) + b;
}
template <class T>
Tensor<T> operator-(Tensor<T> a, double b) {
  return a - scalar(a, b);
}
template <class T>
Tensor<T> operator-(double a, Tensor<T> b) {
  return scalar(b, a) - b;
}
template <class T>
Tensor<T> operator*(Tensor<T> a, double b) {
  return a * scalar(a, b);
}
template <class T>
Tensor<T> operator*(double a, Tensor<T> b) {
  return scalar(b, a) * b;
}
template <class T>
Tensor<T> operator/(Tensor<T> a, double b) {
  return a / scalar(a, b);
}
template <class T>
Tensor<T> operator/(double a, Tensor<T> b) {
  return scalar(b, a) / b;
}

/// Each element to a constant power.
template <class T>
Tensor<T> pow(Tensor<T> a, double exponent);
template <class T>
Tensor<T> relu(Tensor<T> a);
template <class T>
Tensor<T> exp(Tensor<T> a);
template <class T>
Tensor<T> log(Tensor<T> a);

// Reductions. With an axis, that axis disappears from the shape.
template <class T>
Tensor<T> sum(Tensor<T> a);
template <class T>
Tensor<T> sum(Tensor<T> a, std::size_t axis);
template <class T>
Tensor<T> mean(Tensor<T> a);
template <class T>
Tensor<T> mean(Tensor<T> a, std::size_t axis);

// Rearrangements; each is a copy, since tensors are contiguous.
/// The last two axes exchanged.
template <class T>
Tensor<T> transpose(Tensor<T> a);
template <class T>
Tensor<T> reshape(Tensor<T> a, const Shape& shape);
/// Elements begin..end-1 along an axis.
template <class T>
Tensor<T> slice(Tensor<T> a, std::size_t axis, std::size_t begin, std::size_t end);
/// Tensors one after the other along an axis.
template <class T>
Tensor<T> concat(std::span<const Tensor<T>> parts, std::size_t axis);

/// (..., m, k) · (..., k, n) -> (..., m, n). The leading axes broadcast.
template <class T>
Tensor<T> matmul(Tensor<T> a, Tensor<T> b);

/// Softmax along the last axis.
template <class T>
Tensor<T> softmax(Tensor<T> a);

/// x · (mean(x²) + 1e-5)^-1/2 along the last axis, without a gain (Zhang and Sennrich, 2019).
template <class T>
Tensor<T> rmsnorm(Tensor<T> a);

/// Rows of a table (n, columns) -> (ids, columns). Every id must be in 0..n-1.
template <class T>
Tensor<T> embedding(Tensor<T> table, std::span<const std::int32_t> ids);

/// Sum over rows of weight · -ln softmax(logits)[target], logits (rows, classes) -> one number. Without
/// weights, the mean over the rows.
template <class T>
Tensor<T> cross_entropy(Tensor<T> logits, std::span<const std::int32_t> targets,
                        std::span<const T> weights = {});

// Fused.

/// What linear() does after the product.
template <class T>
struct Epilogue {
  Tensor<T> residual{};  ///< added, (rows, out); none by default
  bool relu = false;     ///< relu at the very end
};

/// x (rows, in) · weightᵀ (out, in) -> (rows, out), then the epilogue.
template <class T>
Tensor<T> linear(Tensor<T> x, Tensor<T> weight, const Epilogue<T>& epilogue = {});

/// The sum of two embeddings: tokens[ids] + positions[places] -> (ids, columns).
template <class T>
Tensor<T> embedding_sum(Tensor<T> tokens, std::span<const std::int32_t> ids, Tensor<T> positions,
                        std::span<const std::int32_t> places);

/// Causal multi-head self-attention within each document. qkv (rows, 3 · channels) holds queries, keys and
/// values side by side; document d has the rows starts[d]..starts[d + 1] - 1. -> (rows, channels)
template <class T>
Tensor<T> causal_attention(Tensor<T> qkv, std::size_t heads, std::span<const std::size_t> starts);

}  // namespace lanes
