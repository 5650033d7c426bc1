// The same sum over elements of 1, 2, 4 and 8 bytes, and over boxed ones.
#pragma once

#include "experiments/boxed.h"
#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

template <class V>
struct BytesBoxed {
  std::size_t n;
  Box** list;

  BytesBoxed(Workspace& workspace, std::size_t size) : n(size), list(boxed_integers(workspace, n, 7)) {}

  // [show: boxed]
  static double loop(Box** list, std::size_t n) {
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) sum += number_in(list[i]);
    return sum;
  }
  // [end]

  double pass(std::uint32_t turn) {
    list[0]->number = varied<double>(turn);
    return loop(list, n);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = boxed_bytes(n), .flops = items};
  }
};

template <class V, class T>
struct BytesLanes {
  using L = typename V::template Lane<T>;
  std::size_t n;
  T* values;

  BytesLanes(Workspace& workspace, std::size_t size) : n(size), values(workspace.integers<T>(n, 7)) {}

  // [show: lanes]
  static double loop(const T* values, std::size_t n) {
    using Sum = decltype(widened(L::splat(T(0))));  // small integers are added up as int32
    constexpr std::size_t count = 4;
    Sum sums[count];
    for (Sum& sum : sums) sum = Sum::splat(0);
    std::size_t i = 0;
    for (; i + count * L::width <= n; i += count * L::width) {
      for (std::size_t k = 0; k < count; ++k) sums[k] = sums[k] + widened(L::load(values + i + k * L::width));
    }
    kernels::over_lanes<L>(n - i, [&](auto rest) { sums[0] = sums[0] + widened(rest.load(values + i)); });
    return static_cast<double>(sum((sums[0] + sums[1]) + (sums[2] + sums[3])));
  }
  // [end]

  double pass(std::uint32_t turn) {
    values[0] = varied<T>(turn);
    return loop(values, n);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = items * sizeof(T), .flops = items};
  }
};

template <class V>
using SumInt8 = BytesLanes<V, std::int8_t>;
template <class V>
using SumInt16 = BytesLanes<V, std::int16_t>;
template <class V>
using SumFloat32 = BytesLanes<V, float>;
template <class V>
using SumFloat64 = BytesLanes<V, double>;

template <class V>
struct Bytes {
  static constexpr std::size_t sizes[] = {4'000, 64'000, 1'000'000, 8'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, BytesBoxed>("boxed", "boxed",
                                             "a list of objects: pointer, type tag, count, number"),
      contender<V, Home::simd, SumFloat64>("float64", "lanes", "8 bytes an element, 2 in a register"),
      contender<V, Home::simd, SumFloat32>("float32", "lanes", "4 bytes an element, 4 in a register"),
      contender<V, Home::simd, SumInt16>("int16", "lanes", "2 bytes an element, 8 in a register"),
      contender<V, Home::simd, SumInt8>("int8", "lanes", "1 byte an element, 16 in a register"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "float64", .slower = "boxed"},
      {.faster = "float32", .slower = "float64"},
      {.faster = "int16", .slower = "float32"},
      {.faster = "int8", .slower = "int16"},
  };
  static constexpr Description description = {
      .name = "bytes",
      .title = "Fewer bytes",
      .claim =
          "Smaller elements are faster: more of them fit in a register, a cache and a second of memory "
          "traffic.",
      .clauses = clauses,
      .item = "element",
      .size = "elements",
      .sizes = sizes,
      .largest = 16'000'000,
      .unit = Unit::nanoseconds,
      .ceiling = "read",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Bytes)

}  // namespace lanes::experiments
