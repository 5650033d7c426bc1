// The scalar graph: every operation against finite differences, and what the graph promises about memory,
// depth, and gradients asked for more than once.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "autograd/value.h"

using lanes::Value;
using lanes::ValueGraph;

namespace {

using Function = std::function<Value(const std::vector<Value>&)>;

std::vector<Value> leaves(ValueGraph& graph, const std::vector<double>& numbers) {
  std::vector<Value> values;
  for (const double number : numbers) {
    values.push_back(graph.leaf(number));
  }
  return values;
}

double evaluate(const Function& function, const std::vector<double>& at) {
  ValueGraph graph;
  return function(leaves(graph, at)).data();
}

/// Checks the gradient of `function` at a point by central differences.
void check_gradient(const Function& function, const std::vector<double>& at) {
  ValueGraph graph;
  const std::vector<Value> inputs = leaves(graph, at);
  graph.backward(function(inputs));

  for (std::size_t i = 0; i < at.size(); ++i) {
    const double step = 1e-6 * std::max(1.0, std::fabs(at[i]));
    std::vector<double> low = at;
    std::vector<double> high = at;
    low[i] -= step;
    high[i] += step;
    const double slope = (evaluate(function, high) - evaluate(function, low)) / (high[i] - low[i]);
    INFO("input " << i << " = " << at[i]);
    CHECK_THAT(inputs[i].gradient(),
               Catch::Matchers::WithinAbs(slope, 1e-7 * std::max(1.0, std::fabs(slope))));
  }
}

}  // namespace

TEST_CASE("value: operations compute what they say") {
  ValueGraph graph;
  const Value a = graph.leaf(3.0);
  const Value b = graph.leaf(-0.5);
  CHECK((a + b).data() == 2.5);
  CHECK((a - b).data() == 3.5);
  CHECK((a * b).data() == -1.5);
  CHECK((a / b).data() == -6.0);
  CHECK((-a).data() == -3.0);
  CHECK((a + 1.0).data() == 4.0);
  CHECK((a - 1.0).data() == 2.0);
  CHECK((a * 2.0).data() == 6.0);
  CHECK((a / 2.0).data() == 1.5);
  CHECK((1.0 + a).data() == 4.0);
  CHECK((1.0 - a).data() == -2.0);
  CHECK((2.0 * a).data() == 6.0);
  CHECK((6.0 / a).data() == 2.0);
  CHECK(pow(a, 2.0).data() == 9.0);
  CHECK(relu(a).data() == 3.0);
  CHECK(relu(b).data() == 0.0);
  CHECK(exp(b).data() == std::exp(-0.5));
  CHECK(log(a).data() == std::log(3.0));
  CHECK(std::isnan(relu(graph.leaf(std::numeric_limits<double>::quiet_NaN())).data()));
}

