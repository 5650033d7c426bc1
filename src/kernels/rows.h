// Loops that treat a matrix row by row, or rearrange it: sums, transposes, softmax, rmsnorm, cross-entropy,
// embedding rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/elementwise.h"
#include "simd/lane1.h"
#include "simd/math.h"

namespace lanes::kernels {

/// How many terms are added one after the other. Longer sums are made of the sums of such blocks, so that
/// their rounding does not grow with their length, nor depend on how many lanes share it.
inline constexpr std::size_t longest_chain = 512;

/// The sum of n terms, of which block(begin, count) sums up some.
template <class T, class Block>
static inline T sum_of_blocks(std::size_t n, Block&& block) {
  double total = 0.0;
  std::size_t begin = 0;
  do {
    const std::size_t count = std::min(longest_chain, n - begin);
    total += static_cast<double>(block(begin, count));
    begin += count;
  } while (begin < n);
  return static_cast<T>(total);
}

template <class V, class T>
T total(const T* a, std::size_t n) {
  using L = typename V::template Lane<T>;
  return sum_of_blocks<T>(n, [&](std::size_t begin, std::size_t count) {
    // Four sums side by side hide the latency of addition; their order is fixed, so results repeat.
    constexpr std::size_t width = L::width;
    L sums[4] = {L::splat(T(0)), L::splat(T(0)), L::splat(T(0)), L::splat(T(0))};
    const T* from = a + begin;
    std::size_t i = 0;
    for (; i + 4 * width <= count; i += 4 * width) {
      for (std::size_t r = 0; r < 4; ++r) sums[r] = sums[r] + L::load(from + i + r * width);
    }
    over_lanes<L>(count - i, [&](auto at) { sums[0] = sums[0] + at.load(from + i); });
    return sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
  });
}

template <class V, class T>
void sum_rows(T* out, const T* a, std::size_t rows, std::size_t columns, bool accumulate) {
  using L = typename V::template Lane<T>;
  assign_or_add<L>(out, columns, accumulate, [=](auto at) {
    L s = L::splat(T(0));
    for (std::size_t begin = 0; begin < rows; begin += longest_chain) {
      L block = L::splat(T(0));
      const std::size_t end = std::min(rows, begin + longest_chain);
      for (std::size_t i = begin; i < end; ++i) block = block + at.load(a + i * columns);
      s = s + block;
    }
    return s;
  });
}

/// out (columns, rows) = a (rows, columns) transposed. Not inlined: there are two callers.
template <class L, class T>
[[gnu::noinline]] static void transpose_directly(T* out, std::size_t out_ld, const T* a, std::size_t a_ld,
                                                 std::size_t rows, std::size_t columns) {
  constexpr std::size_t width = L::width;
  const std::size_t block_rows = rows / width * width, block_columns = columns / width * width;
  for (std::size_t i = 0; i < block_rows; i += width) {
    for (std::size_t j = 0; j < block_columns; j += width) {
      L block[width];
      for (std::size_t r = 0; r < width; ++r) block[r] = L::load(a + (i + r) * a_ld + j);
      L::transpose(block);
      for (std::size_t r = 0; r < width; ++r) block[r].store(out + (j + r) * out_ld + i);
    }
  }
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = i < block_rows ? block_columns : 0; j < columns; ++j) {
      out[j * out_ld + i] = a[i * a_ld + j];
    }
  }
}

/// Copies a row. A plain loop the compiler would replace by memcpy, which in WebAssembly moves a few bytes at
/// a time.
template <class L, class T>
static inline void copy_row(T* to, const T* from, std::size_t n) {
  const auto copy = [=](std::size_t first, auto registers) {
    L row[registers];
    for (std::size_t c = 0; c < registers; ++c) row[c] = L::load(from + first + c * L::width);
    for (std::size_t c = 0; c < registers; ++c) row[c].store(to + first + c * L::width);
  };
  in_runs<L, 4>(n, copy);
  const std::size_t whole = n / L::width * L::width;
  over_lanes<L>(n - whole, [=](auto at) { at.store(to + whole, at.load(from + whole)); });
}

