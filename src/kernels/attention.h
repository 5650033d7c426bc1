// Causal attention: for each head, softmax(q·kᵀ / sqrt(width), only keys up to the query) · v, with its
// gradients, and the same for one new position against a KV cache.
//
// Lanes lie along the keys while scores are worked out (against a transposed copy of k or v), and along the
// channels while values are mixed. Nothing above the diagonal is computed beyond the last register.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

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
template <class L, class T>
static inline void transpose_padded(T* to, std::size_t stride, const T* from, std::size_t ld,
                                    std::size_t rows, std::size_t width) {
  constexpr std::size_t lanes = L::width;
  for (std::size_t j = 0; j < stride; j += lanes) {
    over_lanes<L>(width, [=](auto at) {
      L block[lanes];
      for (std::size_t r = 0; r < lanes; ++r) {
        block[r] = j + r < rows ? at.load(from + (j + r) * ld) : L::splat(T(0));
      }
      L::transpose(block);
      for (int c = 0; c < at.count; ++c)
        block[c].store(to + (at.i + static_cast<std::size_t>(c)) * stride + j);
    });
  }
}

/// Calls body(first, Registers<N>) for consecutive runs of registers that cover 0..count-1, N = 4, 2 or 1 at
/// a time: sums side by side hide the latency of addition.
template <std::size_t N>
using Registers = std::integral_constant<std::size_t, N>;

template <class L, class Body>
static inline void in_runs(std::size_t count, Body&& body) {
  constexpr std::size_t width = L::width;
  std::size_t i = 0;
  for (; i + 4 * width <= count; i += 4 * width) body(i, Registers<4>{});
  if (i + 2 * width <= count) body(i, Registers<2>{}), i += 2 * width;
  if (i + width <= count) body(i, Registers<1>{});
}

/// out[j] = sum over c of x[c] * table[c, j] for the registers that hold j < count, the last one whole.
template <class L, class T>
static inline void against_columns(T* out, const T* x, const T* table, std::size_t stride,
                                   std::size_t channels, std::size_t count) {
  constexpr std::size_t width = L::width;
  in_runs<L>((count + width - 1) / width * width, [=](std::size_t j, auto registers) {
    L s[registers];
    for (L& sum : s) sum = L::splat(T(0));
    const T* row = table + j;
    for (std::size_t c = 0; c < channels; ++c, row += stride) {
      const L left = L::splat(x[c]);
      for (std::size_t r = 0; r < registers; ++r) s[r] = fma(left, L::load(row + r * width), s[r]);
    }
    for (std::size_t r = 0; r < registers; ++r) s[r].store(out + j + r * width);
  });
}

/// out[c] = sum over `count` rows j of weight[j * weight_step] * rows[j, c].
template <class L, class T>
static inline void mix_rows(T* out, const T* weight, std::size_t weight_step, const T* rows, std::size_t ld,
                            std::size_t count, std::size_t channels) {
  constexpr std::size_t width = L::width;
  in_runs<L>(channels, [=](std::size_t c, auto registers) {
    L s[registers];
    for (L& sum : s) sum = L::splat(T(0));
    const T *w = weight, *row = rows + c;
    for (std::size_t j = 0; j < count; ++j, w += weight_step, row += ld) {
      const L left = L::splat(*w);
      for (std::size_t r = 0; r < registers; ++r) s[r] = fma(left, L::load(row + r * width), s[r]);
    }
    for (std::size_t r = 0; r < registers; ++r) s[r].store(out + c + r * width);
  });
  const std::size_t whole = channels / width * width;
  over_lanes<L>(channels - whole, [=](auto at) {
    L s = L::splat(T(0));
    for (std::size_t j = 0; j < count; ++j) {
      s = fma(L::splat(weight[j * weight_step]), at.load(rows + j * ld + whole), s);
    }
    at.store(out + whole, s);
  });
}

/// Softmax of factor * row[0..count-1] in place. Works on whole registers: what lies behind the last score
/// and in one register with it becomes zero.
template <class L, class T>
static inline void softmax_scores(T* row, T factor, std::size_t count) {
  constexpr std::size_t width = L::width;
  if (const std::size_t rest = count % width; rest != 0) {
    constexpr T lowest = -std::numeric_limits<T>::infinity();
    T* last = row + count - rest;
    keep_first(L::load(last), static_cast<int>(rest), lowest).store(last);
  }
  L top = L::load(row);
  for (std::size_t j = width; j < count; j += width) top = max(L::load(row + j), top);
  L s = L::splat(T(0));
  const L by = L::splat(factor), shift = L::splat(largest(top));
  for (std::size_t j = 0; j < count; j += width) {
    const L e = exp_lanes((L::load(row + j) - shift) * by);
    e.store(row + j);
    s = s + e;
  }
  const L inverse = L::splat(T(1) / sum(s));
  for (std::size_t j = 0; j < count; j += width) (L::load(row + j) * inverse).store(row + j);
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
    transpose_padded<L>(a.scratch, at.stride, a.k + place, a.ld, at.rows, width);
    for (std::size_t i = 0; i < at.rows; ++i) {
      T* row = at.probabilities + i * at.stride;
      against_columns<L>(row, a.q + place + i * a.ld, a.scratch, at.stride, width, i + 1);
      softmax_scores<L>(row, factor, i + 1);
      mix_rows<L>(a.out + (at.start + i) * channels + at.channel, row, 1, a.v + place, a.ld, i + 1, width);
    }
  }
}

/// The gradient of the scores of a row from that of their softmax, in place, in whole registers.
template <class L, class T>
static inline void scores_backward(T* d_row, const T* row, T factor, std::size_t count) {
  L s = L::splat(T(0));
  for (std::size_t j = 0; j < count; j += L::width) s = fma(L::load(row + j), L::load(d_row + j), s);
  const L mean = L::splat(sum(s)), by = L::splat(factor);
  for (std::size_t j = 0; j < count; j += L::width) {
    (L::load(row + j) * (L::load(d_row + j) - mean) * by).store(d_row + j);
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
    transpose_padded<L>(a.scratch, at.stride, a.v + place, a.ld, at.rows, width);
    for (std::size_t i = 0; i < at.rows; ++i) {
      const T* row = at.probabilities + i * at.stride;
      T* d_row = d_scores + i * at.stride;
      against_columns<L>(d_row, d_out + i * channels, a.scratch, at.stride, width, i + 1);
      scores_backward<L>(d_row, row, factor, i + 1);
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
    softmax_scores<L>(row, factor, a.positions);
    mix_rows<L>(a.out + channel, row, 1, a.values + channel, channels, a.positions, width);
  }
}

}  // namespace lanes::kernels
