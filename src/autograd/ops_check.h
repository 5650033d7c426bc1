// What the operations have in common: complaints about shapes, and views of a shape around an axis.
#pragma once

#include <initializer_list>

#include "autograd/tensor.h"
#include "text/sentence.h"

namespace lanes {

[[noreturn]] inline void reject(const char* operation, std::initializer_list<Part> why) {
  refuse({operation, ": ", sentence(why)});
}

/// Whether a gradient may be wanted by either operand of an operation. Rejects operands of different tapes.
template <class T>
bool any_differentiable(Tensor<T> a, Tensor<T> b) {
  if (&a.tape() != &b.tape()) reject("An operation", {"its operands are on different tapes."});
  return a.node()->differentiable || b.node()->differentiable;
}

/// A shape seen as (outer, size, inner) around one axis.
struct AxisView {
  std::size_t outer = 1, size = 1, inner = 1;
};

inline AxisView around(const Shape& shape, std::size_t axis, const char* operation) {
  if (axis >= shape.rank()) {
    reject(operation, {"a tensor of shape ", shape.text(), " has no axis ", axis, "."});
  }
  AxisView view;
  for (std::size_t i = 0; i < axis; ++i) view.outer *= shape[i];
  view.size = shape[axis];
  for (std::size_t i = axis + 1; i < shape.rank(); ++i) view.inner *= shape[i];
  return view;
}

}  // namespace lanes