/// The same, in blocks that are made on the side and copied line by line. Not inlined: small matrices should
/// not pay for its room on the stack.
template <class L, class T>
[[gnu::noinline]] static void transpose_in_blocks(T* out, std::size_t out_ld, const T* a, std::size_t a_ld,
                                                  std::size_t rows, std::size_t columns) {
  constexpr std::size_t side = 64;
  alignas(64) T block[side * side];
  for (std::size_t i = 0; i < rows; i += side) {
    const std::size_t height = std::min(side, rows - i);
    for (std::size_t j = 0; j < columns; j += side) {
      const std::size_t width = std::min(side, columns - j);
      transpose_directly<L>(block, side, a + i * a_ld + j, a_ld, height, width);
      for (std::size_t r = 0; r < width; ++r) {
        copy_row<L>(out + (j + r) * out_ld + i, block + r * side, height);
      }
    }
  }
}

template <class V, class T>
void transpose(T* out, std::size_t out_ld, const T* a, std::size_t a_ld, std::size_t rows,
               std::size_t columns) {
  // Rows of the result that lie a multiple of this apart share few sets of the L1 cache, and fall out of it
  // before a line of theirs is full.
  constexpr std::size_t shared = 256;
  const auto run = out_ld % shared == 0 ? transpose_in_blocks<typename V::template Lane<T>, T>
                                        : transpose_directly<typename V::template Lane<T>, T>;
  run(out, out_ld, a, a_ld, rows, columns);
}

/// The largest of n numbers; minus infinity for none.
template <class L, class T>
static inline T largest_of(const T* a, std::size_t n) {
  constexpr T lowest = -std::numeric_limits<T>::infinity();
  L top = L::splat(lowest);
  over_lanes<L>(n, [&](auto at) { top = max(at.load(a, lowest), top); });
  return largest(top);
}

/// out = e^(a - shift) and the sum of it.
template <class L, class T>
static inline T exponentials(T* out, const T* a, T shift, std::size_t n, const PartLanes<L>& part) {
  const L by = L::splat(shift);
  return sum_of_blocks<T>(n, [&](std::size_t begin, std::size_t count) {
    L s = L::splat(T(0));
    over_lanes<L>(count, [&](auto at) {
      const L e = part(at.load(a + begin) - by);
      at.store(out + begin, e);
      s = s + at.kept(e, T(0));
    });
    return sum(s);
  });
}

/// out = the softmax of each row, and, where they are wanted, tops = its largest number, sums = the sum of
/// e^(a - top). Not inlined: there are two callers.
template <class L, class T>
[[gnu::noinline]] static void softmax_rows(T* out, const T* a, std::size_t rows, std::size_t columns, T* tops,
                                           T* sums) {
  const PartLanes<L> part;
  for (std::size_t i = 0; i < rows; ++i, a += columns, out += columns) {
    const T top = largest_of<L>(a, columns), s = exponentials<L>(out, a, top, columns, part);
    const L by = L::splat(T(1) / s);
    over_lanes<L>(columns, [=](auto at) { at.store(out, at.load(out) * by); });
    if (sums == nullptr) continue;
    tops[i] = top;
    sums[i] = s;
  }
}

/// sum of a * b.
template <class L, class T>
static inline T dot(const T* a, const T* b, std::size_t n) {
  const auto block = [=](std::size_t begin, std::size_t count) {
    L s = L::splat(T(0));
    over_lanes<L>(count, [&](auto at) { s = fma(at.load(a + begin), at.load(b + begin), s); });
    return sum(s);
  };
  // Most rows are short, and most of them would wait for the arithmetic of blocks.
  return n <= longest_chain ? block(0, n) : sum_of_blocks<T>(n, block);
}

template <class V, class T>
void softmax(T* out, const T* a, std::size_t rows, std::size_t columns) {
  softmax_rows<typename V::template Lane<T>, T>(out, a, rows, columns, nullptr, nullptr);
}

template <class V, class T>
void softmax_backward(T* out, const T* y, const T* dy, std::size_t rows, std::size_t columns,
                      bool accumulate) {
  using L = typename V::template Lane<T>;
  for (std::size_t i = 0; i < rows; ++i) {
    const T *yi = y + i * columns, *dyi = dy + i * columns;
    const L mean = L::splat(dot<L>(yi, dyi, columns));
    assign_or_add<L>(out + i * columns, columns, accumulate,
                     [=](auto at) { return at.load(yi) * (at.load(dyi) - mean); });
  }
}

