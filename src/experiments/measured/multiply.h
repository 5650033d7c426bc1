// Element-wise multiplication, out[i] = a[i] * b[i]: the textbook case.
#pragma once

#include "experiments/boxed.h"
#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

template <class V>
struct MultiplyBoxed {
  std::size_t n;
  Box **a, **b, **out;
  Pool pool;

  MultiplyBoxed(Workspace& workspace, std::size_t size)
      : n(size),
        a(boxed_integers(workspace, n, 7)),
        b(boxed_integers(workspace, n, 5)),
        out(boxed_integers(workspace, n, 1)),
        pool(make_pool(workspace, 2)) {}

  // [show: boxed]
  static void loop(Box** out, Box** a, Box** b, Pool& pool, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      Box* product = multiply(pool, hold(a[i]), hold(b[i]));
      release(pool, out[i]);
      out[i] = product;
    }
  }
  // [end]

  double pass(std::uint32_t turn) {
    a[0]->number = varied<double>(turn);
    loop(out, a, b, pool, n);
    return out[0]->number + out[turn % n]->number;
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 3 * boxed_bytes(n), .flops = items};
  }
};

template <class V>
struct MultiplyLanes {
  using L = typename V::template Lane<float>;
  std::size_t n;
  float *a, *b, *out;

  MultiplyLanes(Workspace& workspace, std::size_t size)
      : n(size),
        a(workspace.integers<float>(n, 7)),
        b(workspace.integers<float>(n, 5)),
        out(workspace.array<float>(n)) {}

  // [show: lanes]
  static void loop(float* out, const float* a, const float* b, std::size_t n) {
    kernels::over_lanes<L>(n, [=](auto at) {  // L::width elements at a time
      at.store(out, at.load(a) * at.load(b));
    });
  }
  // [end]

  double pass(std::uint32_t turn) {
    a[0] = varied<float>(turn);
    loop(out, a, b, n);
    return checksum(turn);
  }

  double checksum(std::uint32_t turn) const { return static_cast<double>(out[0] + out[turn % n]); }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 12 * items, .flops = items};
  }
};

template <class V>
struct MultiplyThreads : MultiplyLanes<V> {
  using Base = MultiplyLanes<V>;
  Executor executor;

  MultiplyThreads(Workspace& workspace, std::size_t size, const Executor& threads)
      : Base(workspace, size), executor(threads) {}

  // [show: threads]
  static void loop(const Executor& executor, float* out, const float* a, const float* b, std::size_t n) {
    constexpr std::size_t least = 16'384;  // for less, waking a thread does not pay
    executor.for_ranges(n, least, [=](std::size_t begin, std::size_t end) {
      Base::loop(out + begin, a + begin, b + begin, end - begin);
    });
  }
  // [end]

  double pass(std::uint32_t turn) {
    this->a[0] = varied<float>(turn);
    loop(executor, this->out, this->a, this->b, this->n);
    return this->checksum(turn);
  }
};

template <class V>
struct Multiply {
  static constexpr std::size_t sizes[] = {1'000, 16'000, 250'000, 4'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, MultiplyBoxed>(
          "boxed", "boxed",
          "lists of objects: a type tag, a reference count and a number behind each pointer"),
      contender<V, Home::scalar, MultiplyLanes>("scalar", "lanes", "arrays of floats, one element at a time"),
      contender<V, Home::autovec, MultiplyLanes>("autovec", "lanes",
                                                 "the scalar source, vectorised by the compiler if it can"),
      contender<V, Home::simd, MultiplyLanes>("simd", "lanes", "four floats at a time, written by hand"),
      threaded<V, MultiplyThreads>(0, "threads", "threads",
                                   "four floats at a time, on all cores when there is enough for each"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "simd", .slower = "boxed", .least = 10.0, .most = 100.0},
  };
  static constexpr Description description = {
      .name = "multiply",
      .title = "Element-wise multiply",
      .claim =
          "Multiplying two arrays element by element is 10 to 100 times faster than multiplying two lists.",
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

LANES_EXPERIMENT(Multiply)

}  // namespace lanes::experiments
