// A polynomial of degree 8 at each element, by Horner's rule: eight times multiply and add, in one
// instruction or in two. And a probe: relaxed SIMD leaves it to the machine whether its multiply-add rounds
// once or twice.
#pragma once

#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

template <class V>
struct FusedLanes {
  using L = typename V::template Lane<float>;
  static constexpr int degree = 8;
  std::size_t n;
  float *x, *coefficients, *out;

  FusedLanes(Workspace& workspace, std::size_t size)
      : n(size),
        x(workspace.integers<float>(n, 3)),
        coefficients(workspace.integers<float>(degree + 1, 5)),
        out(workspace.array<float>(n)) {
    workspace.note("multiply-add rounds only once", rounds_once(workspace.array<float>(L::width)) ? 1 : 0);
  }

  // [show: probe]
  /// (1 + e)^2 - (1 + 2e) is e^2, but 0 when the square was rounded first.
  static bool rounds_once(float* memory) {
    const float e = 1.0f / 4096;
    memory[0] = 1 + e;
    const L square = L::splat(memory[0]);
    fma(square, square, L::splat(-(1 + 2 * e))).store(memory);
    return memory[0] != 0;
  }
  // [end]

  // [show: horner]
  static void loop(float* out, const float* x, const float* coefficients, std::size_t n) {
    L c[degree + 1];
    for (int k = 0; k <= degree; ++k) c[k] = L::splat(coefficients[k]);
    kernels::over_lanes<L>(n, [=](auto at) {
      const L here = at.load(x);
      L value = c[degree];
      for (int k = degree - 1; k >= 0; --k) value = fma(value, here, c[k]);  // value * here + c[k]
      at.store(out, value);
    });
  }
  // [end]

  double pass(std::uint32_t turn) {
    x[0] = varied<float>(turn);
    loop(out, x, coefficients, n);
    return checksum(turn);
  }

  double checksum(std::uint32_t turn) const { return static_cast<double>(out[0] + out[turn % n]); }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 8 * items, .flops = 2 * degree * items};
  }
};

template <class V>
struct Fused {
  static constexpr std::size_t sizes[] = {1'000, 16'000, 250'000, 4'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, FusedLanes>("scalar", "horner", "one element at a time, multiply then add"),
      contender<V, Home::simd, FusedLanes>("simd", "horner", "four at a time, multiply then add"),
      contender<V, Home::relaxed, FusedLanes>("relaxed", "horner", "four at a time, both in one instruction"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "relaxed", .slower = "simd", .least = 1.8},
  };
  static constexpr Description description = {
      .name = "fused",
      .title = "Fused multiply-add",
      .claim = "One instruction that multiplies and adds does twice the work of one that does either.",
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

LANES_EXPERIMENT(Fused)

}  // namespace lanes::experiments
