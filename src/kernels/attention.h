// Causal attention: for each head, softmax(q·kᵀ / sqrt(width), only keys up to the query) · v, and its
// gradients.
//
// It works on four queries (or keys) at a time, so that every product is made of register tiles and all
// rows of a block have the same length; lanes lie along the keys while scores are worked out (against a
// transposed copy of k or v), and along the channels while values are mixed. Blocks above the diagonal are
// left out. In the one on it the probabilities above the diagonal are zeros, which change no sum.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

#include "kernels/attention_narrow.h"
#include "kernels/attention_sizes.h"
#include "kernels/kernel_table.h"
#include "kernels/rows.h"

namespace lanes::kernels {

template <class T>
static inline AttentionItem<T> attention_item(const Attention<T>& a, std::size_t item, std::size_t offset) {
  const std::size_t document = item / a.heads, head = item % a.heads;
  const std::size_t rows = a.starts[document + 1] - a.starts[document];
  return {rows, padded(rows), a.starts[document], head * a.head_width, a.probabilities + offset};
}

/// Queries or keys in a block.
inline constexpr std::size_t block_rows = 4;

/// How far whole blocks and whole registers reach that hold the first `rows` keys.
template <class L>
static inline std::size_t whole_keys(std::size_t rows) {
  constexpr std::size_t step = std::max<std::size_t>(block_rows, L::width);
  static_assert(step % block_rows == 0 && step % L::width == 0 && row_padding % step == 0);
  return (rows + step - 1) / step * step;
}

/// to (width, stride) = from (rows, width) transposed, followed by zeros as far as whole keys reach.
template <class L, class T>
static inline void transpose_padded(T* to, std::size_t stride, const T* from, std::size_t ld,
                                    std::size_t rows, std::size_t width) {
  constexpr std::size_t lanes = L::width;
  const std::size_t keys = whole_keys<L>(rows);
  for (std::size_t j = 0; j < keys; j += lanes) {
    over_lanes<L>(width, [=](auto at) {
      L block[lanes];
      for (std::size_t r = 0; r < lanes; ++r) {
        block[r] = j + r < rows ? at.load(from + (j + r) * ld) : L::splat(T(0));
      }
      L::transpose(block);
      for (int c = 0; c < at.count; ++c) {
        block[c].store(to + (at.i + static_cast<std::size_t>(c)) * stride + j);
      }
    });
  }
}

/// The left factor of a block's product: row r at depth k is at[row[r] + k * step].
template <class T>
struct BlockRows {
  const T* at;
  std::size_t row[block_rows], step;

  /// `count` rows, of which the last stands in for those that are missing.
  static BlockRows of(const T* first, std::size_t ld, std::size_t count) {
    BlockRows rows{first, {}, 1};
    for (std::size_t r = 0; r < block_rows; ++r) rows.row[r] = std::min(r, count - 1) * ld;
    return rows;
  }

