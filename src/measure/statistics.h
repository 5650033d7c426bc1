// The statistics of a comparison: README.md beside this file says what they are and why. The same
// definitions, and for the same numbers the same answers, as web/src/measure/statistics.ts.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace lanes::measure {

/// The quantile q (0 to 1), linear between the sorted values; NaN of nothing.
double quantile(std::span<const double> values, double q);

/// The middle value, or the mean of the two in the middle; NaN of nothing.
double median(std::span<const double> values);

struct Interval {
  double low, high;
};

/// Where the median lies with 95 % confidence, whatever the distribution. NaN for fewer than six values,
/// which cannot be that sure.
Interval median_interval(std::span<const double> values);

/// What something takes: the median of its calm rounds.
struct Figure {
  double value;
  Interval interval;
};

/// From the time of each round, in any unit. Times that are no positive finite number (the clock did not see
/// them) do not count, here and in all that follows.
Figure figure(std::span<const double> times);

/// Whether an interval is narrow enough for its figure to be quoted: within 10 %. Too few values have none.
bool is_quotable(const Interval& interval);

/// How many times faster one thing is than another.
struct Estimate {
  double ratio;  ///< the median over the calm rounds
  Interval interval;
  std::size_t rounds;  ///< in which the clock saw both
  std::size_t calm;    ///< those of them that count
  bool steady;         ///< whether the ratio was the same at the beginning and at the end
};

/// How many times faster the second was than the first, by the times of each in the same rounds.
Estimate compare(std::span<const double> first, std::span<const double> second);

/// Whether the last values are no faster than those before them, as they would be where code was still being
/// replaced by faster code.
bool settled(std::span<const double> times);

enum class Verdict { faster, slower, no_difference, cannot_tell };

struct Judgement {
  Verdict verdict;
  std::string_view reason = {};  ///< why it cannot tell, in a sentence
};

/// A difference counts when the interval excludes 1, and every ratio that the control, the same code against
/// itself, could not exclude.
Judgement judge(const Estimate& estimate, const Estimate& control);

/// "faster", "slower", "no significant difference", "cannot tell".
std::string_view name(Verdict verdict);

}  // namespace lanes::measure
