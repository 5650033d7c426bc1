// A ceiling: how fast memory can be read. The sum of an array with sums enough to hide the additions.
#pragma once

#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

template <class V>
struct ReadLanes {
  using L = typename V::template Lane<float>;
  static constexpr std::size_t count = 8;
  std::size_t n;
  float* values;

  ReadLanes(Workspace& workspace, std::size_t size) : n(size), values(workspace.integers<float>(n, 7)) {}

  // [show: read]
  static float loop(const float* values, std::size_t n) {
    L sums[count];
    for (L& sum : sums) sum = L::splat(0.0f);
    std::size_t i = 0;
    for (; i + count * L::width <= n; i += count * L::width) {
      for (std::size_t k = 0; k < count; ++k) sums[k] = sums[k] + L::load(values + i + k * L::width);
    }
    kernels::over_lanes<L>(n - i, [&](auto rest) { sums[0] = sums[0] + rest.load(values + i); });
    for (std::size_t k = 1; k < count; ++k) sums[0] = sums[0] + sums[k];
    return sum(sums[0]);
  }
  // [end]

  double pass(std::uint32_t turn) {
    values[0] = varied<float>(turn);
    return static_cast<double>(loop(values, n));
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 4 * items, .flops = items};
  }
};

template <class V>
struct Read {
  static constexpr std::size_t sizes[] = {4'000, 16'000, 64'000, 250'000, 1'000'000, 4'000'000, 16'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, ReadLanes>("scalar", "read", "a float at a time"),
      contender<V, Home::simd, ReadLanes>("simd", "read", "128 bits at a time"),
      contender<V, Home::avx2, ReadLanes>("avx2", "read", "256 bits at a time"),
      contender<V, Home::avx512, ReadLanes>("avx512", "read", "512 bits at a time"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "simd", .slower = "scalar", .to = 4'000},
      {.faster = "simd", .slower = "scalar", .least = 0.0, .most = 1.5, .from = 16'000'000},
  };
  static constexpr Description description = {
      .name = "read",
      .title = "Ceiling: reading",
      .claim =
          "A wider register reads more at a time from a cache; from main memory all read as fast as it "
          "delivers.",
      .clauses = clauses,
      .item = "element",
      .size = "elements",
      .sizes = sizes,
      .largest = 16'000'000,
      .unit = Unit::gigabytes,
      .ceiling = "read",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Read)

}  // namespace lanes::experiments
