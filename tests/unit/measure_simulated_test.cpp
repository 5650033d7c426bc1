// The proof that the stopwatch is right on machines that are not quiet: there the truth is known, and only
// the clock is simulated. tests/web/simulated.test.ts asks the same of the page's.
#include <array>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <memory>

#include "measure/statistics.h"
#include "measure/stopwatch.h"
#include "simulated_machine.h"

using namespace lanes;
using namespace lanes::measure;

namespace {

#if defined(__EMSCRIPTEN__) || defined(__SANITIZE_ADDRESS__)
// Where the code runs slower there are fewer runs, and what chance may do (four standard deviations of a
// share of 95 %) is more.
constexpr int runs = 200;
#else
constexpr int runs = 2000;
#endif
const double chance = runs == 2000 ? 0.02 : 4.0 * std::sqrt(0.95 * 0.05 / runs);

struct Outcome {
  Estimate estimate, control;
  Judgement judgement;
};

/// Measures two sides of which the first takes `ratio` times as long, for 40 rounds.
Outcome measured(const simulated::Traits& traits, double ratio, RandomStream& random) {
  simulated::Machine machine(traits, random);
  const std::array codes = {machine.code(1e-5 * ratio), machine.code(1e-5)};
  const Plan plan = {.block_seconds = 7.5e-4,
                     .warm_up_seconds = traits.compiles ? 0.05 : 0.02,
                     .seconds = 0.0,
                     .fewest_rounds = 40};
  const Rounds rounds = take_rounds({machine.side(codes[0]), machine.side(codes[1])}, plan, traits.timer_step,
                                    RandomStream(random.bits()));
  const Estimate estimate = compare(rounds.seconds[0], rounds.seconds[1]);
  const Estimate control = compare(rounds.seconds[rounds.twin_of.value()], rounds.seconds[2]);
  return {estimate, control, judge(estimate, control)};
}

bool holds(const Interval& interval, double value) { return interval.low <= value && value <= interval.high; }

}  // namespace

TEST_CASE("measure: on every machine, the interval of identical code holds 1 as often as it says") {
  RandomStream random(1);
  for (const simulated::Traits& traits : simulated::machines()) {
    int held = 0, control_held = 0, told = 0;
    for (int run = 0; run < runs; ++run) {
      const Outcome outcome = measured(traits, 1.0, random);
      held += holds(outcome.estimate.interval, 1.0) ? 1 : 0;
      control_held += holds(outcome.control.interval, 1.0) ? 1 : 0;
      told += outcome.judgement.verdict == Verdict::faster || outcome.judgement.verdict == Verdict::slower;
    }
    const double share = double{1} * held / runs, control_share = double{1} * control_held / runs;
    INFO(traits.name << ": " << share << ", control " << control_share << ", called different " << told);
    CHECK(std::fabs(share - 0.95) <= chance);
    CHECK(std::fabs(control_share - 0.95) <= chance);
    CHECK(told <= 0.05 * runs);
  }
}

TEST_CASE("measure: on every quiet machine, a difference of 3 % is found") {
  RandomStream random(2);
  for (const simulated::Traits& traits : simulated::machines()) {
    if (traits.busy) continue;
    int found = 0;
    for (int run = 0; run < runs / 4; ++run) {
      found += measured(traits, 1.03, random).judgement.verdict == Verdict::faster ? 1 : 0;
    }
    INFO(traits.name << ": " << found << " of " << runs / 4);
    CHECK(found >= 0.9 * (runs / 4));
  }
}

TEST_CASE("measure: on every machine, a ratio of 20 comes out, or the stopwatch says that it cannot tell") {
  RandomStream random(3);
  for (const simulated::Traits& traits : simulated::machines()) {
    int right = 0, declined = 0;
    for (int run = 0; run < runs / 4; ++run) {
      const Outcome outcome = measured(traits, 20.0, random);
      const bool declines = outcome.judgement.verdict == Verdict::cannot_tell;
      const bool is_right = std::fabs(outcome.estimate.ratio / 20.0 - 1.0) <= (traits.busy ? 0.1 : 0.05);
      declined += declines ? 1 : 0;
      right += declines || is_right ? 1 : 0;
    }
    INFO(traits.name << ": " << right << " right, " << declined << " declined of " << runs / 4);
    CHECK(right >= 0.99 * (runs / 4));
    if (!traits.busy) CHECK(declined <= 0.01 * (runs / 4));
  }
}