TEST_CASE("value: the gradient of every operation agrees with finite differences") {
  struct Case {
    std::string name;
    Function function;
    std::vector<std::vector<double>> points;
  };
  using Inputs = const std::vector<Value>&;
  const std::vector<std::vector<double>> pairs = {{2.0, 3.0}, {-1.5, 0.25}, {0.0, -7.0}, {1e3, 1e-2}};
  const std::vector<std::vector<double>> singles = {{2.0}, {-1.5}, {0.125}, {-20.0}};
  const std::vector<std::vector<double>> positive = {{2.0}, {0.125}, {30.0}};
  const std::vector<Case> cases = {
      {"a + b", [](Inputs x) { return x[0] + x[1]; }, pairs},
      {"a - b", [](Inputs x) { return x[0] - x[1]; }, pairs},
      {"a * b", [](Inputs x) { return x[0] * x[1]; }, pairs},
      {"a / b", [](Inputs x) { return x[0] / x[1]; }, pairs},
      {"-a", [](Inputs x) { return -x[0]; }, singles},
      {"a + constant", [](Inputs x) { return x[0] + 4.0; }, singles},
      {"a - constant", [](Inputs x) { return x[0] - 4.0; }, singles},
      {"a * constant", [](Inputs x) { return x[0] * -3.0; }, singles},
      {"a / constant", [](Inputs x) { return x[0] / -3.0; }, singles},
      {"constant + a", [](Inputs x) { return 4.0 + x[0]; }, singles},
      {"constant - a", [](Inputs x) { return 4.0 - x[0]; }, singles},
      {"constant * a", [](Inputs x) { return -3.0 * x[0]; }, singles},
      {"constant / a", [](Inputs x) { return -3.0 / x[0]; }, singles},
      {"a squared", [](Inputs x) { return pow(x[0], 2.0); }, singles},
      {"a cubed", [](Inputs x) { return pow(x[0], 3.0); }, singles},
      {"a^-0.5", [](Inputs x) { return pow(x[0], -0.5); }, positive},
      {"a^0", [](Inputs x) { return pow(x[0], 0.0); }, {{2.0}, {0.0}, {-1.0}}},
      {"relu", [](Inputs x) { return relu(x[0]); }, singles},
      {"exp", [](Inputs x) { return exp(x[0]); }, singles},
      {"log", [](Inputs x) { return log(x[0]); }, positive},
      {"sums of products", [](Inputs x) { return x[0] * x[1] + x[1] * x[1] + x[0] * x[0]; }, pairs},
      {"all together",
       [](Inputs x) {
         return log(exp(x[0] / 10.0) + pow(x[1], 2.0)) * relu(x[0] - x[1]) / (3.0 + x[0] * x[0]);
       },
       {{2.0, 1.5}, {-1.5, -2.0}, {0.3, 4.0}}},
  };
  for (const Case& op : cases) {
    for (const std::vector<double>& point : op.points) {
      INFO(op.name);
      check_gradient(op.function, point);
    }
  }
}

TEST_CASE("value: an example worked out by hand") {
  // f = (a b + a^2) / c with a = 2, b = -3, c = 4: f = -1/2; df/da = (b + 2a)/c, df/db = a/c, df/dc = -f/c.
  ValueGraph graph;
  const Value a = graph.leaf(2.0);
  const Value b = graph.leaf(-3.0);
  const Value c = graph.leaf(4.0);
  const Value numerator = a * b + pow(a, 2.0);
  const Value f = numerator / c;
  graph.backward(f);
  CHECK(numerator.data() == -2.0);
  CHECK(f.data() == -0.5);
  CHECK(f.gradient() == 1.0);
  CHECK(numerator.gradient() == 0.25);
  CHECK(a.gradient() == 0.25);
  CHECK(b.gradient() == 0.5);
  CHECK(c.gradient() == 0.125);
}

TEST_CASE("value: a number used several times collects every share of its gradient") {
  ValueGraph graph;
  const Value a = graph.leaf(3.0);
  SECTION("a + a") {
    graph.backward(a + a);
    CHECK(a.gradient() == 2.0);
  }
  SECTION("a - a") {
    graph.backward(a - a);
    CHECK(a.gradient() == 0.0);
  }
  SECTION("a * a") {
    graph.backward(a * a);
    CHECK(a.gradient() == 6.0);
  }
  SECTION("a / a") {
    graph.backward(a / a);
    CHECK(a.gradient() == 0.0);
  }
  SECTION("dot of a with itself") {
    const std::vector<Value> x = {a, a, a};
    graph.backward(graph.dot(x, x));
    CHECK(a.gradient() == 18.0);
  }
  SECTION("through two paths") {
    const Value b = a * 2.0;
    graph.backward(b * b + b);
    CHECK(b.gradient() == 13.0);
    CHECK(a.gradient() == 26.0);
  }
}

