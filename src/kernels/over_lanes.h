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

/// Calls body(first, Registers<N>) for consecutive runs of registers that cover the whole ones of 0..count-1,
/// N = `most` (4 or 2), then 2 or 1 at a time: sums side by side hide the latency of addition.
template <std::size_t N>
using Registers = std::integral_constant<std::size_t, N>;

template <class L, std::size_t most, class Body>
static inline void in_runs(std::size_t count, Body&& body) {
  constexpr std::size_t width = L::width;
  std::size_t i = 0;
  for (; i + most * width <= count; i += most * width) body(i, Registers<most>{});
  if constexpr (most > 2) {
    if (i + 2 * width <= count) body(i, Registers<2>{}), i += 2 * width;
  }
  if (i + width <= count) body(i, Registers<1>{});
}

}  // namespace lanes::kernels
