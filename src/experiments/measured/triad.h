// A ceiling: how fast memory can be read and written at once. out[i] = a[i] + w * b[i], the triad of
// McCalpin's STREAM benchmark.
#pragma once

#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

template <class V>
struct TriadLanes {
  using L = typename V::template Lane<float>;
  std::size_t n;
  float *a, *b, *out;

  TriadLanes(Workspace& workspace, std::size_t size)
      : n(size),
        a(workspace.integers<float>(n, 7)),
        b(workspace.integers<float>(n, 5)),
        out(workspace.array<float>(n)) {}

  // [show: triad]
  static void loop(float* out, const float* a, const float* b, float w, std::size_t n) {
    kernels::over_lanes<L>(n, [=](auto at) {  // L::width elements at a time
      at.store(out, at.load(a) + L::splat(w) * at.load(b));
    });
  }
  // [end]

  double pass(std::uint32_t turn) {
    loop(out, a, b, varied<float>(turn), n);
    return static_cast<double>(out[0] + out[turn % n]);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 12 * items, .flops = 2 * items};
  }
};

template <class V>
struct Triad {
  static constexpr std::size_t sizes[] = {1'000, 5'000, 20'000, 80'000, 300'000, 1'300'000, 5'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, TriadLanes>("scalar", "triad", "a float at a time"),
      contender<V, Home::autovec, TriadLanes>("autovec", "triad",
                                              "the scalar source, vectorised by the compiler"),
      contender<V, Home::simd, TriadLanes>("simd", "triad", "128 bits at a time"),
      contender<V, Home::avx2, TriadLanes>("avx2", "triad", "256 bits at a time"),
      contender<V, Home::avx512, TriadLanes>("avx512", "triad", "512 bits at a time"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "simd", .slower = "scalar", .to = 1'000},
      {.faster = "simd", .slower = "scalar", .least = 0.0, .most = 1.5, .from = 5'000'000},
  };
  static constexpr Description description = {
      .name = "triad",
      .title = "Ceiling: reading and writing",
      .claim =
          "A wider register moves more at a time through a cache; through main memory all are as slow as it "
          "is.",
      .clauses = clauses,
      .item = "element",
      .size = "elements",
      .sizes = sizes,
      .largest = 16'000'000,
      .unit = Unit::gigabytes,
      .ceiling = "triad",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Triad)

}  // namespace lanes::experiments
