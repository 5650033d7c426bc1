// The statistics on samples whose answers are known; those of the bootstrap were worked out by the page's
// web/src/measure/statistics.ts, with which they must agree to the last bit.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "experiments/random_stream.h"
#include "experiments/statistics.h"

using namespace lanes::experiments;

TEST_CASE("experiments: the median and the quantiles of known samples") {
  CHECK(median(std::vector{3.0}) == 3.0);
  CHECK(median(std::vector{3.0, 1.0, 2.0}) == 2.0);
  CHECK(median(std::vector{4.0, 1.0, 3.0, 2.0}) == 2.5);
  const std::vector<double> ten = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  CHECK(quantile(ten, 0.0) == 1.0);
  CHECK(quantile(ten, 0.1) == 1.9);
  CHECK(quantile(ten, 0.9) == 9.1);
  CHECK(quantile(ten, 1.0) == 10.0);
  CHECK(std::isnan(median({})));
  const std::vector<double> five = {5, 1, 3, 2, 4};
  CHECK(median(five) == 3.0);
  CHECK(median(std::vector<double>{1, 2}) == 1.5);
  CHECK(quantile(five, 0.0) == 1.0);
  CHECK(quantile(five, 0.125) == 1.5);
  CHECK(quantile(five, 1.0) == 5.0);
}

TEST_CASE("experiments: the random stream is that of the page") {
  RandomStream random(42);
  CHECK(random.uniform() == 0.6011037519201636);
  CHECK(random.uniform() == 0.44829055899754167);
  CHECK(random.uniform() == 0.8524657934904099);
  bool seen[5] = {};
  for (int i = 0; i < 100; ++i) {
    const std::uint32_t x = random.below(5);
    REQUIRE(x < 5);
    seen[x] = true;
  }
  for (const bool each : seen) CHECK(each);
}

TEST_CASE("experiments: the bootstrap interval is that of the page") {
  const Interval ten = bootstrap_interval(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(ten.low == 3.0);
  CHECK(ten.high == 8.0);
  // One wild value hardly matters.
  const Interval wild = bootstrap_interval(std::vector<double>{2.5, 2.6, 2.4, 2.55, 9.0, 2.45, 2.52});
  CHECK(wild.low == 2.45);
  CHECK(wild.high == 2.6);
  const Interval two = bootstrap_interval(std::vector<double>{1, 3});
  CHECK(two.low == 1.0);
  CHECK(two.high == 3.0);
  CHECK(std::isnan(bootstrap_interval(std::vector<double>{1}).low));
  CHECK(std::isnan(bootstrap_interval({}).high));
}

TEST_CASE("experiments: the interval lies around the median, and is none where all values are equal") {
  const Interval interval = bootstrap_interval(std::vector<double>{5, 1, 3, 2, 4});
  CHECK(interval.low >= 1.0);
  CHECK(interval.low < 3.0);
  CHECK(interval.high > 3.0);
  CHECK(interval.high <= 5.0);
  const Interval certain = bootstrap_interval(std::vector<double>(20, 7.0));
  CHECK(certain.low == 7.0);
  CHECK(certain.high == 7.0);
}

TEST_CASE("experiments: the interval holds the median of the population about as often as it says") {
  RandomStream random(7);
  int held = 0;
  constexpr int trials = 200;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> sample(25);
    for (double& value : sample) value = random.uniform();
    const Interval interval = bootstrap_interval(sample);
    held += interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
  }
  CHECK(held > 0.88 * trials);
  CHECK(held < trials);
}

TEST_CASE("experiments: an estimate leaves out what the clock did not see") {
  constexpr double inf = std::numeric_limits<double>::infinity(),
                   nan = std::numeric_limits<double>::quiet_NaN();
  const Estimate some = estimate(std::vector<double>{2, 0, inf, 3, nan, 4});
  CHECK(some.ratio == 3.0);
  CHECK(some.rounds == 3);
  CHECK(some.interval.low == 2.0);
  CHECK(some.interval.high == 4.0);
  const Estimate none = estimate(std::vector<double>{0, inf});
  CHECK(none.rounds == 0);
  CHECK(std::isnan(none.ratio));
}

TEST_CASE("experiments: a difference counts only when the control cannot explain it") {
  const auto of = [](double low, double high, std::size_t rounds = 9) {
    return Estimate{(low + high) / 2, {low, high}, rounds};
  };
  const Estimate quiet = of(0.99, 1.01), noisy = of(0.8, 1.3);
  CHECK(judge(of(1.05, 1.10), quiet) == Verdict::faster);
  CHECK(judge(of(1.05, 1.10), noisy) == Verdict::no_difference);
  CHECK(judge(of(1.40, 1.50), noisy) == Verdict::faster);
  CHECK(judge(of(0.90, 0.95), quiet) == Verdict::slower);
  CHECK(judge(of(0.90, 0.95), noisy) == Verdict::no_difference);
  CHECK(judge(of(0.95, 1.20), quiet) == Verdict::no_difference);
  CHECK(judge(of(1.005, 1.10), quiet) == Verdict::no_difference);
  CHECK(judge(of(2.0, 2.1, 4), quiet) == Verdict::too_few_rounds);
  CHECK(judge(of(2.0, 2.1), of(1.0, 1.0, 4)) == Verdict::too_few_rounds);
}
