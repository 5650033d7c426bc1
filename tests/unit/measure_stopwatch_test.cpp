// What the stopwatch does, on machines that take exactly the time they are told to.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "measure/statistics.h"
#include "measure/stopwatch.h"

using namespace lanes::measure;

namespace {

/// Keeps a record of the blocks that were run.
struct Record {
  std::string names = {};
  std::vector<double> seconds = {};

  Side side(char name, double repetition_seconds, double shortest_block = 0.0) {
    const auto run = [=, this](std::int64_t repetitions) {
      const auto work = static_cast<double>(repetitions);
      names += name;
      seconds.push_back(repetition_seconds * work);
      return Block{seconds.back(), work};
    };
    return {run, {}, shortest_block};
  }

  /// The lengths of the last blocks of a side.
  double last(char name) const { return seconds[names.rfind(name)]; }
};

constexpr Plan brief = {.block_seconds = 1e-3, .warm_up_seconds = 0.02, .seconds = 0.0, .fewest_rounds = 16};

}  // namespace

TEST_CASE("measure: a time in which nothing ran is left out, and told") {
  const auto sleeping = [](double sleep) {
    int blocks = 0;
    const auto run = [&blocks, sleep](std::int64_t repetitions) {
      const auto work = static_cast<double>(repetitions);
      ++blocks;
      return Block{1e-3 * work + (blocks == 40 || blocks == 55 ? sleep : 0.0), work};
    };
    const auto steady = [](std::int64_t repetitions) {
      const auto work = static_cast<double>(repetitions);
      return Block{1e-3 * work, work};
    };
    Plan plan = brief;
    plan.seconds = 0.0805;
    plan.most_rounds = 60;
    return take_rounds({{run}, {steady}}, plan, 0.0);
  };
  const Rounds awake = sleeping(0.0), asleep = sleeping(15.0);
  CHECK(awake.gap == 0.0);
  CHECK(asleep.gap == Catch::Approx(30.002));
  CHECK(asleep.seconds[0].size() == awake.seconds[0].size());  // it takes no time from the plan
  CHECK(std::ranges::count_if(asleep.seconds[0], [](double time) { return std::isnan(time); }) == 2);
  for (const double time : asleep.seconds[0]) {
    if (!std::isnan(time)) CHECK(time == Catch::Approx(1e-3));
  }
  CHECK(sleeping(0.2).gap == 0.0);  // other programs take the core away for less
}

TEST_CASE("measure: in every round each side has one turn, in an order drawn at random") {
  Record record;
  const Rounds rounds = take_rounds({record.side('A', 1e-4), record.side('B', 2e-4), record.side('C', 3e-4)},
                                    {.warm_up_seconds = 0.0, .seconds = 0.0, .fewest_rounds = 60}, 0.0);
  REQUIRE(rounds.seconds.size() == 3);
  REQUIRE(rounds.seconds[0].size() == 60);
  std::set<std::string> orders;
  for (std::size_t at = 0; at < record.names.size(); at += 3) {
    std::string order = record.names.substr(at, 3);
    orders.insert(order);
    std::ranges::sort(order);
    CHECK(order == "ABC");
  }
  CHECK(orders.size() == 6);
  for (std::size_t side = 0; side < 3; ++side) {
    for (const double each : rounds.seconds[side]) {
      CHECK(each == Catch::Approx(1e-4 * static_cast<double>(side + 1)));
    }
  }
}

TEST_CASE("measure: blocks of all sides last equally long, and as long as something needs") {
  const auto lengths = [](double fast, double slow, double shortest, double timer_step) {
    Record record;
    take_rounds({record.side('A', slow), record.side('B', fast, shortest)}, brief, timer_step);
    return std::vector{record.last('A'), record.last('B')};
  };
  for (const double each : lengths(1e-6, 2e-5, 0.0, 1e-9)) CHECK(each == Catch::Approx(1e-3).epsilon(0.02));
  for (const double each : lengths(1e-6, 2e-5, 0.0, 1e-4)) CHECK(each == Catch::Approx(5e-3).epsilon(0.02));
  for (const double each : lengths(1e-6, 2e-5, 0.025, 1e-4)) {
    CHECK(each == Catch::Approx(0.025).epsilon(0.02));
  }
  for (const double each : lengths(1e-6, 0.03, 0.0, 1e-4)) CHECK(each == Catch::Approx(0.03).epsilon(0.02));
  // One that takes very long by itself does not make all others take as long.
  const std::vector<double> unlike = lengths(1e-6, 2.0, 0.0, 1e-4);
  CHECK(unlike[0] == Catch::Approx(2.0));
  CHECK(unlike[1] == Catch::Approx(0.06).epsilon(0.02));
}

