// Warm-up, rounds, and what follows from them.
#include "experiments/measure.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>

namespace lanes::experiments {
namespace {

/// Runs until it is warm and a block lasts long enough. Returns how many repetitions that takes.
std::int64_t warm_up(const Timed& run, const Effort& effort) {
  constexpr std::int64_t most = std::int64_t{1} << 24;  // with a clock that stands still
  std::int64_t repetitions = 1;
  for (double spent = 0.0;;) {
    const double block = run(repetitions);
    spent += block;
    if (block < effort.block_seconds && repetitions < most) {
      repetitions *= 2;
    } else if (spent >= effort.warm_up_seconds || repetitions == most) {
      return repetitions;
    }
  }
}

/// One that takes part: a contender, or its twin.
struct Entrant {
  const Contender* contender;
  Experiment experiment;
  Totals first_pass;

  Entrant(const Description& description, const Contender& which, std::int64_t size)
      : contender(&which),
        experiment(prepare(description.name, which.name, size)),
        first_pass(experiment.run(1)) {}
};

std::vector<Entrant> prepare_all(const Description& description, std::int64_t size) {
  std::vector<Entrant> entrants;
  for (const Contender& contender : description.contenders) {
    if (contender.prepare != nullptr) entrants.emplace_back(description, contender, size);
  }
  if (entrants.empty()) {
    throw std::invalid_argument("No contender of the experiment " + std::string(description.name) +
                                " is here.");
  }
  for (const Entrant& entrant : entrants) {
    if (entrant.first_pass.checksum != entrants.front().first_pass.checksum) {
      throw std::runtime_error("In the experiment " + std::string(description.name) + ", " +
                               std::string(entrant.contender->name) + " computes something else than " +
                               std::string(entrants.front().contender->name) + ".");
    }
  }
  return entrants;
}

/// How many times faster the second was than the first, by their times in each round.
Estimate speed_up(std::span<const double> first, std::span<const double> second) {
  std::vector<double> ratios(first.size());
  std::ranges::transform(first, second, ratios.begin(), [](double a, double b) { return a / b; });
  return estimate(ratios);
}

}  // namespace

std::vector<std::vector<double>> measure(std::span<const Timed> entrants, const Effort& effort) {
  std::vector<std::int64_t> repetitions;
  for (const Timed& entrant : entrants) repetitions.push_back(warm_up(entrant, effort));

  std::vector<std::vector<double>> seconds(entrants.size());
  double spent = 0.0;
  for (int round = 0; round < effort.most_rounds; ++round) {
    if (round >= effort.fewest_rounds && spent >= effort.seconds) break;
    std::vector<double> pair(entrants.size());
    for (std::size_t i = 0; i < entrants.size(); ++i) pair[i] += entrants[i](repetitions[i]);
    for (std::size_t i = entrants.size(); i-- > 0;) pair[i] += entrants[i](repetitions[i]);
    for (std::size_t i = 0; i < entrants.size(); ++i) {
      seconds[i].push_back(pair[i] / (2.0 * static_cast<double>(repetitions[i])));
      spent += pair[i];
    }
  }
  return seconds;
}

Comparison compare(const Description& description, std::int64_t size, const Effort& effort) {
  std::vector<Entrant> entrants = prepare_all(description, size);
  entrants.emplace_back(description, *entrants.back().contender, size);  // the control

  std::vector<Timed> timed;
  for (Entrant& entrant : entrants) {
    timed.push_back([&experiment = entrant.experiment](std::int64_t repetitions) {
      using Clock = std::chrono::steady_clock;
      const Clock::time_point begin = Clock::now();
      experiment.run(repetitions);
      return std::chrono::duration<double>(Clock::now() - begin).count();
    });
  }
  const std::vector<std::vector<double>> seconds = measure(timed, effort);

  const std::size_t last = entrants.size() - 2, twin = entrants.size() - 1;
  Comparison comparison{size, {}, speed_up(seconds[last], seconds[twin])};
  for (std::size_t i = 0; i <= last; ++i) {
    const auto notes = entrants[i].experiment.notes();
    comparison.results.push_back({entrants[i].contender,
                                  median(seconds[i]),
                                  entrants[i].first_pass,
                                  speed_up(seconds[0], seconds[i]),
                                  {notes.begin(), notes.end()}});
  }
  return comparison;
}

}  // namespace lanes::experiments
