// The loop of a gradient: the mean of (predicted - y) * x, as in fitting a line.
#pragma once

#include "experiments/boxed.h"
#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

template <class V>
struct GradientBoxed {
  std::size_t n;
  Box **predicted, **y, **x;
  Pool pool;

  GradientBoxed(Workspace& workspace, std::size_t size)
      : n(size),
        predicted(boxed_integers(workspace, n, 7)),
        y(boxed_integers(workspace, n, 5)),
        x(boxed_integers(workspace, n, 3)),
        pool(make_pool(workspace, 4)) {}

  // [show: boxed]
  static double loop(Box** predicted, Box** y, Box** x, Pool& pool, std::size_t n) {
    Box* sum = make_number(pool, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      Box* difference = subtract(pool, hold(predicted[i]), hold(y[i]));
      Box* product = multiply(pool, difference, hold(x[i]));
      sum = add(pool, sum, product);
    }
    const double total = number_in(sum);
    release(pool, sum);
    return total / static_cast<double>(n);
  }
  // [end]

  double pass(std::uint32_t turn) {
    predicted[0]->number = varied<double>(turn);
    return loop(predicted, y, x, pool, n);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 3 * boxed_bytes(n), .flops = 3 * items};
  }
};

template <class V, std::size_t count>
struct GradientLanes {
  using L = typename V::template Lane<float>;
  std::size_t n;
  float *predicted, *y, *x;

  GradientLanes(Workspace& workspace, std::size_t size)
      : n(size),
        predicted(workspace.integers<float>(n, 7)),
        y(workspace.integers<float>(n, 5)),
        x(workspace.integers<float>(n, 3)) {}

  // [show: lanes]
  static double loop(const float* predicted, const float* y, const float* x, std::size_t n) {
    L sums[count];  // one, or several, so that an addition need not wait for the one before
    for (L& sum : sums) sum = L::splat(0.0f);
    std::size_t i = 0;
    for (; i + count * L::width <= n; i += count * L::width) {
      for (std::size_t k = 0; k < count; ++k) {
        const std::size_t at = i + k * L::width;
        sums[k] = sums[k] + (L::load(predicted + at) - L::load(y + at)) * L::load(x + at);
      }
    }
    kernels::over_lanes<L>(n - i, [&](auto rest) {
      sums[0] = sums[0] + (rest.load(predicted + i) - rest.load(y + i)) * rest.load(x + i);
    });
    for (std::size_t k = 1; k < count; ++k) sums[0] = sums[0] + sums[k];
    return static_cast<double>(sum(sums[0])) / static_cast<double>(n);
  }
  // [end]

  double pass(std::uint32_t turn) {
    predicted[0] = varied<float>(turn);
    return loop(predicted, y, x, n);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 12 * items, .flops = 3 * items};
  }
};

template <class V>
using GradientOne = GradientLanes<V, 1>;
template <class V>
using GradientFour = GradientLanes<V, 4>;

template <class V>
struct Gradient {
  static constexpr std::size_t sizes[] = {1'000, 16'000, 250'000, 4'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, GradientBoxed>(
          "boxed", "boxed", "lists of objects; each intermediate result is an object too"),
      contender<V, Home::scalar, GradientOne>("scalar", "lanes", "arrays of floats, one element at a time"),
      contender<V, Home::simd, GradientOne>("simd", "lanes", "four floats at a time, one register of sums"),
      contender<V, Home::simd, GradientFour>("simd, 4 sums", "lanes",
                                             "four floats at a time, four registers of sums in turn"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "simd, 4 sums", .slower = "boxed", .least = 10.0, .most = 100.0},
  };
  static constexpr Description description = {
      .name = "gradient",
      .title = "Gradient loop",
      .claim =
          "The gradient mean((y_pred - y) * x) is 10 to 100 times faster on arrays than in a loop over "
          "objects.",
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

LANES_EXPERIMENT(Gradient)

}  // namespace lanes::experiments
