// Running the contenders of a benchmark in turns, A B C C B A, so that a machine that grows slower or faster
// does so for all of them.
#pragma once

#include <vector>

#include "bench/benchmark.h"
#include "experiments/statistics.h"

namespace lanes::bench {

/// How long to measure.
struct Effort {
  double block_ns = 3e5;                    ///< the shortest time of one timed block of calls
  double budget_ns = 4e8;                   ///< about how long all blocks together may take
  int fewest_rounds = 3, most_rounds = 25;  ///< each is two blocks of every contender
};

struct Timing {
  std::string contender, variant;
  Work work;
  std::vector<double> ns;  ///< per call, one entry per block
  double median_ns;
  experiments::Interval interval;  ///< of the median
  double ratio;                    ///< how many times faster than the first contender: the median over rounds
  experiments::Interval ratio_interval;
};

struct Result {
  Group group;
  std::string name;
  std::int64_t calls_per_block;
  std::vector<Timing> timings;  ///< one per contender
};

/// Makes all contenders ready, lets them run until they are warm, and measures them.
Result measure(const Benchmark& benchmark, const Effort& effort);

}  // namespace lanes::bench
