#include "cli/intervals.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lanes {
namespace {

int magnitude(double x) { return static_cast<int>(std::floor(std::log10(x))); }

/// The decimals that tell the ends of an interval apart; three digits where they are the same.
int telling_decimals(const measure::Interval& interval) {
  const auto [low, high] = interval;
  return high > low ? -magnitude(high - low) : 1 - magnitude(high);
}

std::string fixed(double x, int decimals) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", std::clamp(decimals, 0, std::max(0, 5 - magnitude(x))), x);
  return buffer;
}

}  // namespace

std::string interval_text(const measure::Interval& interval) {
  if (!(interval.low > 0.0)) return "no interval";
  const int decimals = telling_decimals(interval) + 1;
  return fixed(interval.low, decimals) + " to " + fixed(interval.high, decimals);
}

std::string ratio_text(double ratio, const measure::Interval& interval) {
  if (!(ratio > 0.0)) return "-";
  const int three_digits = 2 - magnitude(ratio);
  if (!(interval.low > 0.0)) return fixed(ratio, three_digits);
  return fixed(ratio, std::max(three_digits, telling_decimals(interval)));
}

}  // namespace lanes
