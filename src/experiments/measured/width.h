// One instruction, as many additions as lanes fit in the register: out[i] = a[i] + b[i].
#pragma once

#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

template <class V, class T>
struct WidthLanes {
  using L = typename V::template Lane<T>;
  std::size_t n;
  T *a, *b, *out;

  WidthLanes(Workspace& workspace, std::size_t size)
      : n(size), a(workspace.integers<T>(n, 7)), b(workspace.integers<T>(n, 5)), out(workspace.array<T>(n)) {}

  // [show: lanes]
  static void loop(T* out, const T* a, const T* b, std::size_t n) {
    kernels::over_lanes<L>(n, [=](auto at) {  // L::width elements at a time
      at.store(out, at.load(a) + at.load(b));
    });
  }
  // [end]

  double pass(std::uint32_t turn) {
    a[0] = varied<T>(turn);
    loop(out, a, b, n);
    return static_cast<double>(out[0]) + static_cast<double>(out[turn % n]);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 3 * items * sizeof(T), .flops = items};
  }
};

template <class V>
using AddInt8 = WidthLanes<V, std::int8_t>;
template <class V>
using AddInt16 = WidthLanes<V, std::int16_t>;
template <class V>
using AddFloat32 = WidthLanes<V, float>;
template <class V>
using AddFloat64 = WidthLanes<V, double>;

template <class V>
struct Width {
  // Multiples of every number of lanes: what is left over would weigh most where the most go at a time.
  static constexpr std::size_t sizes[] = {1'024, 16'384, 262'144, 4'194'304};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, AddFloat32>("1 x float32", "lanes",
                                             "no register of several lanes: one at a time"),
      contender<V, Home::simd, AddFloat64>("2 x float64", "lanes", "128 bits"),
      contender<V, Home::simd, AddFloat32>("4 x float32", "lanes", "128 bits"),
      contender<V, Home::simd, AddInt16>("8 x int16", "lanes", "128 bits"),
      contender<V, Home::simd, AddInt8>("16 x int8", "lanes", "128 bits"),
      contender<V, Home::avx2, AddFloat32>("8 x float32", "lanes", "256 bits"),
      contender<V, Home::avx2, AddInt8>("32 x int8", "lanes", "256 bits"),
      contender<V, Home::avx512, AddFloat32>("16 x float32", "lanes", "512 bits"),
      contender<V, Home::avx512, AddInt8>("64 x int8", "lanes", "512 bits"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "4 x float32", .slower = "1 x float32"},
      {.faster = "4 x float32", .slower = "2 x float64"},
      {.faster = "8 x int16", .slower = "4 x float32"},
      {.faster = "16 x int8", .slower = "8 x int16"},
  };
  static constexpr Description description = {
      .name = "width",
      .title = "SIMD width",
      .claim =
          "A 128-bit register holds 16 int8, 8 int16, 4 float32 or 2 float64, and one instruction adds them "
          "all.",
      .clauses = clauses,
      .item = "element",
      .size = "elements",
      .sizes = sizes,
      .largest = 16'000'000,
      .unit = Unit::nanoseconds,
      .ceiling = "triad",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Width)

}  // namespace lanes::experiments
