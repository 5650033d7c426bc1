// Matrix products and the operations along rows.
#include <catch_amalgamated.hpp>

#include "op_test.h"

using namespace lanes;
using op_test::Ids;

namespace {

Array product(const Array& a, const Array& b) {
  // An operand without the leading axes of the other takes part in all of them.
  Shape a_rows = a.shape, b_columns = b.shape;
  const std::size_t inner = a.shape.last();
  a_rows[a_rows.rank() - 1] = 1;
  b_columns[b_columns.rank() - 2] = 1;
  return filled(broadcast_shape(a_rows, b_columns), [&](const Index& i) {
    double sum = 0.0;
    Index left = i, right = i;
    for (std::size_t k = 0; k < inner; ++k) {
      left[i.size() - 1] = right[i.size() - 2] = k;
      sum += a(left) * b(right);
    }
    return sum;
  });
}

/// f(row, the row's numbers, column) for each element along the last axis.
template <class F>
Array along_rows(const Array& a, F f) {
  const std::size_t columns = a.shape.last();
  Array result(a.shape);
  for (std::size_t at = 0; at < a.values.size(); ++at) {
    const std::size_t begin = at / columns * columns;
    result.values[at] = f(std::span(a.values).subspan(begin, columns), at - begin);
  }
  return result;
}

Array softmax_of(const Array& a) {
  return along_rows(a, [](std::span<const double> row, std::size_t j) {
    double sum = 0.0;
    for (const double x : row) sum += std::exp(x - row[j]);
    return 1.0 / sum;
  });
}

Array rmsnorm_of(const Array& a) {
  return along_rows(a, [](std::span<const double> row, std::size_t j) {
    double squares = 0.0;
    for (const double x : row) squares += x * x;
    return row[j] * std::pow(squares / static_cast<double>(row.size()) + 1e-5, -0.5);
  });
}

Array rows_of(const Array& table, const Ids& ids) {
  return filled({ids.size(), table.shape[1]}, [&](const Index& i) {
    return table({static_cast<std::size_t>(ids[i[0]]), i[1]});
  });
}

Array cross_entropy_of(const Array& logits, const Ids& targets, const std::vector<double>& weights) {
  const Array probabilities = softmax_of(logits);
  Array loss(Shape{});
  for (std::size_t i = 0; i < targets.size(); ++i) {
    loss.values[0] -= weights[i] * std::log(probabilities({i, static_cast<std::size_t>(targets[i])}));
  }
  return loss;
}

}  // namespace

