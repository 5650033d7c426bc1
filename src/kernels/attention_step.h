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

/// out (columns) = x (depth) · matrix (depth, columns).
template <class L, class T>
static inline void multiply_row(T* out, const T* x, const T* matrix, std::size_t ld, std::size_t depth,
                                std::size_t columns) {
  constexpr std::size_t width = L::width;
  in_runs<L, 4>(columns, [=](std::size_t c, auto registers) {
    L sums[registers];
    for (L& sum : sums) sum = L::splat(T(0));
    add_row_product<1>(sums, x, matrix + c, ld, depth, Whole<L>{0});
    for (std::size_t r = 0; r < registers; ++r) sums[r].store(out + c + r * width);
  });
  const std::size_t whole = columns / width * width;
  over_lanes<L>(columns - whole, [=](auto at) {
    L sum[1] = {L::splat(T(0))};
    add_row_product<1>(sum, x, matrix + whole, ld, depth, at);
    at.store(out + whole, sum[0]);
  });
}

/// Softmax of factor * row[0..count-1] in place. Works on whole registers: what lies behind the last score
/// and in one register with it becomes zero.
template <class L, class T>
static inline void softmax_scores(T* row, T factor, std::size_t count, const PartLanes<L>& part) {
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
    const L e = part((L::load(row + j) - shift) * by);
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
  const std::size_t scores = (a.positions + L::width - 1) / L::width * L::width;  // in whole registers
  const T factor = T(1) / std::sqrt(static_cast<T>(width));
  // All heads take each of the three steps together: one head's steps wait for each other, those of different
  // heads do not.
  const auto probabilities = [&](std::size_t head) { return a.probabilities + head * a.capacity; };
  for (std::size_t head = 0; head < a.heads; ++head) {
    const std::size_t channel = head * width;
    multiply_row<L>(probabilities(head), a.q + channel, a.keys + channel * a.capacity, a.capacity, width,
                    scores);
  }
  const PartLanes<L> part;
  for (std::size_t head = 0; head < a.heads; ++head) {
    softmax_scores<L>(probabilities(head), factor, a.positions, part);
  }
  for (std::size_t head = 0; head < a.heads; ++head) {
    const std::size_t channel = head * width;
    multiply_row<L>(a.out + channel, probabilities(head), a.values + channel, channels, a.positions, width);
  }
}

}  // namespace lanes::kernels
