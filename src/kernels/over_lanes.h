// Walking an array lane by lane: whole registers first, then one partial register for what is left, so that
// a loop body is written once and no length is a slow path.
#pragma once

#include <cstddef>
#include <type_traits>

namespace lanes::kernels {

/// A whole register's worth of elements at index `i`.
template <class L>
struct Whole {
  using T = typename L::Scalar;
  static constexpr int count = L::width;
  std::size_t i;
  L load(const T* p, T = T(0)) const { return L::load(p + i); }
  void store(T* p, L v) const { v.store(p + i); }
  L kept(L v, T) const { return v; }
};

/// The last `count` elements at index `i`, fewer than a register holds; other lanes read as `rest`.
template <class L>
struct Part {
  using T = typename L::Scalar;
  std::size_t i;
  int count;
  L load(const T* p, T rest = T(0)) const { return L::load_partial(p + i, count, rest); }
  void store(T* p, L v) const { v.store_partial(p + i, count); }
  L kept(L v, T rest) const { return keep_first(v, count, rest); }
};

/// Calls body(access) for each register's worth of 0..n-1; `access` loads and stores at its place.
template <class L, class Body>
static inline void over_lanes(std::size_t n, Body&& body) {
  constexpr std::size_t width = L::width;
  std::size_t i = 0;
  for (; i + width <= n; i += width) body(Whole<L>{i});
  if constexpr (width > 1) {
    if (i < n) body(Part<L>{i, static_cast<int>(n - i)});
  }
}

/// A number that is known when the program is compiled.
template <std::size_t n>
using Constant = std::integral_constant<std::size_t, n>;

/// Calls body(Constant<n>{}) for an n from 1 to `most` that is known only when the program runs.
template <std::size_t most, class Body>
static inline void with_constant(std::size_t n, Body&& body) {
  if constexpr (most > 1) {
    if (n != most) return with_constant<most - 1>(n, body);
  }
  body(Constant<most>{});
}

/// Calls body(first, Constant<N>{}) for consecutive runs of N registers that cover the whole ones of
/// 0..count-1, N = `most` (4 or 2), then 2 or 1 at a time: sums side by side hide the latency of addition.
template <class L, std::size_t most, class Body>
static inline void in_runs(std::size_t count, Body&& body) {
  constexpr std::size_t width = L::width;
  std::size_t i = 0;
  for (; i + most * width <= count; i += most * width) body(i, Constant<most>{});
  if constexpr (most > 2) {
    if (i + 2 * width <= count) body(i, Constant<2>{}), i += 2 * width;
  }
  if (i + width <= count) body(i, Constant<1>{});
}

/// sums[j] += x (depth) · column j of a matrix (depth, ...), where a column is a register wide, the first is
/// where `at` loads from `matrix` and `ld` is from one row to the next. Adds up in one or two chains: two
/// hide the latency of addition where there are few registers.
template <std::size_t chains, class L, std::size_t registers, class At, class T = typename L::Scalar>
static inline void add_row_product(L (&sums)[registers], const T* x, const T* matrix, std::size_t ld,
                                   std::size_t depth, At at) {
  static_assert(chains == 1 || chains == 2);
  L others[registers];
  for (L& other : others) other = L::splat(T(0));
  const auto multiply_add = [&](L* to, const T* row, T factor) {
    const L left = L::splat(factor);
    for (std::size_t j = 0; j < registers; ++j) to[j] = fma(left, at.load(row + j * L::width), to[j]);
  };
  std::size_t k = 0;
  if constexpr (chains == 2) {
    for (; k + 2 <= depth; k += 2, matrix += 2 * ld) {
      multiply_add(sums, matrix, x[k]);
      multiply_add(others, matrix + ld, x[k + 1]);
    }
  }
  for (; k < depth; ++k, matrix += ld) multiply_add(sums, matrix, x[k]);
  if constexpr (chains == 2) {
    for (std::size_t j = 0; j < registers; ++j) sums[j] = sums[j] + others[j];
  }
}

}  // namespace lanes::kernels
