// The statistics on the cases that web/src/measure/statistics.ts must answer alike, and on samples whose
// answers are plain.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "measure/random_stream.h"
#include "measure/statistics.h"

using namespace lanes::measure;
using nlohmann::json;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

const json& cases() {
  static const json all = json::parse(std::ifstream(LANES_SOURCE_DIR "/tests/measure/cases.json"));
  return all;
}

/// A number, or NaN where the file has null.
double number(const json& value) { return value.is_null() ? missing : value.get<double>(); }

std::vector<double> numbers(const json& list) {
  std::vector<double> values;
  for (const json& value : list) values.push_back(number(value));
  return values;
}

void check_same(double found, const json& expected) {
  if (expected.is_null()) {
    CHECK(std::isnan(found));
  } else {
    CHECK(found == Catch::Approx(expected.get<double>()).epsilon(1e-12));
  }
}

}  // namespace

TEST_CASE("measure: the median and the quantiles of known samples") {
  CHECK(median(std::vector{3.0}) == 3.0);
  CHECK(median(std::vector{3.0, 1.0, 2.0}) == 2.0);
  CHECK(median(std::vector{4.0, 1.0, 3.0, 2.0}) == 2.5);
  const std::vector<double> ten = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  CHECK(quantile(ten, 0.0) == 1.0);
  CHECK(quantile(ten, 0.1) == 1.9);
  CHECK(quantile(ten, 0.9) == 9.1);
  CHECK(quantile(ten, 1.0) == 10.0);
  CHECK(std::isnan(median({})));
}

TEST_CASE("measure: the random stream is that of the page") {
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

TEST_CASE("measure: the statistics give the answers of the shared cases") {
  for (const json& entry : cases()["intervals"]) {
    const Interval interval = median_interval(numbers(entry["values"]));
    check_same(interval.low, entry["interval"][0]);
    check_same(interval.high, entry["interval"][1]);
  }
  for (const json& entry : cases()["figures"]) {
    const Figure found = figure(numbers(entry["times"]));
    check_same(found.value, entry["figure"][0]);
    check_same(found.interval.low, entry["figure"][1]);
    check_same(found.interval.high, entry["figure"][2]);
  }
  for (const json& entry : cases()["settled"]) CHECK(settled(numbers(entry["times"])) == entry["settled"]);
  for (const json& entry : cases()["comparisons"]) {
    const Estimate found = compare(numbers(entry["first"]), numbers(entry["second"]));
    check_same(found.ratio, entry["ratio"]);
    check_same(found.interval.low, entry["low"]);
    check_same(found.interval.high, entry["high"]);
    CHECK(found.rounds == entry["rounds"]);
    CHECK(found.calm == entry["calm"]);
    CHECK(found.steady == entry["steady"]);
  }
}

TEST_CASE("measure: the interval holds the median of any population about as often as it says") {
  for (const int n : {6, 9, 16, 40}) {
    for (const bool wild : {false, true}) {
      RandomStream random(7);
      int held = 0;
      constexpr int trials = 2000;
      for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> sample(static_cast<std::size_t>(n));
        for (double& value : sample) {
          const double u = random.uniform();
          value = wild ? std::tan(3.0 * (u - 0.5)) : u - 0.5;
        }
        const Interval interval = median_interval(sample);
        held += interval.low <= 0.0 && 0.0 <= interval.high ? 1 : 0;
      }
      INFO(n << " values");
      CHECK(held > 0.93 * trials);
      CHECK(held < 0.975 * trials);  // of six values both ends, with 96.9 %
    }
  }
}

TEST_CASE("measure: an estimate leaves out what the clock did not see") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> ones(6, 1.0);
  const Estimate some = compare(std::vector<double>{2, 0, inf, 3, missing, 4}, ones);
  CHECK(some.ratio == Catch::Approx(3.0));
  CHECK(some.rounds == 3);
  const Estimate none = compare(std::vector<double>{0, inf}, ones);
  CHECK(none.rounds == 0);
  CHECK(std::isnan(none.ratio));
  CHECK(std::isnan(figure(std::vector{missing, 0.0}).value));
}

TEST_CASE("measure: a difference counts only when the control cannot explain it") {
  const auto of = [](double low, double high, std::size_t calm = 9, bool steady = true) {
    return Estimate{std::sqrt(low * high), {low, high}, calm, calm, steady};
  };
  const Estimate quiet = of(0.99, 1.01), noisy = of(0.95, 1.08);
  CHECK(judge(of(1.05, 1.10), quiet).verdict == Verdict::faster);
  CHECK(judge(of(1.05, 1.10), noisy).verdict == Verdict::no_difference);
  CHECK(judge(of(1.40, 1.50), noisy).verdict == Verdict::faster);
  CHECK(judge(of(0.90, 0.94), quiet).verdict == Verdict::slower);
  CHECK(judge(of(0.92, 0.96), noisy).verdict == Verdict::no_difference);
  CHECK(judge(of(0.96, 1.05), quiet).verdict == Verdict::no_difference);
  CHECK(judge(of(1.005, 1.10), quiet).verdict == Verdict::no_difference);
  CHECK(judge(of(1.05, 1.10), quiet).reason.empty());
}

TEST_CASE("measure: where a measurement cannot tell, it says why") {
  const auto of = [](double low, double high, std::size_t calm = 9, bool steady = true) {
    return Estimate{std::sqrt(low * high), {low, high}, calm, calm, steady};
  };
  const Estimate quiet = of(0.99, 1.01);
  const auto reason = [](const Estimate& estimate, const Estimate& control) {
    const Judgement judgement = judge(estimate, control);
    CHECK(judgement.verdict == Verdict::cannot_tell);
    return std::string(judgement.reason);
  };
  CHECK(reason(of(2.0, 2.1, 7), quiet) == "Too few rounds could be timed.");
  CHECK(reason(of(2.0, 2.1), of(1.0, 1.0, 4)) == "Too few rounds could be timed.");
  CHECK(reason(of(2.0, 2.1, 9, false), quiet) == "One of the two changed its speed while it was measured.");
  CHECK(judge(of(2.0, 2.29), quiet).verdict == Verdict::faster);
  CHECK(reason(of(2.0, 2.31), quiet) == "The machine is too busy to tell within 10 %.");
  const std::string control =
      "The machine is too busy: the same code, measured twice, differed by more than 5 %.";
  CHECK(reason(of(2.0, 2.1), of(1.06, 1.1)) == control);
  CHECK(reason(of(2.0, 2.1), of(0.9, 0.94)) == control);
  CHECK(judge(of(2.0, 2.1), of(1.03, 1.1)).verdict == Verdict::faster);
  CHECK(name(Verdict::cannot_tell) == "cannot tell");
  CHECK(name(Verdict::no_difference) == "no significant difference");
}
