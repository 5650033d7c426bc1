// The operations element by element. (Every form of broadcasting has a file of its own.)
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <iterator>

#include "op_test.h"

using namespace lanes;

namespace {

Array each(const Array& a, double (*f)(double)) {
  return filled(a.shape, [&](const Index& i) { return f(a(i)); });
}

Array pairwise(Arrays in, double (*f)(double, double)) {
  return filled(broadcast_shape(in[0].shape, in[1].shape),
                [&](const Index& i) { return f(in[0](i), in[1](i)); });
}

double plus(double a, double b) { return a + b; }
double minus(double a, double b) { return a - b; }
double times(double a, double b) { return a * b; }
double over(double a, double b) { return a / b; }

Array transposed_column(const Array& column) { return Array({1, column.shape[0]}, column.values); }

const std::vector<std::pair<Shape, Shape>> pairs = {{{}, {}},
                                                    {{}, {3}},
                                                    {{2, 3}, {}},
                                                    {{5}, {5}},
                                                    {{1}, {5}},
                                                    {{5}, {1}},
                                                    {{3, 4}, {4}},
                                                    {{4}, {3, 4}},
                                                    {{3, 4}, {3, 1}},
                                                    {{3, 1}, {1, 4}},
                                                    {{1, 1}, {2, 3}},
                                                    {{2, 3, 4}, {3, 4}},
                                                    {{2, 1, 4}, {3, 1}},
                                                    {{3, 1, 1}, {2, 5}},
                                                    {{2, 3, 1, 5}, {3, 4, 1}},
                                                    {{1, 2, 1, 17}, {3, 1, 2, 1}}};

/// An operation of two tensors on every pair of shapes; `with_itself` is what it makes of a and a.
template <class Run>
std::vector<Operation> on_all_pairs(const std::string& name, Run run, double (*f)(double, double),
                                    double (*with_itself)(double), double low = -2.0, double high = 2.0) {
  std::vector<Operation> list;
  for (const auto& [a, b] : pairs) {
    list.push_back(operation(
        name + " of " + a.text() + " and " + b.text(), {a, b}, [run](auto in) { return run(in[0], in[1]); },
        [f](Arrays in) { return pairwise(in, f); }, low, high));
  }
  add_each(
      list, name + " of a tensor and itself", [run](auto in) { return run(in[0], in[0]); },
      [with_itself](Arrays in) { return each(in[0], with_itself); }, low, high);
  return list;
}

/// An operation of one tensor on every shape.
template <class Run>
std::vector<Operation> on_all_ranks(const std::string& name, Run run, double (*f)(double), double low = -2.0,
                                    double high = 2.0) {
  std::vector<Operation> list;
  add_each(
      list, name, [run](auto in) { return run(in[0]); }, [f](Arrays in) { return each(in[0], f); }, low,
      high);
  return list;
}

}  // namespace

namespace lanes::op_test {

std::vector<Operation> add_checks() {
  return on_all_pairs(
      "+", [](auto a, auto b) { return a + b; }, plus, [](double x) { return 2.0 * x; });
}

std::vector<Edge> add_edges() {
  return {{"sizes",
           [](Variables& a) {
             return a.of({2, 3}) + a.of({2, 4});
           },
           {"+", "(2, 3)", "(2, 4)"}},
          {"nothing and two", [](Variables& a) { return a.of({0}) + a.of({2}); }, {"(0,)", "(2,)"}},
          {"nothing and one", [](Variables& a) { return a.of({0}) + a.of({1}); }, {}}};
}

std::vector<Operation> subtract_checks() {
  return on_all_pairs(
      "-", [](auto a, auto b) { return a - b; }, minus, [](double) { return 0.0; });
}

std::vector<Edge> subtract_edges() {
  return {{"sizes", [](Variables& a) { return a.of({3}) - a.of({4}); }, {"-", "(3,)", "(4,)"}}};
}

std::vector<Operation> multiply_checks() {
  std::vector<Operation> list = on_all_pairs(
      "*", [](auto a, auto b) { return a * b; }, times, [](double x) { return x * x; });
  // The same tensor against its own transpose, both repeated.
  list.push_back(operation(
      "outer product of a column with itself", {{5, 1}}, [](auto in) { return in[0] * transpose(in[0]); },
      [](Arrays in) {
        return pairwise(std::vector{in[0], transposed_column(in[0])}, times);
      }));
  return list;
}

std::vector<Edge> multiply_edges() {
  return {{"sizes",
           [](Variables& a) {
             return a.of({2, 1, 3}) * a.of({2, 2, 2});
           },
           {"*", "(2, 1, 3)", "(2, 2, 2)"}}};
}

std::vector<Operation> divide_checks() {
  return on_all_pairs(
      "/", [](auto a, auto b) { return a / b; }, over, [](double) { return 1.0; }, 0.3, 2.0);
}

std::vector<Edge> divide_edges() {
  return {{"sizes", [](Variables& a) { return a.of({2}) / a.of({2, 3}); }, {"/", "(2,)", "(2, 3)"}}};
}

std::vector<Operation> negate_checks() {
  return on_all_ranks(
      "-a", [](auto a) { return -a; }, [](double x) { return -x; });
}

std::vector<Edge> negate_edges() {
  return takes_every_shape([](auto a) { return -a; });
}

std::vector<Operation> pow_checks() {
  std::vector<Operation> list = on_all_ranks(
      "a^3", [](auto a) { return pow(a, 3.0); }, [](double x) { return x * x * x; });
  std::ranges::move(on_all_ranks(
                        "a^-0.5", [](auto a) { return pow(a, -0.5); },
                        [](double x) { return 1.0 / std::sqrt(x); }, 0.4, 3.0),
                    std::back_inserter(list));
  return list;
}

std::vector<Edge> pow_edges() {
  return takes_every_shape([](auto a) { return pow(a, -1.5); });
}

std::vector<Operation> relu_checks() {
  return on_all_ranks(
      "relu", [](auto a) { return relu(a); }, [](double x) { return x > 0.0 ? x : 0.0; });
}

std::vector<Edge> relu_edges() {
  return takes_every_shape([](auto a) { return relu(a); });
}

std::vector<Operation> exp_checks() {
  return on_all_ranks(
      "exp", [](auto a) { return exp(a); }, std::exp);
}

std::vector<Edge> exp_edges() {
  return takes_every_shape([](auto a) { return exp(a); });
}

std::vector<Operation> log_checks() {
  return on_all_ranks(
      "log", [](auto a) { return log(a); }, std::log, 0.2, 5.0);
}

std::vector<Edge> log_edges() {
  return takes_every_shape([](auto a) { return log(a); });
}

}  // namespace lanes::op_test

TEST_CASE("ops: numbers on both sides") {
  check_operations(on_all_ranks(
      "numbers on both sides",
      [](auto a) { return 2.0 / (0.5 + a * 3.0) - (1.0 - a) / 4.0 + (0.25 * a + 1.5 - 0.75); },
      [](double x) { return 2.0 / (0.5 + 3.0 * x) - (1.0 - x) / 4.0 + 0.25 * x + 0.75; }, 0.2, 2.0));
}
