#include "bench/measure.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace lanes::bench {
namespace {

double timed_ns(const Prepared& prepared, std::int64_t calls) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  prepared.run(calls);
  return std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
}

/// Calls per block such that the fastest contender takes `block_ns`: all make the same number, so that those
/// which train see the same documents. Runs every contender on the way, which warms it up.
std::int64_t calls_for(const std::vector<Prepared>& contenders, double block_ns) {
  constexpr int tries = 3;  // a single one may have been interrupted
  for (std::int64_t calls = 1;;) {
    double fastest = std::numeric_limits<double>::infinity();
    for (int i = 0; i < tries && (i == 0 || fastest < 100 * block_ns); ++i) {
      for (const Prepared& contender : contenders) fastest = std::min(fastest, timed_ns(contender, calls));
    }
    if (fastest >= block_ns) return calls;
    const double wanted = static_cast<double>(calls) * 1.3 * block_ns / std::max(fastest, 1.0);
    calls = std::clamp(static_cast<std::int64_t>(wanted) + 1, calls + 1, 20 * calls);
  }
}

}  // namespace

Result measure(const Benchmark& benchmark, const Effort& effort) {
  Result result{benchmark.group, benchmark.name, 0, {}};
  std::vector<Prepared> contenders;
  for (const Contender& contender : benchmark.contenders) {
    contenders.push_back(contender.prepare());
    result.timings.push_back({contender.name, contender.variant, contenders.back().work, {}, 0, {}, 1, {}});
  }
  if (contenders.empty()) return result;
  result.calls_per_block = calls_for(contenders, effort.block_ns);

  const auto block = [&](std::size_t i) {
    const double ns = timed_ns(contenders[i], result.calls_per_block);
    result.timings[i].ns.push_back(ns / static_cast<double>(result.calls_per_block));
    return ns;
  };
  std::vector<std::vector<double>> ratios(contenders.size());
  double spent = 0.0;
  for (int round = 0; round < effort.most_rounds; ++round) {
    std::vector<double> pair(contenders.size());
    for (std::size_t i = 0; i < contenders.size(); ++i) pair[i] += block(i);
    for (std::size_t i = contenders.size(); i-- > 0;) pair[i] += block(i);
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      ratios[i].push_back(pair[0] / pair[i]);
      spent += pair[i];
    }
    if (round + 1 >= effort.fewest_rounds && spent >= effort.budget_ns) break;
  }
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    Timing& timing = result.timings[i];
    timing.median_ns = experiments::median(timing.ns);
    timing.interval = experiments::bootstrap_interval(timing.ns);
    timing.ratio = experiments::median(ratios[i]);
    timing.ratio_interval = experiments::bootstrap_interval(ratios[i]);
  }
  return result;
}

}  // namespace lanes::bench
