#include "bench/measure.h"

#include <utility>

namespace lanes::bench {

Result measured(const Benchmark& benchmark, const measure::Plan& plan) {
  Result result{benchmark.group, benchmark.name, {}};
  std::vector<measure::Side> sides;
  std::vector<Work> work;
  for (const Contender& contender : benchmark.contenders) {
    Prepared prepared = contender.prepare();
    work.push_back(prepared.work);
    sides.push_back({measure::timed(std::move(prepared.run))});
  }
  const measure::Rounds rounds = take_rounds(std::move(sides), plan, measure::timer_step());
  for (std::size_t i = 0; i < work.size(); ++i) {
    const auto [name, variant, _] = benchmark.contenders[i];
    std::vector<double> ns = rounds.seconds[i];
    for (double& each : ns) each *= 1e9;
    const measure::Figure time = measure::figure(ns);
    const measure::Estimate faster = measure::compare(rounds.seconds[0], rounds.seconds[i]);
    result.timings.push_back(
        {name, variant, work[i], std::move(ns), time.value, time.interval, faster.ratio, faster.interval});
  }
  return result;
}

}  // namespace lanes::bench
