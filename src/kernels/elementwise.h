// Loops over single elements: arithmetic, relu, exp, log, powers.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/over_lanes.h"
#include "simd/math.h"

namespace lanes::kernels {

/// out = f(a, b); a step of 0 repeats the first element.
template <class L, class T, class F>
static inline void combine(T* out, const T* a, int a_step, const T* b, int b_step, std::size_t n, F f) {
  if (a_step != 0 && b_step != 0) {
    over_lanes<L>(n, [=](auto at) { at.store(out, f(at.load(a), at.load(b))); });
  } else if (a_step != 0) {
    const L right = L::splat(*b);
    over_lanes<L>(n, [=](auto at) { at.store(out, f(at.load(a), right)); });
  } else {
    const L left = L::splat(*a);
    over_lanes<L>(n, [=](auto at) { at.store(out, f(left, b_step != 0 ? at.load(b) : L::splat(*b))); });
  }
}

template <class V, class T>
void add(T* out, const T* a, int a_step, const T* b, int b_step, std::size_t n) {
  using L = typename V::template Lane<T>;
  combine<L>(out, a, a_step, b, b_step, n, [](L x, L y) { return x + y; });
}

template <class V, class T>
void subtract(T* out, const T* a, int a_step, const T* b, int b_step, std::size_t n) {
  using L = typename V::template Lane<T>;
  combine<L>(out, a, a_step, b, b_step, n, [](L x, L y) { return x - y; });
}

template <class V, class T>
void multiply(T* out, const T* a, int a_step, const T* b, int b_step, std::size_t n) {
  using L = typename V::template Lane<T>;
  combine<L>(out, a, a_step, b, b_step, n, [](L x, L y) { return x * y; });
}

template <class V, class T>
void divide(T* out, const T* a, int a_step, const T* b, int b_step, std::size_t n) {
  using L = typename V::template Lane<T>;
  combine<L>(out, a, a_step, b, b_step, n, [](L x, L y) { return x / y; });
}

/// out = f(at), or out += f(at): the branch stands outside the loop.
template <class L, class T, class F>
static inline void assign_or_add(T* out, std::size_t n, bool accumulate, F f) {
  if (accumulate) {
    over_lanes<L>(n, [=](auto at) { at.store(out, at.load(out) + f(at)); });
  } else {
    over_lanes<L>(n, [=](auto at) { at.store(out, f(at)); });
  }
}

template <class V, class T>
void scale(T* out, const T* a, T factor, std::size_t n, bool accumulate) {
  using L = typename V::template Lane<T>;
  const L by = L::splat(factor);
  assign_or_add<L>(out, n, accumulate, [=](auto at) { return by * at.load(a); });
}

template <class V, class T>
void scaled_product(T* out, const T* a, const T* b, T factor, std::size_t n, bool accumulate) {
  using L = typename V::template Lane<T>;
  const L by = L::splat(factor);
  assign_or_add<L>(out, n, accumulate, [=](auto at) { return by * (at.load(a) * at.load(b)); });
}

template <class V, class T>
void relu(T* out, const T* a, std::size_t n) {
  using L = typename V::template Lane<T>;
  over_lanes<L>(n, [=](auto at) { at.store(out, max(at.load(a), L::splat(T(0)))); });
}

template <class V, class T>
void relu_backward(T* out, const T* y, const T* dy, std::size_t n, bool accumulate) {
  using L = typename V::template Lane<T>;
  assign_or_add<L>(out, n, accumulate,
                   [=](auto at) { return where_positive(at.load(y), at.load(dy), L::splat(T(0))); });
}

template <class V, class T>
void exponential(T* out, const T* a, std::size_t n) {
  using L = typename V::template Lane<T>;
  const ExpLanes<L> e_to;
  over_lanes<L>(n, [&](auto at) { at.store(out, e_to(at.load(a))); });
}

template <class V, class T>
void logarithm(T* out, const T* a, std::size_t n) {
  using L = typename V::template Lane<T>;
  const LogLanes<L> ln;
  over_lanes<L>(n, [&](auto at) { at.store(out, ln(at.load(a, T(1)))); });
}

template <class V, class T>
void power(T* out, const T* a, T exponent, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = std::pow(a[i], exponent);
}

}  // namespace lanes::kernels
