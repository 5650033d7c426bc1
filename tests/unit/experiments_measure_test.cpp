// Measuring, with clocks that are made up, and once with the real one.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "experiments/measure.h"

using namespace lanes::experiments;

namespace {

/// Things that take a known time, on a machine that may grow slower as time goes by.
struct Machine {
  double now = 0.0;
  double slowdown = 0.0;  // per second
  std::string calls = {};

  Timed thing(char name, double seconds) {
    return [=, this](std::int64_t repetitions) {
      const double taken = seconds * static_cast<double>(repetitions) * (1.0 + slowdown * now);
      now += taken;
      calls += name;
      return taken;
    };
  }
};

}  // namespace

TEST_CASE("experiments: rounds run in order and then backwards") {
  Machine machine;
  const std::vector<Timed> things = {machine.thing('A', 1.0), machine.thing('B', 2.0),
                                     machine.thing('C', 3.0)};
  const Effort effort{.block_seconds = 0.5, .warm_up_seconds = 0.5, .seconds = 20, .fewest_rounds = 1};
  const auto seconds = measure(things, effort);
  CHECK(machine.calls ==
        "ABC"
        "ABCCBA"
        "ABCCBA");  // 12 seconds a round: the second goes past 20
  REQUIRE(seconds.size() == 3);
  CHECK(seconds[0] == std::vector{1.0, 1.0});
  CHECK(seconds[1] == std::vector{2.0, 2.0});
  CHECK(seconds[2] == std::vector{3.0, 3.0});
}

TEST_CASE("experiments: a block lasts long enough, and a round counts per repetition") {
  Machine machine;
  const std::vector<Timed> things = {machine.thing('A', 1e-6), machine.thing('B', 0.25)};
  const Effort effort{.block_seconds = 1e-3, .warm_up_seconds = 1e-2, .seconds = 0, .fewest_rounds = 3};
  const auto seconds = measure(things, effort);
  REQUIRE(seconds[0].size() == 3);
  for (const double each : seconds[0]) CHECK(each == Catch::Approx(1e-6).epsilon(1e-9));
  for (const double each : seconds[1]) CHECK(each == Catch::Approx(0.25).epsilon(1e-9));
  // The quick one was run in blocks, at least ten of them to warm up; the slow one once, and twice a round.
  CHECK(std::count(machine.calls.begin(), machine.calls.end(), 'B') == 1 + 2 * 3);
  CHECK(std::count(machine.calls.begin(), machine.calls.end(), 'A') >= 10 + 2 * 3);
}

TEST_CASE("experiments: a machine that grows slower does not favour the first") {
  Machine machine;
  machine.slowdown = 0.02;  // running A B C, A B C would be wrong by 5e-3
  const std::vector<Timed> things = {machine.thing('A', 0.1), machine.thing('B', 0.1),
                                     machine.thing('C', 0.2)};
  const Effort effort{
      .block_seconds = 0.05, .warm_up_seconds = 0, .seconds = 1e9, .fewest_rounds = 1, .most_rounds = 9};
  const auto seconds = measure(things, effort);
  REQUIRE(seconds[0].size() == 9);
  CHECK(seconds[0].back() > 1.1 * seconds[0].front());
  for (std::size_t round = 0; round < 9; ++round) {
    CHECK(seconds[1][round] / seconds[0][round] == Catch::Approx(1.0).epsilon(2e-3));
    CHECK(seconds[2][round] / seconds[0][round] == Catch::Approx(2.0).epsilon(2e-3));
  }
}

TEST_CASE("experiments: a clock that stands still ends the measurement all the same") {
  const std::vector<Timed> things = {[](std::int64_t) { return 0.0; }};
  const auto seconds = measure(things, {});
  CHECK(seconds[0].size() == 25);
  CHECK(estimate(seconds[0]).rounds == 0);
}

TEST_CASE("experiments: every experiment can be measured where it has contenders") {
  const Effort little{.block_seconds = 1e-6, .warm_up_seconds = 1e-6, .seconds = 0, .fewest_rounds = 5};
  for (const Description& description : descriptions()) {
    INFO(description.name);
    std::size_t here = 0;
    for (const Contender& contender : description.contenders) here += contender.prepare != nullptr ? 1 : 0;
    if (here == 0) {
      CHECK_THROWS_AS(compare(description, 10, little), std::invalid_argument);
      continue;
    }
    const Comparison comparison = compare(description, 10, little);
    CHECK(comparison.size == 10);
    CHECK(comparison.control.rounds > 0);
    REQUIRE(comparison.results.size() == here);
    for (const Result& result : comparison.results) {
      INFO(result.contender->name);
      CHECK(result.seconds > 0.0);
      CHECK(result.nanoseconds_per_item() > 0.0);
      CHECK(result.gigabytes_per_second() > 0.0);
      CHECK(result.gigaflops() >= 0.0);
      CHECK(result.pass.checksum == comparison.results.front().pass.checksum);
      CHECK(result.speed_up.rounds == comparison.control.rounds);
    }
    CHECK(comparison.results.front().speed_up.ratio == 1.0);
    CHECK_THROWS_AS(compare(description, 0, little), std::invalid_argument);
  }
}
