// Matrix products: matmul and the fused linear layer.
#include <algorithm>

#include "autograd/ops.h"
#include "autograd/ops_check.h"
#include "parallel/multiply.h"

namespace lanes {
namespace {

/// C (m, n) (+)= A · B of contiguous matrices.
template <class T>
Gemm<T> product(Layout layout, std::size_t m, std::size_t n, std::size_t k, const T* a, const T* b, T* c,
                bool accumulate) {
  Gemm<T> g;
  g.layout = layout;
  g.m = m;
  g.n = n;
  g.k = k;
  g.a = a;
  g.lda = layout == Layout::tn ? m : k;
  g.b = b;
  g.ldb = layout == Layout::nt ? k : n;
  g.c = c;
  g.ldc = n;
  g.addend = accumulate ? c : nullptr;
  return g;
}

template <class T>
void multiply(const Tape<T>& tape, const Gemm<T>& product) {
  multiply(tape.executor(), tape.kernels(), product);
}

template <class T>
std::string shapes(Tensor<T> a, Tensor<T> b) {
  return sentence({"shapes ", a.shape().text(), " and ", b.shape().text()});
}

/// Which matrix of an operand goes into matrix i of a batched result.
struct BatchIndex {
  Shape result;  // leading axes only
  Shape operand;

  std::size_t operator()(std::size_t i) const {
    std::size_t index = 0, stride = 1;
    for (std::size_t back = 1; back <= result.rank(); ++back) {
      const std::size_t size = result[result.rank() - back], at = i % size;
      i /= size;
      if (back > operand.rank()) continue;
      const std::size_t own = operand[operand.rank() - back];
      if (own != 1) index += at * stride;
      stride *= own;
    }
    return index;
  }
};

Shape leading_axes(const Shape& shape) {
  std::array<std::size_t, Shape::max_rank> sizes{};
  for (std::size_t i = 0; i + 2 < shape.rank(); ++i) sizes[i] = shape[i];
  return Shape(std::span<const std::size_t>(sizes.data(), shape.rank() - 2));
}

Shape broadcast_batches(const Shape& a, const Shape& b) {
  Shape result = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  for (std::size_t back = 1; back <= shorter.rank(); ++back) {
    std::size_t& size = result[result.rank() - back];
    const std::size_t other = shorter[shorter.rank() - back];
    if (size != other && size != 1 && other != 1) {
      reject("matmul", {"the leading axes ", a.text(), " and ", b.text(), " do not fit."});
    }
    if (size == 1) size = other;
  }
  return result;
}

}  // namespace

template <class T>
Tensor<T> matmul(Tensor<T> a, Tensor<T> b) {
  Tape<T>& tape = a.tape();
  if (a.shape().rank() < 2 || b.shape().rank() < 2) {
    reject("matmul", {shapes(a, b), " must both have two axes or more."});
  }
  const std::size_t m = a.shape()[a.shape().rank() - 2], k = a.shape().last(), n = b.shape().last();
  if (b.shape()[b.shape().rank() - 2] != k) {
    reject("matmul", {shapes(a, b), " do not fit: the inner sizes differ."});
  }
  const Shape a_batches = leading_axes(a.shape()), b_batches = leading_axes(b.shape());
  const Shape batches = broadcast_batches(a_batches, b_batches);
  std::array<std::size_t, Shape::max_rank> sizes{};
  for (std::size_t i = 0; i < batches.rank(); ++i) sizes[i] = batches[i];
  sizes[batches.rank()] = m;
  sizes[batches.rank() + 1] = n;
  const Shape shape(std::span<const std::size_t>(sizes.data(), batches.rank() + 2));

  Node<T>*left = a.node(), *right = b.node(), *result = tape.new_node(shape, any_differentiable(a, b));
  const BatchIndex in_a{batches, a_batches}, in_b{batches, b_batches};
  const std::size_t count = batches.count();
  for (std::size_t i = 0; i < count; ++i) {
    multiply(tape, product<T>(Layout::nn, m, n, k, left->data + in_a(i) * m * k,
                              right->data + in_b(i) * k * n, result->data + i * m * n, false));
  }
  tape.record(result, [=, &tape] {
    T* d_left = tape.zeroed_sink(left);
    T* d_right = tape.zeroed_sink(right);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at_a = in_a(i) * m * k, at_b = in_b(i) * k * n;
      const T* d = result->gradient + i * m * n;
      if (d_left != nullptr) {
        multiply(tape, product<T>(Layout::nt, m, k, n, d, right->data + at_b, d_left + at_a, true));
      }
      if (d_right != nullptr) {
        multiply(tape, product<T>(Layout::tn, k, n, m, left->data + at_a, d, d_right + at_b, true));
      }
    }
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> linear(Tensor<T> x, Tensor<T> weight, const Epilogue<T>& epilogue) {
  Tape<T>& tape = x.tape();
  if (x.shape().rank() != 2 || weight.shape().rank() != 2 || x.shape().last() != weight.shape().last()) {
    reject("linear", {shapes(x, weight), " are not (rows, in) and (out, in)."});
  }
  const std::size_t rows = x.shape()[0], in = x.shape()[1], out = weight.shape()[0];
  const bool relu = epilogue.relu;
  Node<T>* residual = epilogue.residual.node();
  if (residual != nullptr && residual->shape != Shape{rows, out}) {
    reject("linear",
           {"a residual of shape ", residual->shape.text(), " does not fit ", shapes(x, weight), "."});
  }
  Node<T>*input = x.node(), *matrix = weight.node();
  Node<T>* result =
      tape.new_node({rows, out}, (residual != nullptr && any_differentiable(x, epilogue.residual)) ||
                                     any_differentiable(x, weight));
  Gemm<T> forward = product<T>(Layout::nt, rows, out, in, input->data, matrix->data, result->data, false);
  forward.addend = residual == nullptr ? nullptr : residual->data;
  forward.relu = relu;
  multiply(tape, forward);

  tape.record(result, [=, &tape] {
    const KernelTable<T>& kernels = tape.kernels();
    T* d = result->gradient;
    if (relu) {
      d = tape.scratch(result->count);
      kernels.relu_backward(d, result->data, result->gradient, result->count, false);
    }
    if (residual != nullptr) {
      const auto to = tape.sink(residual);
      if (to.data != nullptr) kernels.scale(to.data, d, T(1), result->count, to.accumulate);
    }
    if (const auto to = tape.sink(matrix); to.data != nullptr) {
      multiply(tape, product<T>(Layout::tn, out, in, rows, d, input->data, to.data, to.accumulate));
    }
    if (const auto to = tape.sink(input); to.data != nullptr) {
      multiply(tape, product<T>(Layout::nn, rows, in, out, d, matrix->data, to.data, to.accumulate));
    }
  });
  return Tensor<T>(result);
}

#define LANES_INSTANTIATE(T)                       \
  template Tensor<T> matmul(Tensor<T>, Tensor<T>); \
  template Tensor<T> linear(Tensor<T>, Tensor<T>, const Epilogue<T>&);
LANES_INSTANTIATE(float)
LANES_INSTANTIATE(double)
#undef LANES_INSTANTIATE

}  // namespace lanes
