// The operations on tensors: general ones that follow NumPy's rules, and fused ones for transformers that do
// the work of several at once. What each does stands in their list, ops.def, which declares them here.
//
// Every function throws std::invalid_argument, naming the shapes, when they do not fit. All operands must be
// on the same tape. T is float or double.
#pragma once

#include <cstdint>
#include <span>

#include "autograd/tape.h"
#include "autograd/tensor.h"

namespace lanes {

/// What linear() does after the product.
template <class T>
struct Epilogue {
  Tensor<T> residual{};  ///< added, (rows, out); none by default
  bool relu = false;     ///< relu at the very end
};

#define LANES_OP(name, function, parameters, description) \
  template <class T>                                      \
  Tensor<T> function parameters;
#include "autograd/ops.def"
#undef LANES_OP

/// A constant of rank 0 on the tape of `like`.
template <class T>
Tensor<T> scalar(Tensor<T> like, double value);

// Element-wise operations with a number on either side.
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

}  // namespace lanes
