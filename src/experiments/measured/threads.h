// The polynomial of fused.h, its elements shared among threads: on much work and on little.
#pragma once

#include "experiments/experiment.h"
#include "experiments/measured/fused.h"

namespace lanes::experiments {

template <class V>
struct ThreadsLanes {
  using L = typename V::template Lane<float>;
  FusedLanes<V> polynomial;
  Executor executor;

  ThreadsLanes(Workspace& workspace, std::size_t size, const Executor& threads)
      : polynomial(workspace, size), executor(threads) {}

  // [show: threads]
  static void loop(const Executor& executor, float* out, const float* x, const float* coefficients,
                   std::size_t n) {
    const std::size_t part = n / executor.threads();  // a range for each thread
    executor.for_ranges(n, part, [=](std::size_t begin, std::size_t end) {
      FusedLanes<V>::loop(out + begin, x + begin, coefficients, end - begin);
    });
  }
  // [end]

  double pass(std::uint32_t turn) {
    polynomial.x[0] = varied<float>(turn);
    loop(executor, polynomial.out, polynomial.x, polynomial.coefficients, polynomial.n);
    return polynomial.checksum(turn);
  }

  Work work() const { return polynomial.work(); }
};

template <class V>
struct ThreadCounts {
  static constexpr std::string_view same = "so many threads, a part of the elements for each";
  static constexpr std::size_t sizes[] = {100, 1'000, 10'000, 100'000, 1'000'000};
  static constexpr Contender contenders[] = {
      threaded<V, ThreadsLanes>(1, "1 thread", "threads", "all in the calling thread"),
      threaded<V, ThreadsLanes>(2, "2 threads", "threads", same),
      threaded<V, ThreadsLanes>(3, "3 threads", "threads", same),
      threaded<V, ThreadsLanes>(4, "4 threads", "threads", same),
      threaded<V, ThreadsLanes>(6, "6 threads", "threads", same),
      threaded<V, ThreadsLanes>(8, "8 threads", "threads", same),
      threaded<V, ThreadsLanes>(12, "12 threads", "threads", same),
      threaded<V, ThreadsLanes>(16, "16 threads", "threads", same),
  };
  static constexpr Clause clauses[] = {
      {.faster = "2 threads", .slower = "1 thread", .least = 1.8, .from = 100'000},
      {.faster = "4 threads", .slower = "2 threads", .least = 1.8, .from = 100'000},
      {.faster = "1 thread", .slower = "2 threads", .to = 1'000},
  };
  static constexpr Description description = {
      .name = "threads",
      .title = "Threads",
      .claim = "With twice as many cores, large work takes half the time; small work takes longer.",
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

LANES_EXPERIMENT(ThreadCounts)

}  // namespace lanes::experiments
