// Medians with an interval that says how far to trust them.
#pragma once

#include <span>
#include <vector>

namespace lanes::bench {

struct Interval {
  double low, high;
};

/// The quantile q in 0..1 of numbers in any order, linear between two of them; at least one number.
double quantile(std::vector<double> values, double q);

/// The middle value, or the mean of the two in the middle.
double middle(std::span<const double> values);

/// The 95% percentile bootstrap interval of the median (Efron, 1979), as web/src/common/statistics.ts works
/// it out.
Interval bootstrap_interval(std::span<const double> values);

}  // namespace lanes::bench
