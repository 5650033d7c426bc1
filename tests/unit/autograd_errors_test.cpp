// What operations refuse: each time with the shapes (or numbers) in the message, and without harm to the
// tape.
#include <catch_amalgamated.hpp>
#include <functional>
#include <stdexcept>

#include "gradient_check.h"

using namespace lanes;

namespace {

using D = Tensor<double>;

/// Tensors of all kinds of shapes, full of ones.
struct Shapes {
  Tape<double> tape{f64_kernels()};
  D of(const Shape& shape) { return tape.variable(shape, std::vector(shape.count(), 1.0)); }
};

struct Refusal {
  const char* what;
  std::function<void(Shapes&)> run;
  std::vector<const char*> says;  ///< all of these
};

using Ids = std::vector<std::int32_t>;
using Starts = std::vector<std::size_t>;

const std::vector<Refusal> refusals = {
    {"+",
     [](Shapes& a) {
       a.of({2, 3}) + a.of({2, 4});
     },
     {"+", "(2, 3)", "(2, 4)"}},
    {"-", [](Shapes& a) { a.of({3}) - a.of({4}); }, {"-", "(3,)", "(4,)"}},
    {"*",
     [](Shapes& a) {
       a.of({2, 1, 3}) * a.of({2, 2, 2});
     },
     {"*", "(2, 1, 3)", "(2, 2, 2)"}},
    {"/",
     [](Shapes& a) {
       a.of({2}) / a.of({2, 3});
     },
     {"/", "(2,)", "(2, 3)"}},
    {"+ of nothing and two", [](Shapes& a) { a.of({0}) + a.of({2}); }, {"(0,)", "(2,)"}},
    {"sum",
     [](Shapes& a) {
       sum(a.of({2, 3}), 2);
     },
     {"sum", "(2, 3)", "axis 2"}},
    {"sum of one number", [](Shapes& a) { sum(a.of({}), 0); }, {"sum", "()", "axis 0"}},
    {"mean", [](Shapes& a) { mean(a.of({4}), 1); }, {"mean", "(4,)", "axis 1"}},
    {"transpose", [](Shapes& a) { transpose(a.of({4})); }, {"transpose", "(4,)"}},
    {"reshape",
     [](Shapes& a) {
       reshape(a.of({2, 3}), {7});
     },
     {"reshape", "(2, 3)", "(7,)"}},
    {"slice past the end",
     [](Shapes& a) {
       slice(a.of({2, 3}), 1, 1, 4);
     },
     {"slice", "(2, 3)", "1 to 4", "axis 1"}},
    {"slice backwards", [](Shapes& a) { slice(a.of({5}), 0, 3, 2); }, {"slice", "(5,)", "3 to 2"}},
    {"slice on no axis", [](Shapes& a) { slice(a.of({5}), 1, 0, 1); }, {"slice", "(5,)", "axis 1"}},
    {"concat of nothing", [](Shapes&) { concat<double>({}, 0); }, {"concat"}},
    {"concat",
     [](Shapes& a) {
       concat<double>(std::vector{a.of({2, 3}), a.of({2, 4})}, 0);
     },
     {"concat", "(2, 3)", "(2, 4)", "axis 0"}},
    {"concat of ranks",
     [](Shapes& a) {
       concat<double>(std::vector{a.of({2, 3}), a.of({2})}, 0);
     },
     {"concat", "(2, 3)", "(2,)"}},
    {"concat on no axis",
     [](Shapes& a) {
       concat<double>(std::vector{a.of({2}), a.of({2})}, 1);
     },
     {"concat", "(2,)", "axis 1"}},
    {"matmul of inner sizes",
     [](Shapes& a) {
       matmul(a.of({2, 3}), a.of({2, 3}));
     },
     {"matmul", "(2, 3)"}},
    {"matmul of a vector",
     [](Shapes& a) {
       matmul(a.of({2, 3}), a.of({3}));
     },
     {"matmul", "(2, 3)", "(3,)"}},
    {"matmul of leading axes",
     [](Shapes& a) {
       matmul(a.of({2, 3, 3}), a.of({3, 3, 3}));
     },
     {"matmul", "leading axes", "(2,)", "(3,)"}},
    {"embedding",
     [](Shapes& a) {
       embedding(a.of({4, 2}), Ids{0, 4});
     },
     {"embedding", "id 4", "0 to 3"}},
    {"embedding below zero",
     [](Shapes& a) {
       embedding(a.of({4, 2}), Ids{-1});
     },
     {"embedding", "id -1"}},
    {"embedding in a vector", [](Shapes& a) { embedding(a.of({4}), Ids{0}); }, {"embedding", "(4,)"}},
    {"cross_entropy",
     [](Shapes& a) {
       cross_entropy(a.of({2, 3}), Ids{0});
     },
     {"cross_entropy", "(2, 3)"}},
    {"cross_entropy of weights",
     [](Shapes& a) {
       cross_entropy<double>(a.of({2, 3}), Ids{0, 1}, std::vector{1.0});
     },
     {"cross_entropy", "(2, 3)"}},
    {"cross_entropy of a target",
     [](Shapes& a) {
       cross_entropy(a.of({2, 3}), Ids{0, 3});
     },
     {"cross_entropy", "id 3"}},
    {"cross_entropy of a vector",
     [](Shapes& a) { cross_entropy(a.of({3}), Ids{0}); },
     {"cross_entropy", "(3,)"}},
    {"linear",
     [](Shapes& a) {
       linear(a.of({2, 3}), a.of({3, 4}));
     },
     {"linear", "(2, 3)", "(3, 4)"}},
    {"linear of three axes",
     [](Shapes& a) {
       linear(a.of({1, 2, 3}), a.of({4, 3}));
     },
     {"linear", "(1, 2, 3)"}},
    {"linear with a residual",
     [](Shapes& a) {
       linear(a.of({2, 3}), a.of({4, 3}), {.residual = a.of({2, 3})});
     },
     {"linear", "(2, 3)", "(4, 3)"}},
    {"embedding_sum of lengths",
     [](Shapes& a) {
       embedding_sum(a.of({4, 2}), Ids{0, 1}, a.of({3, 2}), Ids{0});
     },
     {"embedding_sum"}},
    {"embedding_sum of widths",
     [](Shapes& a) {
       embedding_sum(a.of({4, 2}), Ids{0}, a.of({3, 3}), Ids{0});
     },
     {"embedding_sum"}},
    {"embedding_sum of a position",
     [](Shapes& a) {
       embedding_sum(a.of({4, 2}), Ids{3}, a.of({3, 2}), Ids{3});
     },
     {"embedding_sum", "id 3", "0 to 2"}},
    {"causal_attention of no heads",
     [](Shapes& a) {
       causal_attention(a.of({2, 12}), 0, Starts{0, 2});
     },
     {"causal_attention", "0 heads"}},
    {"causal_attention of heads",
     [](Shapes& a) {
       causal_attention(a.of({2, 12}), 3, Starts{0, 2});
     },
     {"causal_attention", "3 heads", "(2, 12)"}},
    {"causal_attention of thirds",
     [](Shapes& a) {
       causal_attention(a.of({2, 13}), 1, Starts{0, 2});
     },
     {"causal_attention", "(2, 13)"}},
    {"causal_attention of a start",
     [](Shapes& a) {
       causal_attention(a.of({2, 12}), 1, Starts{1, 2});
     },
     {"causal_attention", "2 rows"}},
    {"causal_attention of an end",
     [](Shapes& a) {
       causal_attention(a.of({2, 12}), 1, Starts{0, 1});
     },
     {"causal_attention", "2 rows"}},
    {"causal_attention out of order",
     [](Shapes& a) {
       causal_attention(a.of({2, 12}), 1, Starts{0, 2, 1, 2});
     },
     {"causal_attention"}},
    {"causal_attention of no documents",
     [](Shapes& a) {
       causal_attention(a.of({0, 12}), 1, Starts{0});
     },
     {"causal_attention"}},
    {"a tensor of five axes",
     [](Shapes& a) {
       a.of({1, 1, 1, 1, 1});
     },
     {"4 axes"}},
    {"too few numbers",
     [](Shapes& a) {
       a.tape.variable({2, 3}, std::vector{1.0});
     },
     {"(2, 3)", "6 numbers, not 1"}},
    {"item of many", [](Shapes& a) { a.of({2}).item(); }, {"(2,)", "one number"}},
};

}  // namespace

