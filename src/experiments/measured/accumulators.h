// The dot product of a and b with one running sum, or with several that are added up at the end.
#pragma once

#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

template <class V, std::size_t count>
struct DotProduct {
  using L = typename V::template Lane<float>;
  std::size_t n;
  float *a, *b;

  DotProduct(Workspace& workspace, std::size_t size)
      : n(size), a(workspace.integers<float>(n, 7)), b(workspace.integers<float>(n, 5)) {}

  // [show: dot]
  static float loop(const float* a, const float* b, std::size_t n) {
    L sums[count];
    for (L& sum : sums) sum = L::splat(0.0f);
    std::size_t i = 0;
    for (; i + count * L::width <= n; i += count * L::width) {
      for (std::size_t k = 0; k < count; ++k) {  // unrolled: no sum waits for another
        sums[k] = sums[k] + L::load(a + i + k * L::width) * L::load(b + i + k * L::width);
      }
    }
    kernels::over_lanes<L>(n - i,
                           [&](auto rest) { sums[0] = sums[0] + rest.load(a + i) * rest.load(b + i); });
    for (std::size_t k = 1; k < count; ++k) sums[0] = sums[0] + sums[k];
    return sum(sums[0]);
  }
  // [end]

  double pass(std::uint32_t turn) {
    a[0] = varied<float>(turn);
    return static_cast<double>(loop(a, b, n));
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 8 * items, .flops = 2 * items};
  }
};

template <class V>
using OneSum = DotProduct<V, 1>;
template <class V>
using FourSums = DotProduct<V, 4>;
template <class V>
using EightSums = DotProduct<V, 8>;

template <class V>
struct Accumulators {
  static constexpr std::size_t sizes[] = {1'000, 16'000, 250'000, 4'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, OneSum>("1 sum", "dot", "each addition waits for the one before"),
      contender<V, Home::scalar, FourSums>("4 sums", "dot", "four additions under way at a time"),
      contender<V, Home::scalar, EightSums>("8 sums", "dot", "eight additions under way at a time"),
      contender<V, Home::simd, OneSum>("simd, 1 sum", "dot", "one register of four sums"),
      contender<V, Home::simd, FourSums>("simd, 4 sums", "dot", "four registers of four sums"),
      contender<V, Home::simd, EightSums>("simd, 8 sums", "dot", "eight registers of four sums"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "8 sums", .slower = "1 sum", .least = 2.0},
      {.faster = "simd, 8 sums", .slower = "simd, 1 sum", .least = 2.0},
  };
  static constexpr Description description = {
      .name = "accumulators",
      .title = "Unrolling",
      .claim = "A sum unrolled into several running sums lets the processor do several additions at once.",
      .clauses = clauses,
      .item = "element",
      .size = "elements",
      .sizes = sizes,
      .largest = 16'000'000,
      .unit = Unit::gigaflops,
      .ceiling = "peak",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Accumulators)

}  // namespace lanes::experiments
