// What a claim comes to, by the same cases as tests/web/claim.test.ts.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/claim.h"
#include "experiments/experiments.h"

using namespace lanes::experiments;
using lanes::measure::Verdict;
using nlohmann::json;

namespace {

const json& cases() {
  static const json all = json::parse(std::ifstream(LANES_SOURCE_DIR "/tests/measure/claims.json"));
  return all;
}

template <class Named>
Named named(const std::string& text) {
  for (int i = 0;; ++i) {
    if (name(static_cast<Named>(i)) == text) return static_cast<Named>(i);
  }
}

std::string source_of(const Description& description) {
  std::ifstream file(LANES_SOURCE_DIR "/src/experiments/measured/" + std::string(description.name) + ".h");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("claims: a clause is judged by what was measured") {
  for (const json& one : cases()["clauses"]) {
    INFO(one["what"]);
    const double no_limit = std::numeric_limits<double>::infinity();
    const double most = one["most"].is_null() ? no_limit : one["most"].get<double>();
    const Clause clause{.faster = "b", .slower = "a", .least = one["least"], .most = most};
    const double low = one["low"], high = one["high"];
    const lanes::measure::Estimate estimate{(low + high) / 2, {low, high}, 40, 40, true};
    CHECK(name(check(clause, estimate, {named<Verdict>(one["verdict"])})) == one["finding"]);
  }
}

TEST_CASE("claims: a claim is judged by its clauses") {
  for (const json& one : cases()["claims"]) {
    INFO(one);
    std::vector<Finding> clauses;
    for (const std::string finding : one["clauses"]) clauses.push_back(named<Finding>(finding));
    CHECK(name(check(clauses, one["claims_any"])) == one["finding"]);
  }
}

TEST_CASE("claims: each says something that can be checked at a size of its experiment") {
  for (const Description& description : descriptions()) {
    INFO(description.name);
    CHECK(!description.clauses.empty());
    const std::string source = source_of(description);
    for (const Clause& clause : description.clauses) {
      INFO(clause.faster << " over " << clause.slower);
      CHECK(clause.faster != clause.slower);
      CHECK((clause.least >= 1.1 || clause.most < std::numeric_limits<double>::infinity()));
      CHECK(clause.least < clause.most);
      CHECK(std::ranges::any_of(description.sizes, [&](std::size_t size) { return clause.is_about(size); }));
      // By the source: who cannot run on this machine is in no list.
      for (const std::string_view contender : {clause.faster, clause.slower}) {
        CHECK(count(source, quoted(contender)) > count(source, "= " + quoted(contender)));
      }
    }
  }
}