TEST_CASE("value: dot makes the nodes that the plain loop makes") {
  const std::vector<double> numbers = {0.1, -0.7, 1.3, 2.9, -3.1, 0.01};
  for (std::size_t length = 1; length <= 3; ++length) {
    ValueGraph one;
    const std::vector<Value> x = leaves(one, numbers);
    const Value fused = one.dot({x.data(), length}, {x.data() + 3, length});
    one.backward(fused * fused);

    ValueGraph other;
    const std::vector<Value> y = leaves(other, numbers);
    Value sum = y[0] * y[3];
    for (std::size_t i = 1; i < length; ++i) {
      sum = sum + y[i] * y[3 + i];
    }
    other.backward(sum * sum);

    CHECK(fused.data() == sum.data());
    CHECK(one.size() == other.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      CHECK(x[i].gradient() == y[i].gradient());
    }
  }
}

TEST_CASE("value: a chain of a million numbers is walked without recursion") {
  ValueGraph graph;
  const Value start = graph.leaf(1.0);
  const Value step = graph.leaf(0.5);
  Value end = start;
  for (int i = 0; i < 1'000'000; ++i) {
    end = end + step;
  }
  graph.backward(end);
  CHECK(end.data() == 500'001.0);
  CHECK(start.gradient() == 1.0);
  CHECK(step.gradient() == 1'000'000.0);
}

TEST_CASE("value: numbers stay good while the graph grows") {
  ValueGraph graph;
  std::vector<Value> values;
  for (int i = 0; i < 5'000; ++i) {
    values.push_back(graph.leaf(i));
  }
  const Value square = graph.dot(values, values);
  graph.backward(square);
  CHECK(square.data() == 41'654'167'500.0);
  CHECK(values[1].gradient() == 2.0);
  CHECK(values[4'999].gradient() == 9'998.0);
}

TEST_CASE("value: clear keeps the memory and nothing else") {
  ValueGraph graph;
  std::size_t capacity = 0;
  for (int repetition = 0; repetition < 3; ++repetition) {
    const Value a = graph.leaf(repetition);
    CHECK(a.gradient() == 0.0);
    Value sum = a;
    for (int i = 0; i < 10'000; ++i) {
      sum = sum + a;
    }
    graph.backward(sum);
    CHECK(a.gradient() == 10'001.0);
    CHECK(graph.size() == 10'001);
    if (repetition == 0) {
      capacity = graph.capacity();
    }
    CHECK(graph.capacity() == capacity);
    graph.clear();
    CHECK(graph.size() == 0);
  }
}

TEST_CASE("value: reserve makes the room it is asked for") {
  ValueGraph graph;
  graph.reserve(5'000);
  CHECK(graph.capacity() == 5'000);
  const Value a = graph.leaf(7.0);
  graph.reserve(100);
  CHECK(graph.capacity() == 5'000);
  graph.reserve(6'000);
  CHECK(graph.capacity() == 6'000);
  CHECK(a.data() == 7.0);
  CHECK_THROWS_AS(graph.reserve(ValueGraph::max_nodes + 1), std::length_error);
  CHECK(a.data() == 7.0);
}

TEST_CASE("value: each backward starts afresh") {
  ValueGraph graph;
  const Value a = graph.leaf(2.0);
  const Value b = a * a;
  const Value c = b * 3.0;
  graph.backward(c);
  CHECK(a.gradient() == 12.0);
  graph.backward(c);
  CHECK(a.gradient() == 12.0);
  graph.backward(b);
  CHECK(a.gradient() == 4.0);
  CHECK(c.gradient() == 0.0);
  const Value d = c + a;
  graph.backward(d);
  CHECK(a.gradient() == 13.0);
}

TEST_CASE("value: what the root does not depend on does not disturb the gradients") {
  ValueGraph graph;
  const Value zero = graph.leaf(0.0);
  const Value unused = log(zero);  // infinite, and so is its slope
  CHECK(std::isinf(unused.data()));
  const Value used = zero + 1.0;
  graph.backward(used);
  CHECK(zero.gradient() == 1.0);
  CHECK(unused.gradient() == 0.0);
}
