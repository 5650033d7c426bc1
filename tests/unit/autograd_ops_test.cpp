// The operations element by element, reductions and rearrangements: values against a naive computation,
// gradients against finite differences of it, on every variant and in both types. A list of operations drives
// both. (autograd_rows_test.cpp has the rest; broadcasting and errors have files of their own.)
#include <catch_amalgamated.hpp>

#include "gradient_check.h"

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

/// All axes but one.
Shape without(const Shape& shape, std::size_t axis) {
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < shape.rank(); ++i) {
    if (i != axis) sizes.push_back(shape[i]);
  }
  return Shape(std::span<const std::size_t>(sizes));
}

Array summed(const Array& a, std::size_t axis, double factor) {
  Array result(without(a.shape, axis));
  for_each_index(a.shape, [&](const Index& i) {
    Index rest = i;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(axis));
    result(rest) += factor * a(i);
  });
  return result;
}

Array summed(const Array& a, double factor) {
  Array result(Shape{});
  for (const double value : a.values) result.values[0] += factor * value;
  return result;
}

Index swapped(Index index) {
  std::swap(index[index.size() - 2], index[index.size() - 1]);
  return index;
}

Array transposed(const Array& a) {
  Shape shape = a.shape;
  std::swap(shape[shape.rank() - 2], shape[shape.rank() - 1]);
  return filled(shape, [&](const Index& i) { return a(swapped(i)); });
}

void add_elementwise(std::vector<Operation>& list) {
  add_each(
      list, "-a", [](auto in) { return -in[0]; },
      [](Arrays in) { return each(in[0], [](double x) { return -x; }); });
  add_each(
      list, "relu", [](auto in) { return relu(in[0]); },
      [](Arrays in) { return each(in[0], [](double x) { return x > 0.0 ? x : 0.0; }); });
  add_each(
      list, "exp", [](auto in) { return exp(in[0]); }, [](Arrays in) { return each(in[0], std::exp); });
  add_each(
      list, "log", [](auto in) { return log(in[0]); }, [](Arrays in) { return each(in[0], std::log); }, 0.2,
      5.0);
  add_each(
      list, "a^3", [](auto in) { return pow(in[0], 3.0); },
      [](Arrays in) { return each(in[0], [](double x) { return x * x * x; }); });
  add_each(
      list, "a^-0.5", [](auto in) { return pow(in[0], -0.5); },
      [](Arrays in) { return each(in[0], [](double x) { return 1.0 / std::sqrt(x); }); }, 0.4, 3.0);
  add_each(
      list, "numbers on both sides",
      [](auto in) { return 2.0 / (0.5 + in[0] * 3.0) - (1.0 - in[0]) / 4.0 + (0.25 * in[0] + 1.5 - 0.75); },
      [](Arrays in) {
        return each(in[0],
                    [](double x) { return 2.0 / (0.5 + 3.0 * x) - (1.0 - x) / 4.0 + 0.25 * x + 0.75; });
      },
      0.2, 2.0);
  add_each(
      list, "a + a", [](auto in) { return in[0] + in[0]; },
      [](Arrays in) { return each(in[0], [](double x) { return 2.0 * x; }); });
  add_each(
      list, "a - a", [](auto in) { return in[0] - in[0]; },
      [](Arrays in) { return each(in[0], [](double) { return 0.0; }); });
  add_each(
      list, "a * a", [](auto in) { return in[0] * in[0]; },
      [](Arrays in) { return each(in[0], [](double x) { return x * x; }); });
  add_each(
      list, "a / a", [](auto in) { return in[0] / in[0]; },
      [](Arrays in) { return each(in[0], [](double) { return 1.0; }); }, 0.2, 3.0);
  // The same tensor against its own transpose, both repeated.
  list.push_back(operation(
      "outer product of a column with itself", {{5, 1}}, [](auto in) { return in[0] * transpose(in[0]); },
      [](Arrays in) {
        const Array turned = transposed(in[0]);
        return pairwise(std::vector{in[0], turned}, times);
      }));
}

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

void add_binary(std::vector<Operation>& list) {
  for (const auto& [a, b] : pairs) {
    const std::string of = " of " + a.text() + " and " + b.text();
    list.push_back(operation(
        "+" + of, {a, b}, [](auto in) { return in[0] + in[1]; },
        [](Arrays in) { return pairwise(in, plus); }));
    list.push_back(operation(
        "-" + of, {a, b}, [](auto in) { return in[0] - in[1]; },
        [](Arrays in) { return pairwise(in, minus); }));
    list.push_back(operation(
        "*" + of, {a, b}, [](auto in) { return in[0] * in[1]; },
        [](Arrays in) { return pairwise(in, times); }));
    list.push_back(operation(
        "/" + of, {a, b}, [](auto in) { return in[0] / in[1]; }, [](Arrays in) { return pairwise(in, over); },
        0.3, 2.0));
  }
}