  /// Columns in place of rows.
  static BlockRows transposed(const T* first, std::size_t ld) {
    BlockRows rows{first, {}, ld};
    for (std::size_t r = 0; r < block_rows; ++r) rows.row[r] = r;
    return rows;
  }
};

/// The first `rows` rows of out (block_rows, columns) = left (block_rows, depth) · right (depth, columns).
template <class L, class T>
static inline void multiply_block(T* out, std::size_t out_ld, std::size_t rows, const BlockRows<T>& left,
                                  const T* right, std::size_t right_ld, std::size_t depth,
                                  std::size_t columns) {
  constexpr std::size_t width = L::width;
  // `at` loads and stores a register at its place within a row.
  const auto tile = [&](auto registers, auto at) {
    L sums[block_rows][registers];
    for (auto& row : sums) {
      for (L& sum : row) sum = L::splat(T(0));
    }
    const T *a = left.at, *b = right;
    for (std::size_t k = 0; k < depth; ++k, a += left.step, b += right_ld) {
      L factors[registers];
      for (std::size_t c = 0; c < registers; ++c) factors[c] = at.load(b + c * width);
      for (std::size_t r = 0; r < block_rows; ++r) {
        const L by = L::splat(a[left.row[r]]);
        for (std::size_t c = 0; c < registers; ++c) sums[r][c] = fma(by, factors[c], sums[r][c]);
      }
    }
    for (std::size_t r = 0; r < block_rows && r < rows; ++r) {
      for (std::size_t c = 0; c < registers; ++c) at.store(out + r * out_ld + c * width, sums[r][c]);
    }
  };
  in_runs<L, 2>(columns, [&](std::size_t j, auto registers) { tile(registers, Whole<L>{j}); });
  if constexpr (width > 1) {
    if (const std::size_t rest = columns % width; rest != 0) {
      tile(Constant<1>{}, Part<L>{columns - rest, static_cast<int>(rest)});
    }
  }
}

/// What is worked out of the numbers on all lanes of a register.
struct Largest {
  template <class L>
  static L combined(L a, L b) {
    return max(a, b);
  }
  template <class L>
  static auto of(L a) {
    return largest(a);
  }
};
struct Sum {
  template <class L>
  static L combined(L a, L b) {
    return a + b;
  }
  template <class L>
  static auto of(L a) {
    return sum(a);
  }
};

/// Rows whose softmax is worked out together: as many as a register has lanes, but no more than a block.
template <class L>
inline constexpr std::size_t group_rows = std::min<std::size_t>(L::width, block_rows);

/// to[r] = the largest of values[r], or their sum, for a group of rows; where a register has a lane for each
/// of them, all in one.
template <class What, class L, class T>
static inline void across(T* to, L* values) {
  if constexpr (L::width == group_rows<L>) {
    L::transpose(values);
    L result = values[0];
    for (std::size_t r = 1; r < L::width; ++r) result = What::combined(result, values[r]);
    result.store(to);
  } else {
    for (std::size_t r = 0; r < group_rows<L>; ++r) to[r] = What::of(values[r]);
  }
}

/// Softmax of factor * scores in place, for the rows first..first+rows-1 of causal scores: row i has i + 1 of
/// them, and gets zeros from there to the end of its block. Works on a group of rows at once, all of them
/// there, so that whatever is needed of each row is worked out for all in one.
template <class L, class T>
static inline void softmax_block(T* scores, std::size_t stride, T factor, std::size_t first, std::size_t rows,
                                 const PartLanes<L>& part) {
  constexpr std::size_t width = L::width, group = group_rows<L>;
  constexpr T lowest = -std::numeric_limits<T>::infinity();
  const L by = L::splat(factor);
  for (std::size_t i = 0; i < rows; i += group) {
    T* const row = scores + i * stride;
    // The register with the diagonal is the last that counts, up to one score more in each row.
    const std::size_t last = (first + i) / width * width, end = first + block_rows;
    const int kept = static_cast<int>(first + i - last) + 1;
    L tops[group], sums[group];
    for (std::size_t r = 0; r < group; ++r) {
      T* const at = row + r * stride + last;
      tops[r] = keep_first(L::load(at), kept + static_cast<int>(r), lowest);
      tops[r].store(at);
      sums[r] = L::splat(T(0));
    }
    for (std::size_t j = 0; j < last; j += width) {
      for (std::size_t r = 0; r < group; ++r) tops[r] = max(L::load(row + r * stride + j), tops[r]);
    }
    T of_row[group];
    across<Largest>(of_row, tops);
    for (std::size_t j = 0; j <= last; j += width) {
      for (std::size_t r = 0; r < group; ++r) {
        T* const at = row + r * stride + j;
        const L e = part((L::load(at) - L::splat(of_row[r])) * by);
        e.store(at);
        sums[r] = sums[r] + e;
      }
    }
    across<Sum>(of_row, sums);
    using Row = std::conditional_t<(width > group), Lane1<T>, L>;
    over_lanes<Row>(group, [&](auto at) { at.store(of_row, Row::splat(T(1)) / at.load(of_row)); });
    for (std::size_t j = 0; j <= last; j += width) {
      for (std::size_t r = 0; r < group; ++r) {
        T* const at = row + r * stride + j;
        (L::load(at) * L::splat(of_row[r])).store(at);
      }
    }
    for (std::size_t j = last + width; j < end; j += width) L::splat(T(0)).store(row + j);
  }
}

/// How many heads of a document to take at once, of the `items` that are left from this one on.
template <class V, class T>
static inline std::size_t heads_together(const Attention<T>& a, std::size_t item, std::size_t rows,
                                         std::size_t items) {
  const std::size_t left = std::min(a.heads - item % a.heads, items);
  using Narrow = NarrowHeads<V, T>;
  return left >= Narrow::width && Narrow::fits(a.head_width, rows) ? Narrow::width : 1;
}

template <class V, class T>
void attention(const Attention<T>& a, std::size_t begin, std::size_t end) {
  using L = typename V::template Lane<T>;
  const std::size_t width = a.head_width, channels = a.heads * width;
  const T factor = T(1) / std::sqrt(static_cast<T>(width));
  const PartLanes<L> part;
  std::size_t offset = attention_offset(a.starts, a.heads, begin);
  for (std::size_t item = begin, heads; item < end; item += heads) {
    const AttentionItem<T> at = attention_item(a, item, offset);
    heads = heads_together<V>(a, item, at.rows, end - item);
    offset += heads * at.stride * at.stride;
    if (heads > 1) {
      attend_narrow<V>(a, at);
      continue;
    }
    const std::size_t place = at.start * a.ld + at.channel;
    transpose_padded<L>(a.scratch, at.stride, a.k + place, a.ld, at.rows, width);
    for (std::size_t i = 0; i < at.rows; i += block_rows) {
      const std::size_t rows = std::min(block_rows, at.rows - i), keys = i + block_rows;
      T* scores = at.probabilities + i * at.stride;
      multiply_block<L>(scores, at.stride, block_rows, BlockRows<T>::of(a.q + place + i * a.ld, a.ld, rows),
                        a.scratch, at.stride, width, whole_keys<L>(keys));
      softmax_block<L>(scores, at.stride, factor, i, rows, part);
      multiply_block<L>(a.out + (at.start + i) * channels + at.channel, channels, rows,
                        BlockRows<T>::of(scores, at.stride, rows), a.v + place, a.ld, std::min(keys, at.rows),
                        width);
    }
  }
}

/// The gradients of the scores of rows first..first+rows-1 from those of their softmax, in place, with zeros
/// where `probabilities` has them; in groups as in softmax_block.
template <class L, class T>
static inline void softmax_block_backward(T* d_scores, const T* probabilities, std::size_t stride, T factor,
                                          std::size_t first, std::size_t rows) {
  constexpr std::size_t width = L::width, group = group_rows<L>;
  const L by = L::splat(factor);
  for (std::size_t i = 0; i < rows; i += group) {
    T* const d_row = d_scores + i * stride;
    const T* const row = probabilities + i * stride;
    const std::size_t last = (first + i) / width * width, end = first + block_rows;
    L sums[group];
    for (L& sum : sums) sum = L::splat(T(0));
    for (std::size_t j = 0; j <= last; j += width) {
      for (std::size_t r = 0; r < group; ++r) {
        const std::size_t at = r * stride + j;
        sums[r] = fma(L::load(row + at), L::load(d_row + at), sums[r]);
      }
    }
    T means[group];
    across<Sum>(means, sums);
    for (std::size_t j = 0; j <= last; j += width) {
      for (std::size_t r = 0; r < group; ++r) {
        const std::size_t at = r * stride + j;
        (L::load(row + at) * (L::load(d_row + at) - L::splat(means[r])) * by).store(d_row + at);
      }
    }
    for (std::size_t j = last + width; j < end; j += width) L::splat(T(0)).store(d_row + j);
  }
}

template <class V, class T>
void attention_backward(const Attention<T>& a, const AttentionGradient<T>& d, std::size_t begin,
                        std::size_t end) {
  using L = typename V::template Lane<T>;
  using Rows = BlockRows<T>;
  const std::size_t width = a.head_width, channels = a.heads * width;
  const T factor = T(1) / std::sqrt(static_cast<T>(width));
  std::size_t offset = attention_offset(a.starts, a.heads, begin);
  for (std::size_t item = begin, heads; item < end; item += heads) {
    const AttentionItem<T> at = attention_item(a, item, offset);
    heads = heads_together<V>(a, item, at.rows, end - item);
    offset += heads * at.stride * at.stride;
    if (heads > 1) {
      attend_narrow_backward<V>(a, d, at);
      continue;
    }
    const std::size_t place = at.start * a.ld + at.channel;
    const T* d_out = d.out + at.start * channels + at.channel;
    T* d_scores = a.scratch + width * at.stride;  // (padded rows, stride)
    transpose_padded<L>(a.scratch, at.stride, a.v + place, a.ld, at.rows, width);
    for (std::size_t i = 0; i < at.rows; i += block_rows) {
      const std::size_t rows = std::min(block_rows, at.rows - i), keys = i + block_rows;
      T* d_block = d_scores + i * at.stride;
      multiply_block<L>(d_block, at.stride, block_rows, Rows::of(d_out + i * channels, channels, rows),
                        a.scratch, at.stride, width, whole_keys<L>(keys));
      softmax_block_backward<L>(d_block, at.probabilities + i * at.stride, at.stride, factor, i, rows);
      multiply_block<L>(d.q + place + i * a.ld, a.ld, rows, Rows::of(d_block, at.stride, rows), a.k + place,
                        a.ld, std::min(keys, at.rows), width);
    }
    for (std::size_t j = 0; j < at.rows; j += block_rows) {
      const std::size_t rows = std::min(block_rows, at.rows - j), queries = at.rows - j;
      const std::size_t diagonal = j * at.stride + j;
      multiply_block<L>(d.k + place + j * a.ld, a.ld, rows, Rows::transposed(d_scores + diagonal, at.stride),
                        a.q + place + j * a.ld, a.ld, queries, width);
      multiply_block<L>(d.v + place + j * a.ld, a.ld, rows,
                        Rows::transposed(at.probabilities + diagonal, at.stride), d_out + j * channels,
                        channels, queries, width);
    }
  }
}

}  // namespace lanes::kernels
