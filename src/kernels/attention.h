// Causal attention: for each head, softmax(q·kᵀ / sqrt(width), only keys up to the query) · v, with its
// gradients, and the same for one new position against a KV cache.
//
// Lanes lie along the keys while scores are worked out (against a transposed copy of k or v), and along the
// channels while values are mixed. Nothing above the diagonal is computed beyond the last register.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/kernel_table.h"
#include "kernels/rows.h"

namespace lanes::kernels {

/// Where one item (document, head) lies.
template <class T>
struct AttentionItem {
  std::size_t rows, stride;  // positions; elements from one row of probabilities to the next
  std::size_t start;         // first row in q, k, v
  std::size_t channel;       // first channel of the head
  T* probabilities;          // (rows, stride)
};

template <class T>
static inline AttentionItem<T> attention_item(const Attention<T>& a, std::size_t item, std::size_t offset) {
  const std::size_t document = item / a.heads, head = item % a.heads;
  const std::size_t rows = a.starts[document + 1] - a.starts[document];
  return {rows, padded(rows), a.starts[document], head * a.head_width, a.probabilities + offset};
}

/// to (width, stride) = from (rows, width) transposed; the padding is zero.
template <class V, class T>
static inline void transpose_padded(T* to, std::size_t stride, const T* from, std::size_t ld,
                                    std::size_t rows, std::size_t width) {
  transpose<V, T>(to, stride, from, ld, rows, width);
  for (std::size_t c = 0; c < width; ++c) {
    for (std::size_t j = rows; j < stride; ++j) to[c * stride + j] = T(0);
  }
}

/// out[j] = sum over c of x[c] * table[c, j] for the registers that hold j < count, the last one whole.
template <class L, class T>
static inline void against_columns(T* out, const T* x, const T* table, std::size_t stride,
                                   std::size_t channels, std::size_t count) {
  for (std::size_t j = 0; j < count; j += L::width) {
    L s = L::splat(T(0));
    for (std::size_t c = 0; c < channels; ++c) s = fma(L::splat(x[c]), L::load(table + c * stride + j), s);
    s.store(out + j);
  }
}

/// out[c] = sum over `count` rows j of weight[j * weight_step] * rows[j, c].
template <class L, class T>
static inline void mix_rows(T* out, const T* weight, std::size_t weight_step, const T* rows, std::size_t ld,
                            std::size_t count, std::size_t channels) {
  over_lanes<L>(channels, [=](auto at) {
    L s = L::splat(T(0));
    for (std::size_t j = 0; j < count; ++j)
      s = fma(L::splat(weight[j * weight_step]), at.load(rows + j * ld), s);
    at.store(out, s);
  });
}

/// Softmax of scale * row[0..count-1] in place; the rest of the row, up to `stride`, becomes zero.
template <class L, class T>
static inline void softmax_scores(T* row, T factor, std::size_t count, std::size_t stride) {
  const T top = largest_of<L>(row, count);
  L s = L::splat(T(0));
  const L by = L::splat(factor), shift = L::splat(top);
  over_lanes<L>(count, [&](auto at) {
    const L e = exp_lanes((at.load(row) - shift) * by);
    at.store(row, e);
    s = s + at.kept(e, T(0));
  });
  const L inverse = L::splat(T(1) / sum(s));
  over_lanes<L>(count, [=](auto at) { at.store(row, at.load(row) * inverse); });
  for (std::size_t j = count; j < stride; ++j) row[j] = T(0);
}

template <class V, class T>
void attention(const Attention<T>& a, std::size_t begin, std::size_t end) {
  using L = typename V::template Lane<T>;
  const std::size_t width = a.head_width, channels = a.heads * width;
  const T factor = T(1) / std::sqrt(static_cast<T>(width));
  std::size_t offset = attention_offset(a.starts, a.heads, begin);
  for (std::size_t item = begin; item < end; ++item) {
    const AttentionItem<T> at = attention_item(a, item, offset);
    offset += at.rows * at.stride;
    const std::size_t place = at.start * a.ld + at.channel;
    transpose_padded<V, T>(a.scratch, at.stride, a.k + place, a.ld, at.rows, width);
    for (std::size_t i = 0; i < at.rows; ++i) {
      T* row = at.probabilities + i * at.stride;
      against_columns<L>(row, a.q + place + i * a.ld, a.scratch, at.stride, width, i + 1);
      softmax_scores<L>(row, factor, i + 1, at.stride);
      mix_rows<L>(a.out + (at.start + i) * channels + at.channel, row, 1, a.v + place, a.ld, i + 1, width);
    }
  }
}

template <class V, class T>
void attention_backward(const Attention<T>& a, const AttentionGradient<T>& d, std::size_t begin,
                        std::size_t end) {
  using L = typename V::template Lane<T>;
  const std::size_t width = a.head_width, channels = a.heads * width;
  const T factor = T(1) / std::sqrt(static_cast<T>(width));
  std::size_t offset = attention_offset(a.starts, a.heads, begin);
  for (std::size_t item = begin; item < end; ++item) {
    const AttentionItem<T> at = attention_item(a, item, offset);
    offset += at.rows * at.stride;
    const std::size_t place = at.start * a.ld + at.channel;
    const T* d_out = d.out + at.start * channels + at.channel;
    T* d_scores = a.scratch + width * at.stride;  // (rows, stride)
    transpose_padded<V, T>(a.scratch, at.stride, a.v + place, a.ld, at.rows, width);
    for (std::size_t i = 0; i < at.rows; ++i) {
      const T* row = at.probabilities + i * at.stride;
      T* d_row = d_scores + i * at.stride;
      against_columns<L>(d_row, d_out + i * channels, a.scratch, at.stride, width, i + 1);
      const L mean = L::splat(dot<L>(row, d_row, i + 1)), by = L::splat(factor);
      over_lanes<L>(i + 1,
                    [=](auto lane) { lane.store(d_row, lane.load(row) * (lane.load(d_row) - mean) * by); });
      mix_rows<L>(d.q + place + i * a.ld, d_row, 1, a.k + place, a.ld, i + 1, width);
    }
    for (std::size_t j = 0; j < at.rows; ++j) {
      const std::size_t queries = at.rows - j, diagonal = j * at.stride + j;
      mix_rows<L>(d.k + place + j * a.ld, d_scores + diagonal, at.stride, a.q + place + j * a.ld, a.ld,
                  queries, width);
      mix_rows<L>(d.v + place + j * a.ld, at.probabilities + diagonal, at.stride, d_out + j * channels,
                  channels, queries, width);
    }
  }
}

template <class V, class T>
void attention_step(const AttentionStep<T>& a) {
  using L = typename V::template Lane<T>;
  const std::size_t width = a.head_width, channels = a.heads * width;
  const T factor = T(1) / std::sqrt(static_cast<T>(width));
  for (std::size_t head = 0; head < a.heads; ++head) {
    const std::size_t channel = head * width;
    T* row = a.probabilities + head * a.capacity;
    against_columns<L>(row, a.q + channel, a.keys + channel * a.capacity, a.capacity, width, a.positions);
    softmax_scores<L>(row, factor, a.positions, a.positions);
    mix_rows<L>(a.out + channel, row, 1, a.values + channel, channels, a.positions, width);
  }
}

}  // namespace lanes::kernels