void add_reductions(std::vector<Operation>& list) {
  add_each(
      list, "sum", [](auto in) { return sum(in[0]); }, [](Arrays in) { return summed(in[0], 1.0); });
  add_each(
      list, "mean", [](auto in) { return mean(in[0]); },
      [](Arrays in) { return summed(in[0], 1.0 / static_cast<double>(in[0].values.size())); });
  for (const Shape& shape : all_ranks) {
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      const std::string of = " of " + shape.text() + " over axis " + std::to_string(axis);
      list.push_back(operation(
          "sum" + of, {shape}, [axis](auto in) { return sum(in[0], axis); },
          [axis](Arrays in) { return summed(in[0], axis, 1.0); }));
      list.push_back(operation(
          "mean" + of, {shape}, [axis](auto in) { return mean(in[0], axis); },
          [axis](Arrays in) { return summed(in[0], axis, 1.0 / static_cast<double>(in[0].shape[axis])); }));
    }
  }
}

void add_rearrangements(std::vector<Operation>& list) {
  add_each(
      list, "transpose", [](auto in) { return transpose(in[0]); },
      [](Arrays in) { return transposed(in[0]); }, -2.0, 2.0, 2);
  list.push_back(operation(
      "transpose of (9, 13)", {{9, 13}}, [](auto in) { return transpose(in[0]); },
      [](Arrays in) { return transposed(in[0]); }));
  const std::vector<Shape> of_twelve = {{12}, {3, 4}, {2, 6}, {1, 12, 1}, {2, 1, 3, 2}};
  for (const Shape& from : of_twelve) {
    for (const Shape& to : of_twelve) {
      list.push_back(operation(
          "reshape of " + from.text() + " to " + to.text(), {from},
          [to](auto in) { return reshape(in[0], to); }, [to](Arrays in) { return Array(to, in[0].values); }));
    }
  }
  list.push_back(operation(
      "reshape of (1, 1) to ()", {{1, 1}}, [](auto in) { return reshape(in[0], Shape{}); },
      [](Arrays in) { return Array(Shape{}, in[0].values); }));

  for (const Shape& shape : all_ranks) {
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      for (std::size_t begin = 0; begin < shape[axis]; begin += 2) {
        for (std::size_t end = begin; end <= shape[axis]; end += 3) {
          Shape part = shape;
          part[axis] = end - begin;
          list.push_back(operation(
              "slice " + std::to_string(begin) + ":" + std::to_string(end) + " of " + shape.text() +
                  " on axis " + std::to_string(axis),
              {shape}, [=](auto in) { return slice(in[0], axis, begin, end); },
              [=](Arrays in) {
                return filled(part, [&](Index i) {
                  i[axis] += begin;
                  return in[0](i);
                });
              }));
        }
      }
    }
  }
}

/// Inputs one after the other along an axis; the first one once more at the end.
void add_concat(std::vector<Operation>& list) {
  for (const Shape& shape : {Shape{4}, Shape{2, 3}, Shape{3, 1, 2}, Shape{2, 3, 2, 5}}) {
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      Shape second = shape, third = shape, whole = shape;
      second[axis] = 1;
      third[axis] += 2;
      const std::vector<Shape> inputs = {shape, second, third};
      whole[axis] = 3 * shape[axis] + 3;
      const auto run = [axis]<class T>(std::span<const Tensor<T>> in) {
        const std::vector<Tensor<T>> parts = {in[0], in[1], in[2], in[0]};
        return concat<T>(parts, axis);
      };
      list.push_back(operation("concat of " + shape.text() + " and others on axis " + std::to_string(axis),
                               inputs, run, [=](Arrays in) {
                                 return filled(whole, [&](Index i) {
                                   std::size_t part = 0;
                                   while (part < 3 && i[axis] >= in[part].shape[axis])
                                     i[axis] -= in[part++].shape[axis];
                                   return in[part % 3](i);
                                 });
                               }));
    }
  }
}

}  // namespace

TEST_CASE("ops: element by element: values and gradients") {
  std::vector<Operation> list;
  add_elementwise(list);
  check_operations(list);
}

TEST_CASE("ops: two operands: values and gradients") {
  std::vector<Operation> list;
  add_binary(list);
  check_operations(list);
}

TEST_CASE("ops: reductions: values and gradients") {
  std::vector<Operation> list;
  add_reductions(list);
  check_operations(list);
}

TEST_CASE("ops: rearrangements: values and gradients") {
  std::vector<Operation> list;
  add_rearrangements(list);
  check_operations(list);
}

TEST_CASE("ops: concat: values and gradients") {
  std::vector<Operation> list;
  add_concat(list);
  check_operations(list);
}