TEST_CASE("ops: shapes that do not fit are refused by name, and the tape goes on") {
  for (const Refusal& refusal : refusals) {
    INFO(refusal.what);
    Shapes shapes;
    const D before = shapes.of({2});
    const D doubled = before * 2.0;
    try {
      refusal.run(shapes);
      FAIL_CHECK("nothing was thrown");
    } catch (const std::invalid_argument& error) {
      const std::string message = error.what();
      CHECK(message.back() == '.');
      for (const char* part : refusal.says) CHECK_THAT(message, Catch::Matchers::ContainsSubstring(part));
    }
    shapes.tape.backward(sum(doubled));
    CHECK(before.gradient()[1] == 2.0);
  }
}

TEST_CASE("ops: tensors of different tapes do not mix") {
  Shapes here, there;
  const D a = here.of({2, 2}), b = there.of({2, 2});
  CHECK_THROWS_AS(a + b, std::invalid_argument);
  CHECK_THROWS_AS(a * b, std::invalid_argument);
  CHECK_THROWS_AS(matmul(a, b), std::invalid_argument);
  CHECK_THROWS_AS(linear(a, b), std::invalid_argument);
  CHECK_THROWS_AS(linear(a, a, {.residual = b}), std::invalid_argument);
  CHECK_THROWS_AS(concat<double>(std::vector{a, b}, 0), std::invalid_argument);
  CHECK_THROWS_AS(embedding_sum(a, Ids{0}, b, Ids{0}), std::invalid_argument);
}
