// Runs the tests of every operation of the list: values against a naive computation, gradients against finite
// differences of it, on every variant and in both types; and what it refuses, without harm to the tape.
#include <catch_amalgamated.hpp>
#include <set>
#include <stdexcept>
#include <string_view>

#include "op_test.h"

using namespace lanes;
using namespace lanes::op_test;

namespace {

void check_edge(const Edge& edge) {
  INFO(edge.what);
  Variables variables;
  const Tensor<double> before = variables.of({2});
  Tensor<double> objective = sum(before * 2.0);
  if (edge.refusal.empty()) {
    objective = objective + sum(edge.run(variables));
  } else {
    try {
      edge.run(variables);
      FAIL_CHECK("nothing was thrown");
    } catch (const std::invalid_argument& error) {
      const std::string message = error.what();
      CHECK(message.back() == '.');
      for (const std::string& part : edge.refusal) {
        CHECK_THAT(message, Catch::Matchers::ContainsSubstring(part));
      }
    }
  }
  variables.tape.backward(objective);
  CHECK(before.gradient()[1] == 2.0);
}

void test_operation(const std::vector<Operation>& checks, const std::vector<Edge>& edges) {
  SECTION("values and gradients") {
    REQUIRE_FALSE(checks.empty());
    check_operations(checks);
  }
  SECTION("what it takes and refuses") {
    REQUIRE_FALSE(edges.empty());
    for (const Edge& edge : edges) check_edge(edge);
  }
}

}  // namespace

#define LANES_OP(name, function, parameters, description) \
  TEST_CASE("op: " #name) { test_operation(name##_checks(), name##_edges()); }
#include "autograd/ops.def"
#undef LANES_OP

TEST_CASE("ops: the list names and describes each once") {
  std::set<std::string_view> names;
#define LANES_OP(name, function, parameters, description) \
  CHECK(names.insert(#name).second);                      \
  CHECK_FALSE(std::string_view(description).empty());
#include "autograd/ops.def"
#undef LANES_OP
}
