// Causal attention of one new position against a KV cache, for sampling. As in attention.h, lanes lie along
// the keys, which the cache holds transposed, and then along the channels.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

#include "kernels/kernel_table.h"
#include "kernels/over_lanes.h"
#include "simd/math.h"

namespace lanes::kernels {

/// out[j] = sum over c of x[c] * table[c, j] for the registers that hold j < count, the last one whole.
template <class L, class T>
static inline void against_columns(T* out, const T* x, const T* table, std::size_t stride,
                                   std::size_t channels, std::size_t count) {
  constexpr std::size_t width = L::width;
  in_runs<L, 4>((count + width - 1) / width * width, [=](std::size_t j, auto registers) {
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

/// out[c] = sum over `count` rows j of weight[j] * rows[j, c].
template <class L, class T>
static inline void mix_rows(T* out, const T* weight, const T* rows, std::size_t ld, std::size_t count,
                            std::size_t channels) {
  constexpr std::size_t width = L::width;
  in_runs<L, 4>(channels, [=](std::size_t c, auto registers) {
    L s[registers];
    for (L& sum : s) sum = L::splat(T(0));
    const T* row = rows + c;
    for (std::size_t j = 0; j < count; ++j, row += ld) {
      const L left = L::splat(weight[j]);
      for (std::size_t r = 0; r < registers; ++r) s[r] = fma(left, L::load(row + r * width), s[r]);
    }
    for (std::size_t r = 0; r < registers; ++r) s[r].store(out + c + r * width);
  });
  const std::size_t whole = channels / width * width;
  over_lanes<L>(channels - whole, [=](auto at) {
    L s = L::splat(T(0));
    for (std::size_t j = 0; j < count; ++j) {
      s = fma(L::splat(weight[j]), at.load(rows + j * ld + whole), s);
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
void attention_step(const AttentionStep<T>& a) {
  using L = typename V::template Lane<T>;
  const std::size_t width = a.head_width, channels = a.heads * width;
  const T factor = T(1) / std::sqrt(static_cast<T>(width));
  for (std::size_t head = 0; head < a.heads; ++head) {
    const std::size_t channel = head * width;
    T* row = a.probabilities + head * a.capacity;
    against_columns<L>(row, a.q + channel, a.keys + channel * a.capacity, a.capacity, width, a.positions);
    softmax_scores<L>(row, factor, a.positions);
    mix_rows<L>(a.out + channel, row, a.values + channel, channels, a.positions, width);
  }
}

}  // namespace lanes::kernels
