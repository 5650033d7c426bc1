#include "measure/statistics.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>
#include <vector>

namespace lanes::measure {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double confidence = 0.95;
constexpr std::size_t fewest_for_interval = 6;  // with five the chance is 1/16 that all lie on one side
constexpr std::size_t fewest_calm = 8;
constexpr std::size_t fewest_recent = 8;
constexpr double noticeably = 1.03;
constexpr double widest = 1.15;        // in a wider interval, the middle need not be within 10 % of the truth
constexpr double most_control = 1.05;  // where the same code seems to differ by more, nothing can be told

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  std::ranges::sort(copy);
  return copy;
}

double sorted_quantile(std::span<const double> values, double q) {
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double low = values[below], high = values[std::min(below + 1, values.size() - 1)];
  return low + (high - low) * (position - static_cast<double>(below));
}

bool is_time(double x) { return std::isfinite(x) && x > 0.0; }

std::vector<double> times_among(std::span<const double> values) {
  std::vector<double> times;
  std::ranges::copy_if(values, std::back_inserter(times), is_time);
  return times;
}

/// How slow a round may have been to count as calm, in logarithms.
double calm_limit(std::span<const double> slowness) {
  const std::vector<double> ordered = sorted(slowness);
  const double fifth = sorted_quantile(ordered, 0.2);
  const double limit = fifth + 4.0 * (fifth - ordered.front());
  return std::max(limit, ordered[std::min(fewest_calm, ordered.size()) - 1]);
}

/// The values of the calm rounds, given how slow each round was in logarithms.
std::vector<double> calm_among(std::span<const double> values, std::span<const double> slowness) {
  const double limit = calm_limit(slowness);
  std::vector<double> calm;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (slowness[i] <= limit) calm.push_back(values[i]);
  }
  return calm;
}

}  // namespace

double quantile(std::span<const double> values, double q) {
  return values.empty() ? nan : sorted_quantile(sorted(values), q);
}

double median(std::span<const double> values) { return quantile(values, 0.5); }

// Each value lies above the median with probability 1/2, so that the number of those above is binomial.
// Between two depths of which one is too sure and the other not sure enough, as Hettmansperger and Sheather
// (1986).
Interval median_interval(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < fewest_for_interval) return {nan, nan};
  // The probability that `depth` - 1 lie above, as a logarithm: of many values it is too small for a number.
  double term = -static_cast<double>(n) * std::numbers::ln2;
  double sure = 1.0 - 2.0 * std::exp(term);  // that the median is within this depth
  std::size_t depth = 1;
  double deeper = sure;
  for (;;) {
    term += std::log(static_cast<double>(n - depth + 1) / static_cast<double>(depth));
    deeper = sure - 2.0 * std::exp(term);
    if (deeper < confidence) break;
    sure = deeper;
    ++depth;
  }
  const double share = (sure - confidence) / (sure - deeper);
  const auto outside = static_cast<double>(n - depth), d = static_cast<double>(depth);
  const double weight = outside * share / (d + (outside - d) * share);
  const std::vector<double> ordered = sorted(values);
  return {ordered[depth - 1] + weight * (ordered[depth] - ordered[depth - 1]),
          ordered[n - depth] + weight * (ordered[n - depth - 1] - ordered[n - depth])};
}

Figure figure(std::span<const double> times) {
  const std::vector<double> seen = times_among(times);
  if (seen.empty()) return {nan, {nan, nan}};
  std::vector<double> slowness(seen.size());
  std::ranges::transform(seen, slowness.begin(), [](double time) { return std::log(time); });
  const std::vector<double> calm = calm_among(seen, slowness);
  return {median(calm), median_interval(calm)};
}

bool is_quotable(const Interval& interval) { return interval.high <= widest * interval.low; }

Estimate compare(std::span<const double> first, std::span<const double> second) {
  std::vector<double> ratios, slowness;
  for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
    if (!is_time(first[i]) || !is_time(second[i])) continue;
    ratios.push_back(first[i] / second[i]);
    slowness.push_back(std::log(first[i]) + std::log(second[i]));
  }
  if (ratios.empty()) return {nan, {nan, nan}, 0, 0, true};
  const std::vector<double> calm = calm_among(ratios, slowness);
  std::vector<double> inverse(calm.size());
  std::ranges::transform(calm, inverse.begin(), [](double ratio) { return 1.0 / ratio; });
  return {median(calm), median_interval(calm), ratios.size(), calm.size(), settled(calm) && settled(inverse)};
}

bool settled(std::span<const double> times) {
  for (std::size_t recent = fewest_recent; 2 * recent <= times.size(); recent *= 2) {
    const Interval before = median_interval(times_among(times.first(times.size() - recent)));
    const Interval after = median_interval(times_among(times.last(recent)));
    if (before.low > noticeably * after.high) return false;
  }
  return true;
}

Judgement judge(const Estimate& estimate, const Estimate& control) {
  if (estimate.calm < fewest_calm || control.calm < fewest_calm) {
    return {Verdict::cannot_tell, "Too few rounds could be timed."};
  }
  if (!estimate.steady) {
    return {Verdict::cannot_tell, "One of the two changed its speed while it was measured."};
  }
  if (!is_quotable(estimate.interval)) {
    return {Verdict::cannot_tell, "The machine is too busy to tell within 10 %."};
  }
  if (control.interval.low > most_control || control.interval.high * most_control < 1.0) {
    return {Verdict::cannot_tell,
            "The machine is too busy: the same code, measured twice, differed by more than 5 %."};
  }
  if (estimate.interval.low > std::max(1.0, control.interval.high)) return {Verdict::faster};
  if (estimate.interval.high < std::min(1.0, control.interval.low)) return {Verdict::slower};
  return {Verdict::no_difference};
}

std::string_view name(Verdict verdict) {
  constexpr std::string_view names[] = {"faster", "slower", "no significant difference", "cannot tell"};
  return names[static_cast<std::size_t>(verdict)];
}

}  // namespace lanes::measure
