#include "bench/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "experiments/random_stream.h"

namespace lanes::bench {

double quantile(std::vector<double> values, double q) {
  std::ranges::sort(values);
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double low = values[below], high = values[std::min(below + 1, values.size() - 1)];
  return low + (high - low) * (position - std::floor(position));
}

double middle(std::span<const double> values) { return quantile({values.begin(), values.end()}, 0.5); }

Interval bootstrap_interval(std::span<const double> values) {
  constexpr int resamples = 2000;
  experiments::RandomStream random(42);
  std::vector<double> medians, sample(values.size());
  medians.reserve(resamples);
  for (int r = 0; r < resamples; ++r) {
    for (double& value : sample) value = values[random.below(static_cast<std::uint32_t>(values.size()))];
    medians.push_back(middle(sample));
  }
  return {quantile(medians, 0.025), quantile(medians, 0.975)};
}

}  // namespace lanes::bench
