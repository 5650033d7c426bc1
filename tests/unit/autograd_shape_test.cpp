// Reductions and rearrangements.
#include <catch_amalgamated.hpp>

#include "op_test.h"

using namespace lanes;

namespace {

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

/// An operation along an axis, on every axis of every shape.
template <class Run, class Oracle>
std::vector<Operation> on_all_axes(const std::string& name, Run run, Oracle oracle) {
  std::vector<Operation> list;
  for (const Shape& shape : all_ranks) {
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      list.push_back(operation(
          name + " of " + shape.text() + " over axis " + std::to_string(axis), {shape},
          [=](auto in) { return run(in[0], axis); }, [=](Arrays in) { return oracle(in[0], axis); }));
    }
  }
  return list;
}

}  // namespace

namespace lanes::op_test {

std::vector<Operation> sum_checks() {
  std::vector<Operation> list;
  add_each(
      list, "sum", [](auto in) { return sum(in[0]); }, [](Arrays in) { return summed(in[0], 1.0); });
  return list;
}

std::vector<Edge> sum_edges() {
  return takes_every_shape([](auto a) { return sum(a); });
}

std::vector<Operation> sum_axis_checks() {
  return on_all_axes(
      "sum", [](auto a, std::size_t axis) { return sum(a, axis); },
      [](const Array& a, std::size_t axis) { return summed(a, axis, 1.0); });
}

std::vector<Edge> sum_axis_edges() {
  return {{"no such axis",
           [](Variables& a) {
             return sum(a.of({2, 3}), 2);
           },
           {"sum", "(2, 3)", "axis 2"}},
          {"one number", [](Variables& a) { return sum(a.of({}), 0); }, {"sum", "()", "axis 0"}},
          {"nothing",
           [](Variables& a) {
             return sum(a.of({0, 3}), 0);
           },
           {}}};
}

std::vector<Operation> mean_checks() {
  std::vector<Operation> list;
  add_each(
      list, "mean", [](auto in) { return mean(in[0]); },
      [](Arrays in) { return summed(in[0], 1.0 / static_cast<double>(in[0].values.size())); });
  return list;
}

std::vector<Edge> mean_edges() {
  return takes_every_shape([](auto a) { return mean(a); });
}

std::vector<Operation> mean_axis_checks() {
  return on_all_axes(
      "mean", [](auto a, std::size_t axis) { return mean(a, axis); },
      [](const Array& a, std::size_t axis) {
        return summed(a, axis, 1.0 / static_cast<double>(a.shape[axis]));
      });
}

std::vector<Edge> mean_axis_edges() {
  return {{"no such axis", [](Variables& a) { return mean(a.of({4}), 1); }, {"mean", "(4,)", "axis 1"}}};
}

std::vector<Operation> transpose_checks() {
  std::vector<Operation> list;
  add_each(
      list, "transpose", [](auto in) { return transpose(in[0]); },
      [](Arrays in) { return transposed(in[0]); }, -2.0, 2.0, 2);
  list.push_back(operation(
      "transpose of (9, 13)", {{9, 13}}, [](auto in) { return transpose(in[0]); },
      [](Arrays in) { return transposed(in[0]); }));
  return list;
}

std::vector<Edge> transpose_edges() {
  return {{"one axis", [](Variables& a) { return transpose(a.of({4})); }, {"transpose", "(4,)"}},
          {"nothing",
           [](Variables& a) {
             return transpose(a.of({0, 3}));
           },
           {}}};
}

std::vector<Operation> reshape_checks() {
  std::vector<Operation> list;
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
  return list;
}

std::vector<Edge> reshape_edges() {
  return {{"another number of elements",
           [](Variables& a) {
             return reshape(a.of({2, 3}), {7});
           },
           {"reshape", "(2, 3)", "(7,)"}}};
}

std::vector<Operation> slice_checks() {
  std::vector<Operation> list;
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
  return list;
}

std::vector<Edge> slice_edges() {
  return {
      {"past the end",
       [](Variables& a) {
         return slice(a.of({2, 3}), 1, 1, 4);
       },
       {"slice", "(2, 3)", "1 to 4", "axis 1"}},
      {"backwards", [](Variables& a) { return slice(a.of({5}), 0, 3, 2); }, {"slice", "(5,)", "3 to 2"}},
      {"no such axis", [](Variables& a) { return slice(a.of({5}), 1, 0, 1); }, {"slice", "(5,)", "axis 1"}}};
}

/// Inputs one after the other along an axis; the first one once more at the end.
std::vector<Operation> concat_checks() {
  std::vector<Operation> list;
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
                                   while (part < 3 && i[axis] >= in[part].shape[axis]) {
                                     i[axis] -= in[part++].shape[axis];
                                   }
                                   return in[part % 3](i);
                                 });
                               }));
    }
  }
  return list;
}

std::vector<Edge> concat_edges() {
  const auto of = [](Shape first, Shape second, std::size_t axis) {
    return [=](Variables& a) { return concat<double>(std::vector{a.of(first), a.of(second)}, axis); };
  };
  return {{"nothing", [](Variables&) { return concat<double>({}, 0); }, {"concat"}},
          {"sizes", of({2, 3}, {2, 4}, 0), {"concat", "(2, 3)", "(2, 4)", "axis 0"}},
          {"ranks", of({2, 3}, {2}, 0), {"concat", "(2, 3)", "(2,)"}},
          {"no such axis", of({2}, {2}, 1), {"concat", "(2,)", "axis 1"}}};
}

}  // namespace lanes::op_test
