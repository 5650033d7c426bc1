// Reductions and rearrangements.
#include <algorithm>

#include "autograd/ops.h"
#include "autograd/ops_check.h"

namespace lanes {
namespace {

Shape without(const Shape& shape, std::size_t axis) {
  std::array<std::size_t, Shape::max_rank> sizes{};
  std::size_t rank = 0;
  for (std::size_t i = 0; i < shape.rank(); ++i) {
    if (i != axis) sizes[rank++] = shape[i];
  }
  return Shape(std::span<const std::size_t>(sizes.data(), rank));
}

/// factor * sum over one axis seen as (outer, size, inner).
template <class T>
Tensor<T> scaled_sum(Tensor<T> a, const AxisView& view, const Shape& shape, double factor) {
  Tape<T>& tape = a.tape();
  const KernelTable<T>& kernels = tape.kernels();
  Node<T>*input = a.node(), *result = tape.new_node(shape, input->differentiable);
  const std::size_t slab = view.size * view.inner;
  for (std::size_t i = 0; i < view.outer; ++i) {
    if (view.inner == 1) {
      result->data[i] = kernels.total(input->data + i * slab, view.size);
    } else {
      kernels.sum_rows(result->data + i * view.inner, input->data + i * slab, view.size, view.inner, false);
    }
  }
  const T by = static_cast<T>(factor);
  if (factor != 1.0) kernels.scale(result->data, result->data, by, result->count, false);
  tape.record(result, [=, &tape] {
    T* to = tape.zeroed_sink(input);
    if (to == nullptr) return;
    for (std::size_t i = 0; i < view.outer; ++i) {
      const T* from = result->gradient + i * view.inner;
      if (view.inner == 1) {
        const T each = by * *from;
        tape.kernels().add(to + i * slab, to + i * slab, 1, &each, 0, view.size);
      } else {
        for (std::size_t j = 0; j < view.size; ++j) {
          tape.kernels().scale(to + i * slab + j * view.inner, from, by, view.inner, true);
        }
      }
    }
  });
  return Tensor<T>(result);
}

/// Copies (outer, runs of `from_run`) into (outer, runs of `to_run`), `length` elements of each run.
template <class T>
void copy_runs(T* to, std::size_t to_run, const T* from, std::size_t from_run, std::size_t outer,
               std::size_t length) {
  for (std::size_t i = 0; i < outer; ++i) std::copy_n(from + i * from_run, length, to + i * to_run);
}

/// The same, adding.
template <class T>
void add_runs(const KernelTable<T>& kernels, T* to, std::size_t to_run, const T* from, std::size_t from_run,
              std::size_t outer, std::size_t length) {
  for (std::size_t i = 0; i < outer; ++i) {
    kernels.scale(to + i * to_run, from + i * from_run, T(1), length, true);
  }
}

}  // namespace

template <class T>
Tensor<T> sum(Tensor<T> a) {
  return scaled_sum(a, {1, a.count(), 1}, Shape{}, 1.0);
}

template <class T>
Tensor<T> sum(Tensor<T> a, std::size_t axis) {
  return scaled_sum(a, around(a.shape(), axis, "sum"), without(a.shape(), axis), 1.0);
}

template <class T>
Tensor<T> mean(Tensor<T> a) {
  return scaled_sum(a, {1, a.count(), 1}, Shape{}, 1.0 / static_cast<double>(a.count()));
}

template <class T>
Tensor<T> mean(Tensor<T> a, std::size_t axis) {
  const AxisView view = around(a.shape(), axis, "mean");
  return scaled_sum(a, view, without(a.shape(), axis), 1.0 / static_cast<double>(view.size));
}

template <class T>
Tensor<T> transpose(Tensor<T> a) {
  Tape<T>& tape = a.tape();
  const std::size_t rank = a.shape().rank();
  if (rank < 2) reject("transpose", {"shape ", a.shape().text(), " has fewer than two axes."});
  Shape shape = a.shape();
  std::swap(shape[rank - 2], shape[rank - 1]);
  const std::size_t rows = a.shape()[rank - 2], columns = a.shape()[rank - 1], slab = rows * columns;
  Node<T>*input = a.node(), *result = tape.new_node(shape, input->differentiable);
  const std::size_t slabs = slab == 0 ? 0 : input->count / slab;
  for (std::size_t i = 0; i < slabs; ++i) {
    tape.kernels().transpose(result->data + i * slab, rows, input->data + i * slab, columns, rows, columns);
  }
  tape.record(result, [=, &tape] {
    T* to = tape.zeroed_sink(input);
    if (to == nullptr) return;
    T* turned = tape.scratch(slab);
    for (std::size_t i = 0; i < slabs; ++i) {
      tape.kernels().transpose(turned, columns, result->gradient + i * slab, rows, columns, rows);
      tape.kernels().scale(to + i * slab, turned, T(1), slab, true);
    }
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> reshape(Tensor<T> a, const Shape& shape) {
  Tape<T>& tape = a.tape();
  if (shape.count() != a.count()) {
    reject("reshape", {"shape ", a.shape().text(), " does not hold as many elements as ", shape.text(), "."});
  }
  Node<T>*input = a.node(), *result = tape.new_node(shape, input->differentiable);
  std::copy_n(input->data, input->count, result->data);
  tape.record(result, [=, &tape] {
    const auto to = tape.sink(input);
    if (to.data != nullptr) {
      tape.kernels().scale(to.data, result->gradient, T(1), input->count, to.accumulate);
    }
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> slice(Tensor<T> a, std::size_t axis, std::size_t begin, std::size_t end) {
  Tape<T>& tape = a.tape();
  const AxisView view = around(a.shape(), axis, "slice");
  if (begin > end || end > view.size) {
    reject("slice",
           {"elements ", begin, " to ", end, " are not on axis ", axis, " of shape ", a.shape().text(), "."});
  }
  Shape shape = a.shape();
  shape[axis] = end - begin;
  Node<T>*input = a.node(), *result = tape.new_node(shape, input->differentiable);
  const std::size_t run = view.size * view.inner, length = (end - begin) * view.inner,
                    skip = begin * view.inner;
  copy_runs(result->data, length, input->data + skip, run, view.outer, length);
  tape.record(result, [=, &tape] {
    T* to = tape.zeroed_sink(input);
    if (to != nullptr) add_runs(tape.kernels(), to + skip, run, result->gradient, length, view.outer, length);
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> concat(std::span<const Tensor<T>> parts, std::size_t axis) {
  if (parts.empty()) reject("concat", {"there is nothing to put together."});
  Tape<T>& tape = parts[0].tape();
  Shape shape = parts[0].shape();
  const AxisView view = around(shape, axis, "concat");
  shape[axis] = 0;
  bool differentiable = false;
  for (const Tensor<T>& part : parts) {
    Shape rest = part.shape();
    const std::size_t size = axis < rest.rank() ? rest[axis] : 0;
    if (axis < rest.rank()) rest[axis] = shape[axis];
    if (rest != shape) {
      reject("concat", {"shapes ", parts[0].shape().text(), " and ", part.shape().text(),
                        " differ outside axis ", axis, "."});
    }
    shape[axis] += size;
    differentiable = any_differentiable(parts[0], part) || differentiable;
  }
  Node<T>* result = tape.new_node(shape, differentiable);
  const std::size_t run = shape[axis] * view.inner, number = parts.size();
  Node<T>** inputs = tape.template array<Node<T>*>(number);
  std::size_t at = 0;
  for (std::size_t i = 0; i < number; ++i) {
    inputs[i] = parts[i].node();
    const std::size_t length = parts[i].shape()[axis] * view.inner;
    copy_runs(result->data + at, run, inputs[i]->data, length, view.outer, length);
    at += length;
  }
  tape.record(result, [=, &tape] {
    std::size_t place = 0;
    for (std::size_t i = 0; i < number; ++i) {
      const std::size_t length = inputs[i]->shape[axis] * view.inner;
      T* to = tape.zeroed_sink(inputs[i]);
      if (to != nullptr) {
        add_runs(tape.kernels(), to, length, result->gradient + place, run, view.outer, length);
      }
      place += length;
    }
  });
  return Tensor<T>(result);
}

#define LANES_INSTANTIATE(T)                                                  \
  template Tensor<T> sum(Tensor<T>);                                          \
  template Tensor<T> sum(Tensor<T>, std::size_t);                             \
  template Tensor<T> mean(Tensor<T>);                                         \
  template Tensor<T> mean(Tensor<T>, std::size_t);                            \
  template Tensor<T> transpose(Tensor<T>);                                    \
  template Tensor<T> reshape(Tensor<T>, const Shape&);                        \
  template Tensor<T> slice(Tensor<T>, std::size_t, std::size_t, std::size_t); \
  template Tensor<T> concat(std::span<const Tensor<T>>, std::size_t);
LANES_INSTANTIATE(float)
LANES_INSTANTIATE(double)
#undef LANES_INSTANTIATE

}  // namespace lanes
