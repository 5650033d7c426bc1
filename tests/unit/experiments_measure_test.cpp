// That every experiment can be measured; how, the tests of measure/ see to.
#include <algorithm>
#include <catch_amalgamated.hpp>

#include "experiments/measure.h"

using namespace lanes::experiments;

TEST_CASE("experiments: every experiment can be measured where it has contenders") {
  const lanes::measure::Plan little{
      .block_seconds = 1e-6, .warm_up_seconds = 1e-6, .seconds = 0, .fewest_rounds = 8};
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
      CHECK(result.seconds.value > 0.0);
      CHECK(result.nanoseconds_per_item() > 0.0);
      CHECK(result.gigabytes_per_second() > 0.0);
      CHECK(result.gigaflops() >= 0.0);
      if (description.unit == Unit::gigabytes) CHECK(result.pass.bytes == comparison.results[0].pass.bytes);
      if (description.unit == Unit::gigaflops) CHECK(result.pass.flops == comparison.results[0].pass.flops);
      CHECK(result.pass.checksum == comparison.results.front().pass.checksum);
      CHECK(result.speed_up.rounds > 0);
    }
    CHECK(comparison.results.front().speed_up.ratio == 1.0);
    for (const CheckedClause& checked : comparison.clauses) {
      CHECK(checked.clause->is_about(10));
      CHECK(checked.estimate.rounds > 0);
    }
    const bool claims_any =
        std::ranges::any_of(description.clauses, [](const Clause& clause) { return clause.is_about(10); });
    CHECK((comparison.claim == Finding::not_about_this_size) == !claims_any);
    CHECK_THROWS_AS(compare(description, 0, little), std::invalid_argument);
  }
}
