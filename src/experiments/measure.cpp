#include "experiments/measure.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lanes::experiments {
namespace {

/// One that takes part.
struct Entrant {
  const Contender* contender;
  std::shared_ptr<Experiment> experiment;
  Totals first_pass;

  Entrant(const Description& description, const Contender& which, std::int64_t size)
      : contender(&which),
        experiment(std::make_shared<Experiment>(prepare(description.name, which.name, size))),
        first_pass(experiment->run(1)) {}
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

auto timed(const std::shared_ptr<Experiment>& experiment) {
  return measure::timed([experiment](std::int64_t repetitions) {
    experiment->run(repetitions);
    return static_cast<double>(repetitions);
  });
}

/// A side that can make a twin of itself.
measure::Side side(const Description& description, const Entrant& entrant, std::int64_t size) {
  const auto make_twin = [&description, name = entrant.contender->name, size]() -> measure::Side {
    return {timed(std::make_shared<Experiment>(prepare(description.name, name, size)))};
  };
  return {timed(entrant.experiment), make_twin};
}

/// The place of a contender among the results, if it is here.
std::optional<std::size_t> place(const Comparison& comparison, std::string_view name) {
  const auto found = std::ranges::find_if(
      comparison.results, [name](const Result& result) { return result.contender->name == name; });
  if (found == comparison.results.end()) return std::nullopt;
  return static_cast<std::size_t>(found - comparison.results.begin());
}

/// `speed_up(a, b)` is how many times faster contender b was than contender a.
template <class SpeedUp>
void check_claim(Comparison& comparison, const Description& description, const SpeedUp& speed_up) {
  const auto is_about_size = [&](const Clause& clause) {
    return clause.is_about(static_cast<std::size_t>(comparison.size));
  };
  std::vector<Finding> findings;
  for (const Clause& clause : description.clauses) {
    if (!is_about_size(clause)) continue;
    const auto slower = place(comparison, clause.slower), faster = place(comparison, clause.faster);
    if (!slower || !faster) continue;
    const measure::Estimate estimate = speed_up(*slower, *faster);
    const measure::Judgement judgement = judge(estimate, comparison.control);
    findings.push_back(check(clause, estimate, judgement));
    comparison.clauses.push_back({&clause, estimate, judgement, findings.back()});
  }
  comparison.claim = check(findings, std::ranges::any_of(description.clauses, is_about_size));
}

}  // namespace

Comparison compare(const Description& description, std::int64_t size, const measure::Plan& plan) {
  const std::vector<Entrant> entrants = prepare_all(description, size);
  std::vector<measure::Side> sides;
  for (const Entrant& entrant : entrants) sides.push_back(side(description, entrant, size));
  const measure::Rounds rounds = take_rounds(sides, plan, measure::timer_step());
  const std::size_t fastest = rounds.twin_of.value();

  const auto speed_up = [&](std::size_t first, std::size_t second) {
    return measure::compare(rounds.seconds[first], rounds.seconds[second]);
  };
  Comparison comparison{.size = size,
                        .results = {},
                        .fastest = entrants[fastest].contender,
                        .gap = rounds.gap,
                        .control = speed_up(fastest, entrants.size()),
                        .clauses = {},
                        .claim = Finding::cannot_be_told};
  for (std::size_t i = 0; i < entrants.size(); ++i) {
    const auto notes = entrants[i].experiment->notes();
    comparison.results.push_back({entrants[i].contender,
                                  measure::figure(rounds.seconds[i]),
                                  entrants[i].first_pass,
                                  speed_up(0, i),
                                  {notes.begin(), notes.end()}});
  }
  check_claim(comparison, description, speed_up);
  return comparison;
}

}  // namespace lanes::experiments
