// The fused operations against the general ones that they stand for: values and gradients, within 1e-12
// relative in f64 and 1e-5 in f32, on every variant.
#include <catch_amalgamated.hpp>

#include "kernels/variants.h"
#include "op_test.h"

using namespace lanes;
using op_test::Ids;
using op_test::Starts;

namespace {

template <class T>
constexpr double bound = std::is_same_v<T, float> ? 1e-5 : 1e-12;

/// The largest |a - b| relative to the largest |b|.
template <class T>
double relative_error(std::span<const T> a, const std::vector<T>& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double error = 0.0, scale = std::numeric_limits<double>::min();
  for (std::size_t i = 0; i < b.size(); ++i) {
    const double difference = std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    if (!(difference <= error)) {
      error = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
    }
    scale = std::max(scale, std::fabs(static_cast<double>(b[i])));
  }
  return error / scale;
}

/// Runs `fused` and `composed`, both taking the same inputs to a result of the same shape, and compares the
/// results and the gradients of a weighted sum of them. `constant` is the input that is one.
template <class T, class Fused, class Composed>
void compare(const KernelTable<T>& kernels, const std::vector<Shape>& shapes, Fused fused, Composed composed,
             std::size_t constant = SIZE_MAX) {
  struct Outcome {
    std::vector<T> result;
    std::vector<std::vector<T>> gradients;
  };
  const auto run = [&](auto& operation) {
    Numbers numbers(5);
    Tape<T> tape(kernels);
    std::vector<Tensor<T>> inputs;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const std::vector<T> values = numbers.list<T>(shapes[i].count(), -1.5, 1.5);
      inputs.push_back(i == constant ? tape.constant(shapes[i], values) : tape.variable(shapes[i], values));
    }
    // Twice, so that the fused operation also adds to gradients that are there.
    const Tensor<T> first = operation(inputs), second = operation(inputs);
    const auto weighted = [&](Tensor<T> x) {
      return sum(x * tape.constant(x.shape(), numbers.list<T>(x.count())));
    };
    const Tensor<T> objective = weighted(first) + weighted(second) * sum(inputs[0]);
    tape.backward(objective);
    Outcome outcome;
    outcome.result.assign(first.data().begin(), first.data().end());
    for (const Tensor<T>& input : inputs) {
      outcome.gradients.emplace_back(input.gradient().begin(), input.gradient().end());
    }
    return outcome;
  };
  const Outcome got = run(fused), expected = run(composed);
  CHECK(relative_error<T>(got.result, expected.result) <= bound<T>);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    INFO("gradient of input " << i);
    if (i == constant) {
      CHECK(got.gradients[i].empty());
    } else {
      CHECK(relative_error<T>(got.gradients[i], expected.gradients[i]) <= bound<T>);
    }
  }
}

/// Runs check(table) for every variant in both types.
template <class Check>
void on_every_variant(Check check) {
  check(f64_kernels());
  for (const Variant& variant : variants()) {
    INFO(variant.name << " f32");
    check(f32_kernels(variant.name));
  }
}

/// Causal attention from general operations, document by document and head by head.
template <class T>
Tensor<T> composed_attention(Tensor<T> qkv, std::size_t heads, const Starts& starts) {
  const std::size_t channels = qkv.shape()[1] / 3, width = channels / heads;
  std::vector<Tensor<T>> documents;
  for (std::size_t d = 0; d + 1 < starts.size(); ++d) {
    const std::size_t rows = starts[d + 1] - starts[d];
    std::vector<T> mask(rows * rows, T(0));
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = i + 1; j < rows; ++j) mask[i * rows + j] = T(-1e9);
    }
    const Tensor<T> document = slice(qkv, 0, starts[d], starts[d + 1]);
    std::vector<Tensor<T>> mixed;
    for (std::size_t head = 0; head < heads; ++head) {
      const auto part = [&](std::size_t which) {
        const std::size_t begin = which * channels + head * width;
        return slice(document, 1, begin, begin + width);
      };
      const Tensor<T> scores = matmul(part(0), transpose(part(1))) / std::sqrt(static_cast<double>(width));
      mixed.push_back(matmul(softmax(scores + qkv.tape().constant({rows, rows}, mask)), part(2)));
    }
    documents.push_back(concat<T>(mixed, 1));
  }
  return concat<T>(documents, 0);
}

}  // namespace