TEST_CASE(
    "measure: the twin of the fastest that can have one is measured in blocks as unlike as those of the "
    "sides") {
  for (const double slow : {2e-5, 0.3}) {
    Record record;
    std::vector<Side> sides = {record.side('A', slow), record.side('B', 1e-6), record.side('C', 1e-7)};
    for (const std::size_t i : {0u, 1u}) sides[i].twin = [&] { return record.side('T', 1e-6); };
    const Rounds rounds = take_rounds(sides, brief, 0.0);
    CHECK(rounds.twin_of == 1);
    REQUIRE(rounds.seconds.size() == 4);
    CHECK(rounds.seconds[3].size() == rounds.seconds[0].size());
    const double unlikeness = record.last('A') / record.last('B');
    CHECK(record.last('T') / record.last('B') == Catch::Approx(unlikeness).epsilon(0.05));
    CHECK(compare(rounds.seconds[1], rounds.seconds[3]).ratio == Catch::Approx(1.0));
  }
}

TEST_CASE("measure: times are per work where repetitions differ in it") {
  std::int64_t done = 0;
  for (const double average : {1e-4, 0.04}) {  // many repetitions in a block, and one
    const auto run = [&](std::int64_t repetitions) {
      double work = 0.0;
      for (std::int64_t i = 0; i < repetitions; ++i) work += done++ % 4 == 0 ? 3.1 : 0.3;
      return Block{average * work, work};
    };
    const Rounds rounds = take_rounds({{run}}, brief, 1e-5);
    for (const double each : rounds.seconds[0]) CHECK(each == Catch::Approx(average).epsilon(0.02));
  }
}

TEST_CASE("measure: rounds go on until there are enough of them and the time is spent") {
  const auto count = [](const Plan& plan) {
    Record record;
    return take_rounds({record.side('A', 1e-3), record.side('B', 1e-3)}, plan, 0.0).seconds[0].size();
  };
  CHECK(count({.block_seconds = 1e-3, .warm_up_seconds = 0.0, .seconds = 0.0, .fewest_rounds = 20}) == 20);
  CHECK(count({.block_seconds = 1e-3, .warm_up_seconds = 0.0, .seconds = 0.0801, .fewest_rounds = 20}) == 41);
  CHECK(count({.block_seconds = 1e-3, .warm_up_seconds = 0.0, .seconds = 9.0, .most_rounds = 50}) == 50);
}

TEST_CASE("measure: where nothing could be told, rounds go on for as long again, once") {
  RandomStream random(7);
  const auto unsteady = [&](std::int64_t repetitions) {
    const auto work = static_cast<double>(repetitions);
    return Block{1e-3 * work * (1.0 + random.uniform()), work};
  };
  const auto count = [&](const Plan& plan) {
    Record record;
    return take_rounds({{unsteady}, record.side('B', 1e-3)}, plan, 0.0).seconds[0].size();
  };
  CHECK(count({.block_seconds = 1e-3, .warm_up_seconds = 0.02, .seconds = 0.0, .fewest_rounds = 10}) == 20);
  CHECK(count({.block_seconds = 1e-3,
               .warm_up_seconds = 0.02,
               .seconds = 0.0,
               .fewest_rounds = 10,
               .most_rounds = 15}) == 15);
}

TEST_CASE("measure: code that is replaced by faster code while it is measured is measured again") {
  Record record;
  double now = 0.0;
  const auto run = [&](std::int64_t repetitions) {
    const auto work = static_cast<double>(repetitions);
    const double seconds = work * (now < 0.03 ? 3e-5 : 1e-5);  // well after the warm-up
    now += seconds;
    return Block{seconds, work};
  };
  const Rounds rounds =
      take_rounds({{run}, record.side('B', 1e-5)},
                  {.block_seconds = 1e-3, .warm_up_seconds = 0.005, .fewest_rounds = 40}, 0.0);
  CHECK(figure(rounds.seconds[0]).value == Catch::Approx(1e-5));
  CHECK(compare(rounds.seconds[0], rounds.seconds[1]).ratio == Catch::Approx(1.0));
}

TEST_CASE("measure: a clock that stands still ends the measurement, which then cannot tell") {
  std::int64_t repetitions_in_all = 0;
  const auto still = [&](std::int64_t repetitions) {
    repetitions_in_all += repetitions;
    return Block{0.0, static_cast<double>(repetitions)};
  };
  const Rounds rounds = take_rounds({{still, [&] { return Side{still}; }}, {still}}, {}, 0.0);
  REQUIRE(rounds.seconds.size() == 3);
  const Estimate estimate = compare(rounds.seconds[0], rounds.seconds[1]);
  CHECK(estimate.rounds == 0);
  CHECK(judge(estimate, estimate).verdict == Verdict::cannot_tell);
  CHECK(repetitions_in_all < std::int64_t{1} << 29);
}

TEST_CASE("measure: without sides there is nothing") { CHECK(take_rounds({}, {}, 0.0).seconds.empty()); }

TEST_CASE("measure: the machine's own clock") {
  CHECK(timer_step() > 0.0);
  CHECK(timer_step() < 0.01);
  volatile double sum = 0.0;
  const auto run = timed([&](std::int64_t repetitions) {
    for (std::int64_t i = 0; i < repetitions; ++i) sum = sum + 1.0;
    return 2.0 * static_cast<double>(repetitions);
  });
  const Block block = run(100'000);
  CHECK(block.seconds > 0.0);
  CHECK(block.work == 200'000.0);
}
