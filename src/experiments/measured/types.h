// Asking each element for its type, against knowing it beforehand: out[i] = a[i] * factor.
#pragma once

#include "experiments/boxed.h"
#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

/// A number that may be of either type. These lie side by side, unlike boxes, so that only the check differs.
struct Tagged {
  Type type;
  union {
    std::int32_t integer;
    double number;
  };
};

static inline Tagged tagged(std::int32_t value) { return {.type = Type::integer, .integer = value}; }
static inline Tagged tagged(double value) { return {.type = Type::number, .number = value}; }

template <class V, bool mixed>
struct TypesChecked {
  std::size_t n;
  Tagged *a, *out;
  double factor = 3.0;

  TypesChecked(Workspace& workspace, std::size_t size)
      : n(size), a(workspace.array<Tagged>(n)), out(workspace.array<Tagged>(n)) {
    const std::int32_t* values = workspace.integers<std::int32_t>(n, 7);
    const std::uint32_t* shuffled = workspace.shuffled(n);
    for (std::size_t i = 0; i < n; ++i) {
      if (mixed && shuffled[i] % 2 == 1) {
        a[i] = tagged(values[i]);
      } else {
        a[i] = tagged(static_cast<double>(values[i]));
      }
    }
  }

  // [show: checked]
  static void loop(Tagged* out, const Tagged* a, double factor, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      switch (a[i].type) {
        case Type::number:
          out[i] = tagged(a[i].number * factor);
          break;
        case Type::integer:
          out[i] = tagged(a[i].integer * factor);
          break;
        default:
          reject_type();
      }
    }
  }
  // [end]

  double pass(std::uint32_t turn) {
    a[0] = tagged(varied<double>(turn));
    loop(out, a, factor, n);
    return out[0].number + out[turn % n].number;
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 2 * items * sizeof(Tagged), .flops = items};
  }
};

template <class V>
struct TypesFixed {
  using L = typename V::template Lane<double>;
  std::size_t n;
  double *a, *out;
  double factor = 3.0;

  TypesFixed(Workspace& workspace, std::size_t size)
      : n(size), a(workspace.integers<double>(n, 7)), out(workspace.array<double>(n)) {}

  // [show: fixed]
  static void loop(double* out, const double* a, double factor, std::size_t n) {
    kernels::over_lanes<L>(n, [=](auto at) {  // L::width elements at a time
      at.store(out, at.load(a) * L::splat(factor));
    });
  }
  // [end]

  double pass(std::uint32_t turn) {
    a[0] = varied<double>(turn);
    loop(out, a, factor, n);
    return out[0] + out[turn % n];
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 16 * items, .flops = items};
  }
};

template <class V>
using TypesMixed = TypesChecked<V, true>;
template <class V>
using TypesUniform = TypesChecked<V, false>;

template <class V>
struct Types {
  static constexpr std::size_t sizes[] = {1'000, 16'000, 250'000, 4'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, TypesMixed>("checked, mixed", "checked",
                                             "a type tag per element; integers and floats in no order"),
      contender<V, Home::scalar, TypesUniform>("checked, alike", "checked",
                                               "a type tag per element; all happen to be floats"),
      contender<V, Home::scalar, TypesFixed>("fixed", "fixed", "an array of float64, one element at a time"),
      contender<V, Home::simd, TypesFixed>("fixed, simd", "fixed", "an array of float64, two at a time"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "fixed", .slower = "checked, alike"},
      {.faster = "fixed", .slower = "checked, mixed"},
  };
  static constexpr Description description = {
      .name = "types",
      .title = "Fixed type",
      .claim = "When all elements are of one type, the type need not be checked for each.",
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

LANES_EXPERIMENT(Types)

}  // namespace lanes::experiments