namespace lanes::op_test {

std::vector<Operation> matmul_checks() {
  std::vector<Operation> list;
  const std::vector<std::pair<Shape, Shape>> products = {{{1, 1}, {1, 1}},
                                                         {{2, 3}, {3, 4}},
                                                         {{5, 1}, {1, 7}},
                                                         {{1, 9}, {9, 1}},
                                                         {{7, 17}, {17, 13}},
                                                         {{3, 2, 4}, {3, 4, 5}},
                                                         {{3, 2, 4}, {4, 5}},
                                                         {{2, 4}, {3, 4, 5}},
                                                         {{3, 2, 4}, {1, 4, 5}},
                                                         {{1, 2, 4}, {3, 4, 5}},
                                                         {{2, 3, 1, 4}, {2, 3, 4, 2}},
                                                         {{2, 1, 3, 4}, {1, 3, 4, 2}},
                                                         {{2, 3, 2, 4}, {3, 4, 2}},
                                                         {{3, 2}, {2, 2, 2, 3}}};
  for (const auto& [a, b] : products) {
    list.push_back(operation(
        "matmul of " + a.text() + " and " + b.text(), {a, b}, [](auto in) { return matmul(in[0], in[1]); },
        [](Arrays in) { return product(in[0], in[1]); }));
  }
  list.push_back(operation(
      "matmul of a square with itself", {{5, 5}}, [](auto in) { return matmul(in[0], in[0]); },
      [](Arrays in) { return product(in[0], in[0]); }));
  return list;
}

std::vector<Edge> matmul_edges() {
  const auto of = [](Shape first, Shape second) {
    return [=](Variables& a) { return matmul(a.of(first), a.of(second)); };
  };
  return {{"inner sizes", of({2, 3}, {2, 3}), {"matmul", "(2, 3)"}},
          {"a vector", of({2, 3}, {3}), {"matmul", "(2, 3)", "(3,)"}},
          {"leading axes", of({2, 3, 3}, {3, 3, 3}), {"matmul", "leading axes", "(2,)", "(3,)"}},
          {"nothing to sum over", of({2, 0}, {0, 3}), {}}};
}

std::vector<Operation> softmax_checks() {
  std::vector<Operation> list;
  add_each(
      list, "softmax", [](auto in) { return softmax(in[0]); }, [](Arrays in) { return softmax_of(in[0]); });
  return list;
}

std::vector<Edge> softmax_edges() {
  return takes_every_shape([](auto a) { return softmax(a); });
}

std::vector<Operation> rmsnorm_checks() {
  std::vector<Operation> list;
  add_each(
      list, "rmsnorm", [](auto in) { return rmsnorm(in[0]); }, [](Arrays in) { return rmsnorm_of(in[0]); });
  return list;
}

std::vector<Edge> rmsnorm_edges() {
  return takes_every_shape([](auto a) { return rmsnorm(a); });
}

std::vector<Operation> embedding_checks() {
  std::vector<Operation> list;
  const Ids ids = {3, 0, 3, 3, 1, 4};  // one row often, one never
  for (const std::size_t columns : {1u, 3u, 8u, 13u}) {
    list.push_back(operation(
        "embedding of width " + std::to_string(columns), {{5, columns}},
        [=](auto in) { return embedding(in[0], ids); }, [=](Arrays in) { return rows_of(in[0], ids); }));
  }
  return list;
}

std::vector<Edge> embedding_edges() {
  const auto of = [](Shape table, Ids ids) {
    return [=](Variables& a) { return embedding(a.of(table), ids); };
  };
  return {{"past the end", of({4, 2}, {0, 4}), {"embedding", "id 4", "0 to 3"}},
          {"below zero", of({4, 2}, {-1}), {"embedding", "id -1"}},
          {"a vector", of({4}, {0}), {"embedding", "(4,)"}},
          {"no ids", of({4, 2}, {}), {}}};
}

std::vector<Operation> cross_entropy_checks() {
  std::vector<Operation> list;
  for (const std::size_t classes : {1u, 2u, 5u, 27u}) {
    const std::string of = " over " + std::to_string(classes) + " classes";
    Ids targets;
    for (std::int32_t i = 0; i < 4; ++i) targets.push_back(i * 7 % static_cast<std::int32_t>(classes));
    list.push_back(operation(
        "mean cross-entropy" + of, {{4, classes}}, [=](auto in) { return cross_entropy(in[0], targets); },
        [=](Arrays in) { return cross_entropy_of(in[0], targets, std::vector(4, 0.25)); }));
    const std::vector<double> weights = {0.5, 0.0, 1.25, -0.75};
    list.push_back(operation(
        "weighted cross-entropy" + of, {{4, classes}},
        [=]<class T>(std::span<const Tensor<T>> in) {
          return cross_entropy<T>(in[0], targets, rounded<T>(weights));
        },
        [=](Arrays in) { return cross_entropy_of(in[0], targets, weights); }));
  }
  return list;
}

std::vector<Edge> cross_entropy_edges() {
  const auto of = [](Shape logits, Ids targets, std::vector<double> weights = {}) {
    return [=](Variables& a) { return cross_entropy<double>(a.of(logits), targets, weights); };
  };
  return {{"too few targets", of({2, 3}, {0}), {"cross_entropy", "(2, 3)"}},
          {"too few weights", of({2, 3}, {0, 1}, {1.0}), {"cross_entropy", "(2, 3)"}},
          {"a target past the end", of({2, 3}, {0, 3}), {"cross_entropy", "id 3"}},
          {"a vector", of({3}, {0}), {"cross_entropy", "(3,)"}}};
}

}  // namespace lanes::op_test
