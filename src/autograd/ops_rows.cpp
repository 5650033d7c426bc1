// Operations along the last axis or by rows: softmax, rmsnorm, embeddings, cross-entropy, attention.
#include <algorithm>

#include "autograd/ops.h"
#include "autograd/ops_check.h"
#include "kernels/attention_sizes.h"

namespace lanes {
namespace {

/// Multiply-adds of attention that are worth a thread of their own.
constexpr std::size_t attention_grain = 100'000;

/// What an operation needs on the way back must outlive the caller's arrays: a copy in the arena, unless they
/// lie there.
template <class T, class U>
const U* keep(Tape<T>& tape, std::span<const U> values) {
  if (tape.arena().holds(values.data())) return values.data();
  U* kept = tape.template array<U>(values.size());
  std::copy(values.begin(), values.end(), kept);
  return kept;
}

/// For each row the same share of a mean over all.
template <class T>
const T* equal_weights(Tape<T>& tape, std::size_t rows) {
  T* weights = tape.scratch(rows);
  std::fill_n(weights, rows, T(1) / static_cast<T>(rows));
  return weights;
}

void check_ids(std::span<const std::int32_t> ids, std::size_t limit, const char* operation) {
  for (const std::int32_t id : ids) {
    if (id < 0 || static_cast<std::size_t>(id) >= limit) {
      reject(operation, {"id ", id, " is not in 0 to ", limit - 1, "."});
    }
  }
}

template <class T>
void check_matrix(Tensor<T> a, const char* operation) {
  if (a.shape().rank() != 2) reject(operation, {"shape ", a.shape().text(), " is not a matrix."});
}

}  // namespace

template <class T>
Tensor<T> softmax(Tensor<T> a) {
  Tape<T>& tape = a.tape();
  const std::size_t columns = a.shape().last(), rows = columns == 0 ? 0 : a.count() / columns;
  Node<T>*input = a.node(), *result = tape.new_node(a.shape(), input->differentiable);
  tape.kernels().softmax(result->data, input->data, rows, columns);
  tape.record(result, [=, &tape] {
    const auto to = tape.sink(input);
    if (to.data == nullptr) return;
    tape.kernels().softmax_backward(to.data, result->data, result->gradient, rows, columns, to.accumulate);
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> rmsnorm(Tensor<T> a) {
  Tape<T>& tape = a.tape();
  const std::size_t columns = a.shape().last(), rows = columns == 0 ? 0 : a.count() / columns;
  Node<T>*input = a.node(), *result = tape.new_node(a.shape(), input->differentiable);
  T* scales = tape.scratch(rows);
  tape.kernels().rmsnorm(result->data, scales, input->data, rows, columns);
  tape.record(result, [=, &tape] {
    const auto to = tape.sink(input);
    if (to.data == nullptr) return;
    tape.kernels().rmsnorm_backward(to.data, input->data, scales, result->gradient, rows, columns,
                                    to.accumulate);
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> embedding(Tensor<T> table, std::span<const std::int32_t> ids) {
  Tape<T>& tape = table.tape();
  check_matrix(table, "embedding");
  check_ids(ids, table.shape()[0], "embedding");
  const std::size_t rows = ids.size(), columns = table.shape()[1];
  Node<T>*input = table.node(), *result = tape.new_node({rows, columns}, input->differentiable);
  const std::int32_t* kept = keep(tape, ids);
  tape.kernels().gather(result->data, input->data, kept, rows, columns, false);
  tape.record(result, [=, &tape] {
    T* to = tape.zeroed_sink(input);
    if (to != nullptr) tape.kernels().scatter(to, result->gradient, kept, rows, columns);
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> embedding_sum(Tensor<T> tokens, std::span<const std::int32_t> ids, Tensor<T> positions,
                        std::span<const std::int32_t> places) {
  Tape<T>& tape = tokens.tape();
  check_matrix(tokens, "embedding_sum");
  check_matrix(positions, "embedding_sum");
  if (ids.size() != places.size() || tokens.shape()[1] != positions.shape()[1]) {
    reject("embedding_sum", {"the two embeddings differ in length or width."});
  }
  check_ids(ids, tokens.shape()[0], "embedding_sum");
  check_ids(places, positions.shape()[0], "embedding_sum");
  const std::size_t rows = ids.size(), columns = tokens.shape()[1];
  Node<T>*first = tokens.node(), *second = positions.node();
  Node<T>* result = tape.new_node({rows, columns}, any_differentiable(tokens, positions));
  const std::int32_t *kept_ids = keep(tape, ids), *kept_places = keep(tape, places);
  tape.kernels().gather(result->data, first->data, kept_ids, rows, columns, false);
  tape.kernels().gather(result->data, second->data, kept_places, rows, columns, true);
  tape.record(result, [=, &tape] {
    if (T* to = tape.zeroed_sink(first)) {
      tape.kernels().scatter(to, result->gradient, kept_ids, rows, columns);
    }
    if (T* to = tape.zeroed_sink(second)) {
      tape.kernels().scatter(to, result->gradient, kept_places, rows, columns);
    }
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> cross_entropy(Tensor<T> logits, std::span<const std::int32_t> targets, std::span<const T> weights) {
  Tape<T>& tape = logits.tape();
  check_matrix(logits, "cross_entropy");
  const std::size_t rows = logits.shape()[0], columns = logits.shape()[1];
  if (targets.size() != rows || (!weights.empty() && weights.size() != rows)) {
    reject("cross_entropy",
           {"there must be one target (and weight) per row of ", logits.shape().text(), "."});
  }
  check_ids(targets, columns, "cross_entropy");
  Node<T>*input = logits.node(), *result = tape.new_node({}, input->differentiable);
  const std::int32_t* kept_targets = keep(tape, targets);
  const T* weight = weights.empty() ? equal_weights(tape, rows) : keep(tape, weights);
  T *probabilities = tape.scratch(input->count), *losses = tape.scratch(rows);
  tape.executor().for_ranges(rows, 64, [&](std::size_t begin, std::size_t end) {
    tape.kernels().cross_entropy(losses + begin, probabilities + begin * columns,
                                 input->data + begin * columns, kept_targets + begin, end - begin, columns);
  });
  tape.kernels().scaled_product(losses, losses, weight, T(1), rows, false);
  result->data[0] = tape.kernels().total(losses, rows);
  tape.record(result, [=, &tape] {
    const auto to = tape.sink(input);
    if (to.data == nullptr) return;
    tape.executor().for_ranges(rows, 64, [&](std::size_t begin, std::size_t end) {
      tape.kernels().cross_entropy_backward(to.data + begin * columns, probabilities + begin * columns,
                                            kept_targets + begin, weight + begin, result->gradient[0],
                                            end - begin, columns, to.accumulate);
    });
  });
  return Tensor<T>(result);
}

template <class T>
Tensor<T> causal_attention(Tensor<T> qkv, std::size_t heads, std::span<const std::size_t> starts) {
  Tape<T>& tape = qkv.tape();
  check_matrix(qkv, "causal_attention");
  const std::size_t rows = qkv.shape()[0], channels = qkv.shape()[1] / 3;
  if (heads == 0 || channels * 3 != qkv.shape()[1] || channels % heads != 0) {
    reject("causal_attention",
           {heads, " heads do not divide a third of the columns of ", qkv.shape().text(), "."});
  }
  if (starts.size() < 2 || starts.front() != 0 || starts.back() != rows ||
      !std::is_sorted(starts.begin(), starts.end())) {
    reject("causal_attention", {"the documents do not cover the ", rows, " rows in order."});
  }
  Node<T>*input = qkv.node(), *result = tape.new_node({rows, channels}, input->differentiable);
  Attention<T> forward;
  forward.heads = heads;
  forward.head_width = channels / heads;
  forward.ld = 3 * channels;
  forward.starts = {keep(tape, starts), starts.size()};
  forward.q = input->data;
  forward.k = input->data + channels;
  forward.v = input->data + 2 * channels;
  forward.out = result->data;
  forward.probabilities = tape.scratch(attention_probabilities(starts, heads));
  const std::size_t scratch = attention_scratch(starts, forward.head_width);  // for each thread
  forward.scratch = tape.scratch(scratch * tape.executor().threads());
  const std::size_t items = (starts.size() - 1) * heads;
  const std::size_t grain = items * attention_grain / (rows * rows * channels / (starts.size() - 1) + 1) + 1;
  tape.executor().for_ranges(items, grain, [&](std::size_t begin, std::size_t end, std::size_t thread) {
    Attention<T> part = forward;
    part.scratch += thread * scratch;
    tape.kernels().attention(part, begin, end);
  });
  tape.record(result, [=, &tape] {
    const auto to = tape.sink(input);
    if (to.data == nullptr) return;
    T* d = to.accumulate ? tape.scratch(input->count) : to.data;
    AttentionGradient<T> backward;
    backward.out = result->gradient;
    backward.q = d;
    backward.k = d + channels;
    backward.v = d + 2 * channels;
    tape.executor().for_ranges(items, grain, [&](std::size_t begin, std::size_t end, std::size_t thread) {
      Attention<T> part = forward;
      part.scratch += thread * scratch;
      tape.kernels().attention_backward(part, backward, begin, end);
    });
    if (to.accumulate) tape.kernels().scale(to.data, d, T(1), input->count, true);
  });
  return Tensor<T>(result);
}

#define LANES_INSTANTIATE(T)                                                                      \
  template Tensor<T> softmax(Tensor<T>);                                                          \
  template Tensor<T> rmsnorm(Tensor<T>);                                                          \
  template Tensor<T> embedding(Tensor<T>, std::span<const std::int32_t>);                         \
  template Tensor<T> embedding_sum(Tensor<T>, std::span<const std::int32_t>, Tensor<T>,           \
                                   std::span<const std::int32_t>);                                \
  template Tensor<T> cross_entropy(Tensor<T>, std::span<const std::int32_t>, std::span<const T>); \
  template Tensor<T> causal_attention(Tensor<T>, std::size_t, std::span<const std::size_t>);
LANES_INSTANTIATE(float)
LANES_INSTANTIATE(double)
#undef LANES_INSTANTIATE

}  // namespace lanes
