// Element-wise operations with broadcasting.
#include <algorithm>

#include "autograd/ops.h"
#include "autograd/ops_check.h"

namespace lanes {
namespace {

/// How two operands are walked to fill a result: run by run along the last axis.
struct Broadcast {
  Shape shape;                                   // of the result
  std::array<std::size_t, Shape::max_rank> a{};  // elements to move in a per step along each axis, 0 = repeat
  std::array<std::size_t, Shape::max_rank> b{};
};

/// Strides of an operand under a result's shape.
void fill_strides(std::array<std::size_t, Shape::max_rank>& strides, const Shape& operand,
                  const Shape& result) {
  std::size_t stride = 1;
  for (std::size_t back = 1; back <= operand.rank(); ++back) {
    const std::size_t size = operand[operand.rank() - back];
    strides[result.rank() - back] = size == 1 ? 0 : stride;
    stride *= size;
  }
}

Broadcast broadcast(const Shape& a, const Shape& b, const char* operation) {
  const Shape &longer = a.rank() >= b.rank() ? a : b, &shorter = a.rank() >= b.rank() ? b : a;
  Broadcast plan;
  plan.shape = longer;
  for (std::size_t back = 1; back <= shorter.rank(); ++back) {
    std::size_t& size = plan.shape[longer.rank() - back];
    const std::size_t other = shorter[shorter.rank() - back];
    if (size != other && size != 1 && other != 1) {
      reject(operation, {"shapes ", a.text(), " and ", b.text(), " cannot be broadcast together."});
    }
    if (size == 1) size = other;
  }
  fill_strides(plan.a, a, plan.shape);
  fill_strides(plan.b, b, plan.shape);
  return plan;
}

/// Calls run(offset in result, in a, step of a, in b, step of b, length) until the result is covered. Equal
/// shapes, and a single number against a whole tensor, are one run.
template <class Run>
void for_runs(const Broadcast& plan, std::size_t a_count, std::size_t b_count, Run run) {
  const std::size_t count = plan.shape.count(), rank = plan.shape.rank();
  if (count == 0) return;
  if ((a_count == count || a_count == 1) && (b_count == count || b_count == 1)) {
    return run(std::size_t{0}, std::size_t{0}, a_count == count ? 1 : 0, std::size_t{0},
               b_count == count ? 1 : 0, count);
  }
  const std::size_t length = plan.shape[rank - 1];
  const int a_step = plan.a[rank - 1] != 0 ? 1 : 0, b_step = plan.b[rank - 1] != 0 ? 1 : 0;
  std::array<std::size_t, Shape::max_rank> index{};
  std::size_t a = 0, b = 0;
  for (std::size_t at = 0; at < count; at += length) {
    run(at, a, a_step, b, b_step, length);
    for (std::size_t axis = rank - 1; axis-- > 0;) {
      a += plan.a[axis];
      b += plan.b[axis];
      if (++index[axis] < plan.shape[axis]) break;
      a -= plan.a[axis] * plan.shape[axis];
      b -= plan.b[axis] * plan.shape[axis];
      index[axis] = 0;
    }
  }
}

template <class T>
using BinaryKernel = void (*)(T*, const T*, int, const T*, int, std::size_t);

/// result = kernel(a, b) over a broadcast.
template <class T>
void apply(BinaryKernel<T> kernel, const Broadcast& plan, T* result, const T* a, std::size_t a_count,
           const T* b, std::size_t b_count) {
  for_runs(plan, a_count, b_count,
           [=](std::size_t at, std::size_t i, int a_step, std::size_t j, int b_step, std::size_t n) {
             kernel(result + at, a + i, a_step, b + j, b_step, n);
           });
}

/// Adds factor * gradient, which has the result's shape, to the gradient of the first operand of the plan:
/// repeated elements collect the sum over their copies.
template <class T>
void add_reduced(Tape<T>& tape, Node<T>* input, const Broadcast& plan, const T* gradient, double factor) {
  const KernelTable<T>& kernels = tape.kernels();
  if (input->count == plan.shape.count()) {
    const auto to = tape.sink(input);
    if (to.data != nullptr) {
      kernels.scale(to.data, gradient, static_cast<T>(factor), input->count, to.accumulate);
    }
    return;
  }
  T* to = tape.zeroed_sink(input);
  if (to == nullptr) return;
  for_runs(plan, input->count, plan.shape.count(),
           [&](std::size_t at, std::size_t i, int step, std::size_t, int, std::size_t n) {
             if (step != 0) {
               kernels.scale(to + i, gradient + at, static_cast<T>(factor), n, true);
             } else {
               to[i] += static_cast<T>(factor) * kernels.total(gradient + at, n);
             }
           });
}

Broadcast exchanged(const Broadcast& plan) { return {plan.shape, plan.b, plan.a}; }

/// The result node of a binary operation, filled.
template <class T>
Node<T>* combine(Tensor<T> a, Tensor<T> b, const Broadcast& plan, BinaryKernel<T> kernel) {
  Node<T>* result = a.tape().new_node(plan.shape, any_differentiable(a, b));
  apply(kernel, plan, result->data, a.node()->data, a.count(), b.node()->data, b.count());
  return result;
}

/// result = kernel(a) element by element, with backward(to, a, result, count) for its gradient.
template <class T, class Forward, class Backward>
Tensor<T> each(Tensor<T> a, Forward forward, Backward backward) {
  Tape<T>& tape = a.tape();
  Node<T>*input = a.node(), *result = tape.new_node(a.shape(), input->differentiable);
  forward(result->data, input->data, input->count);
  tape.record(result, [=, &tape] {
    const auto to = tape.sink(input);
    if (to.data != nullptr) backward(to, input, result);
  });
  return Tensor<T>(result);
}

}  // namespace

template <class T>
Tensor<T> operator+(Tensor<T> a, Tensor<T> b) {
  Tape<T>& tape = a.tape();
  const Broadcast plan = broadcast(a.shape(), b.shape(), "+");
  Node<T>*left = a.node(), *right = b.node(), *result = combine(a, b, plan, tape.kernels().add);
  tape.record(result, [=, &tape] {
    add_reduced(tape, left, plan, result->gradient, 1.0);
    add_reduced(tape, right, exchanged(plan), result->gradient, 1.0);
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> operator-(Tensor<T> a, Tensor<T> b) {
  Tape<T>& tape = a.tape();
  const Broadcast plan = broadcast(a.shape(), b.shape(), "-");
  Node<T>*left = a.node(), *right = b.node(), *result = combine(a, b, plan, tape.kernels().subtract);
  tape.record(result, [=, &tape] {
    add_reduced(tape, left, plan, result->gradient, 1.0);
    add_reduced(tape, right, exchanged(plan), result->gradient, -1.0);
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> operator*(Tensor<T> a, Tensor<T> b) {
  Tape<T>& tape = a.tape();
  const Broadcast plan = broadcast(a.shape(), b.shape(), "*");
  Node<T>*left = a.node(), *right = b.node(), *result = combine(a, b, plan, tape.kernels().multiply);
  tape.record(result, [=, &tape] {
    // d a = d result * b and d b = d result * a, each summed over repeated elements.
    const auto toward = [&](Node<T>* input, Node<T>* other, const Broadcast& seen) {
      if (!input->differentiable) return;
      T* product = tape.scratch(result->count);
      Broadcast with_result = seen;
      fill_strides(with_result.a, result->shape, result->shape);
      apply(tape.kernels().multiply, with_result, product, result->gradient, result->count, other->data,
            other->count);
      add_reduced(tape, input, seen, product, 1.0);
    };
    toward(left, right, plan);
    toward(right, left, exchanged(plan));
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> operator/(Tensor<T> a, Tensor<T> b) {
  Tape<T>& tape = a.tape();
  const Broadcast plan = broadcast(a.shape(), b.shape(), "/");
  Node<T>*left = a.node(), *right = b.node(), *result = combine(a, b, plan, tape.kernels().divide);
  tape.record(result, [=, &tape] {
    // d a = d result / b and d b = -(d result / b) * result.
    T* quotient = tape.scratch(result->count);
    Broadcast with_result = plan;
    fill_strides(with_result.a, result->shape, result->shape);
    apply(tape.kernels().divide, with_result, quotient, result->gradient, result->count, right->data,
          right->count);
    add_reduced(tape, left, plan, quotient, 1.0);
    if (right->differentiable) {
      tape.kernels().scaled_product(quotient, quotient, result->data, T(1), result->count, false);
      add_reduced(tape, right, exchanged(plan), quotient, -1.0);
    }
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> operator-(Tensor<T> a) {
  Tape<T>& tape = a.tape();
  return each(
      a, [&](T* to, const T* from, std::size_t n) { tape.kernels().scale(to, from, T(-1), n, false); },
      [&tape](auto to, Node<T>*, Node<T>* y) {
        tape.kernels().scale(to.data, y->gradient, T(-1), y->count, to.accumulate);
      });
}

template <class T>
Tensor<T> scalar(Tensor<T> like, double value) {
  const T number = static_cast<T>(value);
  return like.tape().constant(Shape{}, std::span<const T>(&number, 1));
}

template <class T>
Tensor<T> pow(Tensor<T> a, double exponent) {
  Tape<T>& tape = a.tape();
  return each(
      a,
      [&](T* to, const T* from, std::size_t n) {
        tape.kernels().power(to, from, static_cast<T>(exponent), n);
      },
      [&tape, exponent](auto to, Node<T>* x, Node<T>* y) {
        T* slope = tape.scratch(x->count);
        tape.kernels().power(slope, x->data, static_cast<T>(exponent - 1.0), x->count);
        tape.kernels().scaled_product(to.data, slope, y->gradient, static_cast<T>(exponent), x->count,
                                      to.accumulate);
      });
}

template <class T>
Tensor<T> relu(Tensor<T> a) {
  Tape<T>& tape = a.tape();
  return each(
      a, [&](T* to, const T* from, std::size_t n) { tape.kernels().relu(to, from, n); },
      [&tape](auto to, Node<T>*, Node<T>* y) {
        tape.kernels().relu_backward(to.data, y->data, y->gradient, y->count, to.accumulate);
      });
}

template <class T>
Tensor<T> exp(Tensor<T> a) {
  Tape<T>& tape = a.tape();
  return each(
      a, [&](T* to, const T* from, std::size_t n) { tape.kernels().exponential(to, from, n); },
      [&tape](auto to, Node<T>*, Node<T>* y) {
        tape.kernels().scaled_product(to.data, y->data, y->gradient, T(1), y->count, to.accumulate);
      });
}

template <class T>
Tensor<T> log(Tensor<T> a) {
  Tape<T>& tape = a.tape();
  return each(
      a, [&](T* to, const T* from, std::size_t n) { tape.kernels().logarithm(to, from, n); },
      [&tape](auto to, Node<T>* x, Node<T>* y) {
        T* quotient = tape.scratch(x->count);
        tape.kernels().divide(quotient, y->gradient, 1, x->data, 1, x->count);
        tape.kernels().scale(to.data, quotient, T(1), x->count, to.accumulate);
      });
}

#define LANES_INSTANTIATE(T)                          \
  template Tensor<T> operator+(Tensor<T>, Tensor<T>); \
  template Tensor<T> operator-(Tensor<T>, Tensor<T>); \
  template Tensor<T> operator*(Tensor<T>, Tensor<T>); \
  template Tensor<T> operator/(Tensor<T>, Tensor<T>); \
  template Tensor<T> operator-(Tensor<T>);            \
  template Tensor<T> scalar(Tensor<T>, double);       \
  template Tensor<T> pow(Tensor<T>, double);          \
  template Tensor<T> relu(Tensor<T>);                 \
  template Tensor<T> exp(Tensor<T>);                  \
  template Tensor<T> log(Tensor<T>);
LANES_INSTANTIATE(float)
LANES_INSTANTIATE(double)
#undef LANES_INSTANTIATE

}  // namespace lanes
