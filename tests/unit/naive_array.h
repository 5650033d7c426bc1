// A plain array of doubles with index-by-index access: what the oracles of operations are written with.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "autograd/tensor.h"

namespace lanes {

using Index = std::vector<std::size_t>;

/// A row-major array of doubles without any cleverness.
struct Array {
  Shape shape;
  std::vector<double> values;

  explicit Array(const Shape& of) : shape(of), values(of.count()) {}
  Array(const Shape& of, std::vector<double> numbers) : shape(of), values(std::move(numbers)) {}

  /// The element at an index that may be longer than the array's own: axes are matched from the last one, and
  /// an axis of size 1 is repeated, as NumPy broadcasts.
  double operator()(const Index& index) const { return values[place(index)]; }
  double& operator()(const Index& index) { return values[place(index)]; }

 private:
  std::size_t place(const Index& index) const {
    std::size_t at = 0;
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      const std::size_t i = index[index.size() - shape.rank() + axis];
      at = at * shape[axis] + (shape[axis] == 1 ? 0 : i);
    }
    return at;
  }
};

/// Calls visit(index) for every index of a shape, in row-major order.
template <class Visit>
void for_each_index(const Shape& shape, Visit visit) {
  Index index(shape.rank(), 0);
  for (std::size_t left = shape.count(); left > 0; --left) {
    visit(std::as_const(index));
    for (std::size_t axis = shape.rank(); axis-- > 0;) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

/// The array whose element at each index is value(index).
template <class Value>
Array filled(const Shape& shape, Value value) {
  Array array(shape);
  for_each_index(shape, [&](const Index& index) { array(index) = value(index); });
  return array;
}

/// The shape that NumPy broadcasts two shapes to.
inline Shape broadcast_shape(const Shape& a, const Shape& b) {
  Shape shape = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  for (std::size_t i = 0; i < shorter.rank(); ++i) {
    std::size_t& size = shape[shape.rank() - shorter.rank() + i];
    if (size == 1) size = shorter[i];
  }
  return shape;
}

}  // namespace lanes
