// Order statistics and the bootstrap.
#include "experiments/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "experiments/random_stream.h"

namespace lanes::experiments {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int resamples = 2000;
constexpr double tail = 0.025;
constexpr std::size_t fewest_rounds = 5;

double sorted_quantile(std::span<const double> sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double low = sorted[below], high = sorted[std::min(below + 1, sorted.size() - 1)];
  return low + (high - low) * (position - static_cast<double>(below));
}

}  // namespace

double quantile(std::span<const double> values, double q) {
  if (values.empty()) return nan;
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  return sorted_quantile(sorted, q);
}

double median(std::span<const double> values) { return quantile(values, 0.5); }

Interval bootstrap_interval(std::span<const double> values) {
  if (values.size() < 2) return {nan, nan};
  RandomStream random(42);
  std::vector<double> medians(resamples), sample(values.size());
  for (double& middle : medians) {
    for (double& value : sample) {
      value = values[static_cast<std::size_t>(random.uniform() * static_cast<double>(values.size()))];
    }
    std::ranges::sort(sample);
    middle = sorted_quantile(sample, 0.5);
  }
  std::ranges::sort(medians);
  return {sorted_quantile(medians, tail), sorted_quantile(medians, 1 - tail)};
}

Estimate estimate(std::span<const double> ratios) {
  std::vector<double> usable;
  std::ranges::copy_if(ratios, std::back_inserter(usable),
                       [](double r) { return std::isfinite(r) && r > 0; });
  return {median(usable), bootstrap_interval(usable), usable.size()};
}

Verdict judge(const Estimate& estimate, const Estimate& control) {
  if (estimate.rounds < fewest_rounds || control.rounds < fewest_rounds) return Verdict::too_few_rounds;
  if (estimate.interval.low > std::max(1.0, control.interval.high)) return Verdict::faster;
  if (estimate.interval.high < std::min(1.0, control.interval.low)) return Verdict::slower;
  return Verdict::no_difference;
}

}  // namespace lanes::experiments
