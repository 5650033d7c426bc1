// What is refused whatever the operation: tensors that cannot be, and operands of different tapes.
#include <catch_amalgamated.hpp>
#include <stdexcept>

#include "op_test.h"

using namespace lanes;
using namespace lanes::op_test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("ops: tensors of different tapes do not mix") {
  Variables here, there;
  const Tensor<double> a = here.of({2, 2}), b = there.of({2, 2});
  CHECK_THROWS_AS(a + b, std::invalid_argument);
  CHECK_THROWS_AS(a * b, std::invalid_argument);
  CHECK_THROWS_AS(matmul(a, b), std::invalid_argument);
  CHECK_THROWS_AS(linear(a, b), std::invalid_argument);
  CHECK_THROWS_AS(linear(a, a, {.residual = b}), std::invalid_argument);
  CHECK_THROWS_AS(concat<double>(std::vector{a, b}, 0), std::invalid_argument);
  CHECK_THROWS_AS(embedding_sum(a, Ids{0}, b, Ids{0}), std::invalid_argument);
}

TEST_CASE("ops: tensors that cannot be are refused in words") {
  Variables variables;
  CHECK_THROWS_MATCHES(variables.of({1, 1, 1, 1, 1}), std::invalid_argument,
                       MessageMatches(ContainsSubstring("4 axes")));
  CHECK_THROWS_MATCHES(variables.tape.variable({2, 3}, std::vector{1.0}), std::invalid_argument,
                       MessageMatches(ContainsSubstring("(2, 3)") && ContainsSubstring("6 numbers, not 1")));
  CHECK_THROWS_MATCHES(variables.of({2}).item(), std::invalid_argument,
                       MessageMatches(ContainsSubstring("(2,)") && ContainsSubstring("one number")));
}
