// The fused operations. (That they agree with the general ones which they stand for has a file of its own.)
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>

#include "op_test.h"

using namespace lanes;
using op_test::Ids;
using op_test::Starts;

namespace {

/// Causal attention number by number.
Array attention_of(const Array& qkv, std::size_t heads, const Starts& starts) {
  const std::size_t channels = qkv.shape[1] / 3, width = channels / heads;
  Array out({qkv.shape[0], channels});
  for (std::size_t d = 0; d + 1 < starts.size(); ++d) {
    for (std::size_t head = 0; head < heads; ++head) {
      for (std::size_t query = starts[d]; query < starts[d + 1]; ++query) {
        std::vector<double> weights;
        double total = 0.0;
        for (std::size_t key = starts[d]; key <= query; ++key) {
          double score = 0.0;
          for (std::size_t c = head * width; c < (head + 1) * width; ++c) {
            score += qkv({query, c}) * qkv({key, channels + c});
          }
          weights.push_back(std::exp(score / std::sqrt(static_cast<double>(width))));
          total += weights.back();
        }
        for (std::size_t c = head * width; c < (head + 1) * width; ++c) {
          for (std::size_t i = 0; i < weights.size(); ++i) {
            out({query, c}) += weights[i] / total * qkv({starts[d] + i, 2 * channels + c});
          }
        }
      }
    }
  }
  return out;
}

/// x · weightᵀ, then the residual where there is a third input, then relu where asked.
Array linear_of(Arrays in, bool with_relu) {
  return filled({in[0].shape[0], in[1].shape[0]}, [&](const Index& i) {
    double sum = in.size() > 2 ? in[2](i) : 0.0;
    for (std::size_t k = 0; k < in[0].shape[1]; ++k) sum += in[0]({i[0], k}) * in[1]({i[1], k});
    return with_relu ? std::max(sum, 0.0) : sum;
  });
}

}  // namespace

namespace lanes::op_test {

std::vector<Operation> linear_checks() {
  struct Sizes {
    std::size_t rows, in, out;
  };
  std::vector<Operation> list;
  for (const Sizes& s : {Sizes{1, 1, 1}, {3, 5, 2}, {2, 9, 6}, {5, 3, 7}}) {
    for (const bool residual : {false, true}) {
      for (const bool with_relu : {false, true}) {
        std::vector<Shape> shapes = {{s.rows, s.in}, {s.out, s.in}};
        if (residual) shapes.push_back({s.rows, s.out});
        list.push_back(operation(
            "linear to " + Shape{s.rows, s.out}.text() + (residual ? ", residual" : "") +
                (with_relu ? ", relu" : ""),
            shapes,
            [=]<class T>(std::span<const Tensor<T>> in) {
              return linear(in[0], in[1], {.residual = residual ? in[2] : Tensor<T>{}, .relu = with_relu});
            },
            [=](Arrays in) { return linear_of(in, with_relu); }));
      }
    }
  }
  return list;
}

std::vector<Edge> linear_edges() {
  return {{"inner sizes",
           [](Variables& a) {
             return linear(a.of({2, 3}), a.of({3, 4}));
           },
           {"linear", "(2, 3)", "(3, 4)"}},
          {"three axes",
           [](Variables& a) {
             return linear(a.of({1, 2, 3}), a.of({4, 3}));
           },
           {"linear", "(1, 2, 3)"}},
          {"a residual of another shape",
           [](Variables& a) {
             return linear(a.of({2, 3}), a.of({4, 3}), {.residual = a.of({2, 3})});
           },
           {"linear", "(2, 3)", "(4, 3)"}},
          {"no rows",
           [](Variables& a) {
             return linear(a.of({0, 3}), a.of({4, 3}));
           },
           {}}};
}

std::vector<Operation> embedding_sum_checks() {
  std::vector<Operation> list;
  const Ids ids = {3, 0, 3, 3, 1, 0}, places = {0, 1, 2, 3, 0, 1};
  for (const std::size_t columns : {1u, 3u, 8u, 13u}) {
    list.push_back(operation(
        "embedding_sum of width " + std::to_string(columns), {{5, columns}, {4, columns}},
        [=](auto in) { return embedding_sum(in[0], ids, in[1], places); },
        [=](Arrays in) {
          return filled({ids.size(), columns}, [&](const Index& i) {
            return in[0]({static_cast<std::size_t>(ids[i[0]]), i[1]}) +
                   in[1]({static_cast<std::size_t>(places[i[0]]), i[1]});
          });
        }));
  }
  return list;
}

std::vector<Edge> embedding_sum_edges() {
  const auto of = [](Shape tokens, Ids ids, Shape positions, Ids places) {
    return [=](Variables& a) { return embedding_sum(a.of(tokens), ids, a.of(positions), places); };
  };
  return {{"lengths", of({4, 2}, {0, 1}, {3, 2}, {0}), {"embedding_sum", "length or width"}},
          {"widths", of({4, 2}, {0}, {3, 3}, {0}), {"embedding_sum", "length or width"}},
          {"a token past the end", of({4, 2}, {4}, {3, 2}, {0}), {"embedding_sum", "id 4", "0 to 3"}},
          {"a position past the end", of({4, 2}, {3}, {3, 2}, {3}), {"embedding_sum", "id 3", "0 to 2"}},
          {"a vector", of({4}, {3}, {3, 2}, {2}), {"embedding_sum", "(4,)"}}};
}

std::vector<Operation> causal_attention_checks() {
  std::vector<Operation> list;
  for (const Starts& starts : {Starts{0, 1}, Starts{0, 6}, Starts{0, 1, 2, 4}, Starts{0, 3, 3, 5}}) {
    for (const auto& [heads, width] : {std::pair<std::size_t, std::size_t>{1, 1}, {2, 3}, {3, 4}}) {
      list.push_back(operation(
          "attention of " + std::to_string(heads) + " heads of width " + std::to_string(width) + " in " +
              std::to_string(starts.size() - 1) + " documents",
          {{starts.back(), 3 * heads * width}},
          [=, heads = heads](auto in) { return causal_attention(in[0], heads, starts); },
          [=, heads = heads](Arrays in) { return attention_of(in[0], heads, starts); }));
    }
  }
  return list;
}

std::vector<Edge> causal_attention_edges() {
  const auto of = [](Shape qkv, std::size_t heads, Starts starts) {
    return [=](Variables& a) { return causal_attention(a.of(qkv), heads, starts); };
  };
  return {{"no heads", of({2, 12}, 0, {0, 2}), {"causal_attention", "0 heads"}},
          {"heads that do not divide", of({2, 12}, 3, {0, 2}), {"causal_attention", "3 heads", "(2, 12)"}},
          {"no third", of({2, 13}, 1, {0, 2}), {"causal_attention", "(2, 13)"}},
          {"a late start", of({2, 12}, 1, {1, 2}), {"causal_attention", "2 rows"}},
          {"an early end", of({2, 12}, 1, {0, 1}), {"causal_attention", "2 rows"}},
          {"out of order", of({2, 12}, 1, {0, 2, 1, 2}), {"causal_attention", "in order"}},
          {"no documents", of({0, 12}, 1, {0}), {"causal_attention", "0 rows"}},
          {"a vector", of({12}, 1, {0, 1}), {"causal_attention", "(12,)"}},
          {"a document without rows", of({2, 12}, 1, {0, 2, 2}), {}}};
}

}  // namespace lanes::op_test