template <class V, class T>
void rmsnorm(T* out, T* scales, const T* a, std::size_t rows, std::size_t columns) {
  using L = typename V::template Lane<T>;
  const T share = T(1) / static_cast<T>(columns);
  for (std::size_t i = 0; i < rows; ++i) {
    const T* from = a + i * columns;
    T* to = out + i * columns;
    const T s = T(1) / std::sqrt(dot<L>(from, from, columns) * share + T(1e-5));
    scales[i] = s;
    const L by = L::splat(s);
    over_lanes<L>(columns, [=](auto at) { at.store(to, at.load(from) * by); });
  }
}

template <class V, class T>
void rmsnorm_backward(T* out, const T* a, const T* scales, const T* dy, std::size_t rows, std::size_t columns,
                      bool accumulate) {
  using L = typename V::template Lane<T>;
  const T share = T(1) / static_cast<T>(columns);
  for (std::size_t i = 0; i < rows; ++i) {
    const T *ai = a + i * columns, *dyi = dy + i * columns;
    const T s = scales[i];
    const T along = dot<L>(ai, dyi, columns) * share;
    const L by = L::splat(s), back = L::splat(-s * s * s * along);
    assign_or_add<L>(out + i * columns, columns, accumulate,
                     [=](auto at) { return fma(at.load(ai), back, by * at.load(dyi)); });
  }
}

template <class V, class T>
void cross_entropy(T* losses, T* probabilities, const T* logits, const std::int32_t* targets,
                   std::size_t rows, std::size_t columns) {
  using L = typename V::template Lane<T>;
  constexpr std::size_t at_once = 64;  // rows whose logarithms are taken together, in lanes
  const LogLanes<L> ln;
  for (std::size_t first = 0; first < rows; first += at_once) {
    const std::size_t count = std::min(at_once, rows - first), start = first * columns;
    T of_targets[at_once], tops[at_once], sums[at_once];
    for (std::size_t i = 0; i < count; ++i) {  // before probabilities may overwrite them
      of_targets[i] = logits[start + i * columns + static_cast<std::size_t>(targets[first + i])];
    }
    softmax_rows<L>(probabilities + start, logits + start, count, columns, tops, sums);
    over_lanes<L>(count, [&](auto at) {
      at.store(losses + first, ln(at.load(sums, T(1))) - (at.load(of_targets) - at.load(tops)));
    });
  }
}

template <class V, class T>
void cross_entropy_backward(T* out, const T* probabilities, const std::int32_t* targets, const T* weights,
                            T factor, std::size_t rows, std::size_t columns, bool accumulate) {
  using L = typename V::template Lane<T>;
  for (std::size_t i = 0; i < rows; ++i) {
    const T* from = probabilities + i * columns;
    T* to = out + i * columns;
    const T weight = factor * weights[i];
    const L by = L::splat(weight);
    assign_or_add<L>(to, columns, accumulate, [=](auto at) { return by * at.load(from); });
    to[targets[i]] -= weight;
  }
}

template <class V, class T>
void gather(T* out, const T* table, const std::int32_t* ids, std::size_t rows, std::size_t columns,
            bool accumulate) {
  using L = typename V::template Lane<T>;
  for (std::size_t i = 0; i < rows; ++i) {
    const T* from = table + static_cast<std::size_t>(ids[i]) * columns;
    assign_or_add<L>(out + i * columns, columns, accumulate, [=](auto at) { return at.load(from); });
  }
}

template <class V, class T>
void scatter(T* table, const T* a, const std::int32_t* ids, std::size_t rows, std::size_t columns) {
  using L = typename V::template Lane<T>;
  for (std::size_t i = 0; i < rows; ++i) {
    const T* from = a + i * columns;
    assign_or_add<L>(table + static_cast<std::size_t>(ids[i]) * columns, columns, true,
                     [=](auto at) { return at.load(from); });
  }
}

}  // namespace lanes::kernels
