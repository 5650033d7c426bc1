// Measuring the contenders of a benchmark, with the stopwatch of measure/.
#pragma once

#include <string>
#include <vector>

#include "bench/benchmark.h"
#include "measure/statistics.h"
#include "measure/stopwatch.h"

namespace lanes::bench {

struct Timing {
  std::string contender, variant;
  Work work;
  std::vector<double> ns;  ///< per call, one entry per round
  double median_ns;
  measure::Interval interval;  ///< of the median
  double ratio;                ///< how many times faster than the first contender
  measure::Interval ratio_interval;
};

struct Result {
  Group group;
  std::string name;
  std::vector<Timing> timings;  ///< one per contender
};

/// Makes all contenders ready, lets them run until they are warm, and measures them.
Result measured(const Benchmark& benchmark, const measure::Plan& plan);

}  // namespace lanes::bench
