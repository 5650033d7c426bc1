// Matrix products over few positions, as when a small model trains on one document: too few for a copy of an
// operand, or for large tiles, to pay.
//
// Everything is read where it lies. Lanes lie along the columns of C where the rows of B do, too; where B is
// transposed they lie along the sum, and as many sums as a register has lanes are added up by a transpose.
// The code is short on purpose: a small model's whole step has to fit in the processor's caches for
// instructions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include "kernels/kernel_table.h"
#include "kernels/over_lanes.h"

namespace lanes::kernels {

template <class V, class T>
struct GemmOfFew {
  using L = typename V::template Lane<T>;
  static constexpr std::size_t width = L::width;
  static constexpr std::size_t positions = 16;
  // What stays of B in the L1 cache with room for the rest: so many elements, in rows of at most so many.
  static constexpr std::size_t block_size = 6144, block_columns = 1024;
  // Of a product with B transposed; as many sums as there are registers for.
  static constexpr std::size_t nt_rows = width <= 4 ? 2 : 1;

  /// Whether a product is one of few positions, and whatever lanes lie along fills registers.
  static bool fits(const Gemm<T>& g) {
    return (g.layout == Layout::tn ? g.k : g.m) <= positions &&
           (g.layout == Layout::nt ? g.k : g.n) % width == 0;
  }

  /// The sums of a tile before the first term: the addend, or zeros.
  template <std::size_t rows, std::size_t registers, class At>
  static inline void begin(const Gemm<T>& g, L (&sums)[rows][registers], std::size_t offset, At at) {
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t j = 0; j < registers; ++j) {
        sums[r][j] =
            g.addend == nullptr ? L::splat(T(0)) : at.load(g.addend + offset + r * g.ldc + j * width);
      }
    }
  }

  template <std::size_t rows, std::size_t registers, class At>
  static inline void finish(const Gemm<T>& g, L (&sums)[rows][registers], std::size_t offset, At at) {
    const L floor = L::splat(g.relu ? T(0) : -std::numeric_limits<T>::infinity());
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t j = 0; j < registers; ++j) {
        at.store(g.c + offset + r * g.ldc + j * width, max(sums[r][j], floor));
      }
    }
  }

  /// The tile of C at (i, j) against rows of B: lanes along the columns.
  template <bool a_transposed, std::size_t rows, std::size_t registers>
  static inline void along_columns(const Gemm<T>& g, std::size_t i, std::size_t j) {
    L sums[rows][registers];
    begin(g, sums, i * g.ldc + j, Whole<L>{0});
    const T *a = g.a + (a_transposed ? i : i * g.lda), *b = g.b + j;
    for (std::size_t k = g.k; k > 0; --k, a += a_transposed ? g.lda : 1, b += g.ldb) {
      for (std::size_t c = 0; c < registers; ++c) {
        const L right = L::load(b + c * width);
        for (std::size_t r = 0; r < rows; ++r) {
          sums[r][c] = fma(L::splat(a[a_transposed ? r : r * g.lda]), right, sums[r][c]);
        }
      }
    }
    finish(g, sums, i * g.ldc + j, Whole<L>{0});
  }

  /// The same against `columns` rows of B transposed: lanes along the sum.
  template <std::size_t rows, std::size_t registers, class At>
  static inline void along_sum(const Gemm<T>& g, std::size_t i, std::size_t j, std::size_t columns, At at) {
    L sums[rows][registers * width];
    for (auto& row : sums) {
      for (L& sum : row) sum = L::splat(T(0));
    }
    const T* const a = g.a + i * g.lda;
    const T* column[registers * width];  // the last stands in for those that are missing
    for (std::size_t c = 0; c < registers * width; ++c) {
      column[c] = g.b + (j + std::min(c, columns - 1)) * g.ldb;
    }
    for (std::size_t k = 0; k < g.k; k += width) {
      L left[rows];
      for (std::size_t r = 0; r < rows; ++r) left[r] = L::load(a + r * g.lda + k);
      for (std::size_t c = 0; c < registers * width; ++c) {
        const L right = L::load(column[c] + k);
        for (std::size_t r = 0; r < rows; ++r) sums[r][c] = fma(left[r], right, sums[r][c]);
      }
    }
    L results[rows][registers];
    begin(g, results, i * g.ldc + j, at);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < registers; ++c) {
        results[r][c] = results[r][c] + L::sums(&sums[r][c * width]);
      }
    }
    finish(g, results, i * g.ldc + j, at);
  }

  /// Calls tile(Constant<rows>{}, i) for all rows, `most` at a time, then one by one.
  template <std::size_t most, class Tile>
  static inline void over_rows(std::size_t m, Tile&& tile) {
    std::size_t i = 0;
    for (; i + most <= m; i += most) tile(Constant<most>{}, i);
    for (; i < m; ++i) tile(Constant<1>{}, i);
  }

  template <bool a_transposed, std::size_t rows, std::size_t registers>
  static inline void against_rows(const Gemm<T>& g) {
    over_rows<rows>(g.m, [&](auto count, std::size_t i) {
      in_runs<L, registers>(g.n, [&](std::size_t j, auto side_by_side) {
        along_columns<a_transposed, count, side_by_side>(g, i, j);
      });
    });
  }

  // Each has a copy of its own of what to multiply: through the reference it would be read again after every
  // store.
  [[gnu::noinline]] static void nn(const Gemm<T>& product) {
    const Gemm<T> g = product;
    against_rows<false, 2, 4>(g);
  }

  /// The same in blocks of B that stay in the L1 cache: a large B comes from further away once, and not once
  /// for every two rows of A. The sums wait in C meanwhile, and come out the same.
  [[gnu::noinline]] static void nn_in_blocks(const Gemm<T>& g) {
    for (std::size_t column = 0; column < g.n; column += block_columns) {
      Gemm<T> block = g;
      block.n = std::min(block_columns, g.n - column);
      block.c += column;
      if (g.addend != nullptr) block.addend += column;
      const std::size_t depth = block_size / block.n;
      for (std::size_t k = 0; k < g.k; k += depth) {
        block.k = std::min(depth, g.k - k);
        block.a = g.a + k;
        block.b = g.b + k * g.ldb + column;
        block.relu = g.relu && k + block.k == g.k;
        nn(block);
        block.addend = block.c;
      }
    }
  }
  [[gnu::noinline]] static void tn(const Gemm<T>& product) {
    const Gemm<T> g = product;
    against_rows<true, 4, 2>(g);
  }

  [[gnu::noinline]] static void nt(const Gemm<T>& product) {
    const Gemm<T> g = product;
    const std::size_t whole = g.n / width * width;
    in_runs<L, width == 1 ? 4 : 1>(g.n, [&](std::size_t j, auto registers) {
      over_rows<nt_rows>(g.m, [&](auto rows, std::size_t i) {
        along_sum<rows, registers>(g, i, j, Constant<registers * width>{}, Whole<L>{0});
      });
    });
    if constexpr (width > 1) {
      if (whole < g.n) {
        over_rows<nt_rows>(g.m, [&](auto rows, std::size_t i) {
          along_sum<rows, 1>(g, i, whole, g.n - whole, Part<L>{0, static_cast<int>(g.n - whole)});
        });
      }
    }
  }

  static void run(const Gemm<T>& g) {
    if (g.layout == Layout::nn) return g.m > 2 && g.n * g.k > block_size ? nn_in_blocks(g) : nn(g);
    g.layout == Layout::tn ? tn(g) : nt(g);
  }
};

}  // namespace lanes::kernels
