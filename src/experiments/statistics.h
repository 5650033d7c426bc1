// The statistics of a comparison: medians of paired ratios with a bootstrap interval. The same definitions,
// and for the same numbers the same answers, as web/src/measure/statistics.ts.
#pragma once

#include <cstddef>
#include <span>

namespace lanes::experiments {

/// The quantile q (0 to 1), linear between the sorted values; NaN of nothing.
double quantile(std::span<const double> values, double q);

/// The middle value, or the mean of the two in the middle; NaN of nothing.
double median(std::span<const double> values);

struct Interval {
  double low, high;
};

/// Where the median lies with 95 % confidence: the percentile bootstrap with 2,000 samples. NaN for fewer
/// than two values.
Interval bootstrap_interval(std::span<const double> values);

/// How many times faster one thing is than another.
struct Estimate {
  double ratio;  ///< the median over the rounds
  Interval interval;
  std::size_t rounds;
};

/// From the ratio of each round. Ratios that are no positive finite number (a time too short for the clock)
/// do not count.
Estimate estimate(std::span<const double> ratios);

enum class Verdict { faster, slower, no_difference, too_few_rounds };

/// A difference counts when the interval excludes 1, and every ratio that the control, the same code against
/// itself, could not exclude.
Verdict judge(const Estimate& estimate, const Estimate& control);

}  // namespace lanes::experiments