TEST_CASE("fused: linear with every epilogue is matmul, transpose, + and relu") {
  struct Sizes {
    std::size_t rows, in, out;
  };
  for (const Sizes& s :
       {Sizes{1, 1, 1}, {1, 16, 27}, {3, 5, 2}, {7, 16, 48}, {13, 17, 9}, {64, 33, 20}, {5, 300, 7}}) {
    for (const bool residual : {false, true}) {
      for (const bool with_relu : {false, true}) {
        INFO(s.rows << " rows, " << s.in << " in, " << s.out << " out" << (residual ? ", residual" : "")
                    << (with_relu ? ", relu" : ""));
        std::vector<Shape> shapes = {{s.rows, s.in}, {s.out, s.in}};
        if (residual) shapes.push_back({s.rows, s.out});
        on_every_variant([&]<class T>(const KernelTable<T>& kernels) {
          for (std::size_t constant = 0; constant <= shapes.size(); ++constant) {
            compare<T>(
                kernels, shapes,
                [&](const std::vector<Tensor<T>>& in) {
                  return linear(in[0], in[1],
                                {.residual = residual ? in[2] : Tensor<T>{}, .relu = with_relu});
                },
                [&](const std::vector<Tensor<T>>& in) {
                  Tensor<T> y = matmul(in[0], transpose(in[1]));
                  if (residual) y = y + in[2];
                  return with_relu ? relu(y) : y;
                },
                constant);
          }
        });
      }
    }
  }
}

TEST_CASE("fused: linear whose residual is its own input") {
  on_every_variant([]<class T>(const KernelTable<T>& kernels) {
    compare<T>(
        kernels, {{6, 10}, {10, 10}},
        [](const std::vector<Tensor<T>>& in) {
          return linear(in[0], in[1], {.residual = in[0], .relu = true});
        },
        [](const std::vector<Tensor<T>>& in) { return relu(matmul(in[0], transpose(in[1])) + in[0]); });
  });
}

TEST_CASE("fused: embedding_sum is the sum of two embeddings") {
  const Ids ids = {3, 0, 3, 3, 5, 1, 0}, places = {0, 1, 2, 3, 0, 1, 0};
  for (const std::size_t columns : {1u, 3u, 4u, 16u, 21u}) {
    INFO("width " << columns);
    on_every_variant([&]<class T>(const KernelTable<T>& kernels) {
      for (std::size_t constant = 0; constant <= 2; ++constant) {
        compare<T>(
            kernels, {{6, columns}, {4, columns}},
            [&](const std::vector<Tensor<T>>& in) { return embedding_sum(in[0], ids, in[1], places); },
            [&](const std::vector<Tensor<T>>& in) {
              return embedding(in[0], ids) + embedding(in[1], places);
            },
            constant);
      }
    });
  }
}

TEST_CASE("fused: embedding_sum of a table with itself") {
  const Ids ids = {2, 0, 1}, places = {2, 1, 1};
  on_every_variant([&]<class T>(const KernelTable<T>& kernels) {
    compare<T>(
        kernels, {{3, 5}},
        [&](const std::vector<Tensor<T>>& in) { return embedding_sum(in[0], ids, in[0], places); },
        [&](const std::vector<Tensor<T>>& in) { return embedding(in[0], ids) + embedding(in[0], places); });
  });
}

TEST_CASE("fused: causal attention is slices, products, a mask and softmax") {
  const std::vector<Starts> batches = {{0, 1}, {0, 7}, {0, 1, 2, 3}, {0, 5, 6, 22, 25}, {0, 17, 18}};
  for (const std::size_t width : {1u, 2u, 3u, 4u, 5u, 8u, 16u}) {
    for (const std::size_t heads : {1u, 2u, 3u}) {
      for (const Starts& starts : batches) {
        INFO(heads << " heads of width " << width << ", " << starts.size() - 1 << " documents, "
                   << starts.back() << " rows");
        on_every_variant([&]<class T>(const KernelTable<T>& kernels) {
          compare<T>(
              kernels, {{starts.back(), 3 * heads * width}},
              [&](const std::vector<Tensor<T>>& in) { return causal_attention(in[0], heads, starts); },
              [&](const std::vector<Tensor<T>>& in) { return composed_attention(in[0], heads, starts); });
        });
      }
    }
  }
}

TEST_CASE("fused: causal attention skips documents without rows") {
  on_every_variant([]<class T>(const KernelTable<T>& kernels) {
    Tape<T> tape(kernels);
    const Tensor<T> qkv = tape.variable({5, 12}, Numbers(2).list<T>(60));
    const Tensor<T> with = causal_attention(qkv, 2, Starts{0, 0, 3, 3, 5, 5});
    const Tensor<T> without = causal_attention(qkv, 2, Starts{0, 3, 5});
    CHECK(std::ranges::equal(with.data(), without.data()));
    tape.backward(sum(with - without));
    CHECK(largest_error<T, double>(qkv.gradient(), std::vector(60, 0.0)) == 0.0);
  });
}
