// A ceiling: how fast the processor can multiply and add when everything is in registers.
#pragma once

#include "experiments/experiment.h"

namespace lanes::experiments {

template <class V>
struct PeakLanes {
  using L = typename V::template Lane<float>;
  static constexpr std::size_t chains = 8;  // independent of each other, so that none waits; more get spilled
  static constexpr std::size_t lanes = 128;  // the same in every variant, in as many rounds as it takes
  static_assert(lanes % (chains * L::width) == 0);
  std::size_t steps;
  float* values;  // (lanes)
  float x = -1.0f;

  PeakLanes(Workspace& workspace, std::size_t size)
      : steps(size), values(workspace.integers<float>(lanes, 7)) {}

  // [show: peak]
  static float loop(const float* values, float x, float y, std::size_t steps) {
    const L factor = L::splat(x), addend = L::splat(y);
    L total = L::splat(0.0f);
    for (std::size_t from = 0; from < lanes; from += chains * L::width) {
      L v[chains];
      for (std::size_t k = 0; k < chains; ++k) v[k] = L::load(values + from + k * L::width);
      for (std::size_t step = 0; step < steps; ++step) {
        for (L& value : v) value = fma(value, factor, addend);  // with x = -1 it stays small
      }
      for (const L& value : v) total = total + value;
    }
    return sum(total);
  }
  // [end]

  double pass(std::uint32_t turn) { return static_cast<double>(loop(values, x, varied<float>(turn), steps)); }

  Work work() const {
    const double operations = static_cast<double>(steps) * lanes;
    return {.items = operations, .bytes = lanes * sizeof(float), .flops = 2 * operations};
  }
};

template <class V>
struct Peak {
  static constexpr std::size_t sizes[] = {250, 2'500};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, PeakLanes>("scalar", "peak", "one lane, multiply then add"),
      contender<V, Home::simd, PeakLanes>("simd", "peak", "four lanes, multiply then add"),
      contender<V, Home::relaxed, PeakLanes>("relaxed", "peak", "four lanes, fused multiply-add"),
      contender<V, Home::avx2, PeakLanes>("avx2", "peak", "eight lanes, fused multiply-add"),
      contender<V, Home::avx512, PeakLanes>("avx512", "peak", "sixteen lanes, fused multiply-add"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "simd", .slower = "scalar", .least = 3.6, .most = 4.4},
      {.faster = "relaxed", .slower = "simd", .least = 1.8, .most = 2.2},
  };
  static constexpr Description description = {
      .name = "peak",
      .title = "Ceiling: arithmetic",
      .claim =
          "With everything in registers, four lanes do four times the work of one, and a fused multiply-add "
          "doubles that.",
      .clauses = clauses,
      .item = "multiply-add",
      .size = "steps of 128 lanes",
      .sizes = sizes,
      .largest = 250'000'000,
      .unit = Unit::gigaflops,
      .ceiling = "peak",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Peak)

}  // namespace lanes::experiments
