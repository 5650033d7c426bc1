// Matrix products for training, in the three layouts that a linear layer needs, at every size.
//
// The shape of it (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008): C is
// made in tiles that stay in registers while k runs. Lanes lie along the columns of B and C, each element of
// A is spread over a register, so there is no horizontal sum. A is read where it lies (or from a copy, if its
// rows are far apart); B is read where it lies if its rows can be loaded directly, and otherwise from a
// panel, a few columns copied so that consecutive k lie side by side (transposed on the way where needed). A
// ragged last column is a panel padded with zeros, ragged rows are tiles of even height: no edge is a slow
// path. Products of few positions go another way (gemm_few.h); gemm(), at the end, chooses.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include "kernels/gemm_few.h"
#include "kernels/kernel_table.h"
#include "kernels/rows.h"

namespace lanes::kernels {

template <class V, class T>
struct GemmKernel {
  using L = typename V::template Lane<T>;
  static constexpr std::size_t width = L::width;
  static constexpr std::size_t alignment = std::max<std::size_t>(16, sizeof(L));
  using Tile = typename V::Tile;
  static constexpr std::size_t max_registers = Tile::registers;  // side by side, for many rows
  static constexpr std::size_t row_registers = Tile::row_registers;
  static constexpr std::size_t depth = 256;      // k per panel, so that a panel stays in the L1 cache
  static constexpr std::size_t row_block = 256;  // rows of A that pass over one panel, for the L2 cache
  // Rows of A that lie `far` apart, or further, share few sets of the L1 cache. They are copied,
  // `copied_rows` at a time and each `gap` further than the one before ends, if enough columns of B then use
  // the copy: the fewer, the further apart the rows are.
  static constexpr std::size_t far = 256, worth_copying = 512 * far;
  static constexpr std::size_t copied_rows = 96, gap = 16;

  /// The part of the product that one call of `panel` works out: rows x (registers * width) of C.
  struct Panel {
    std::size_t rows, k;
    const T* a;
    std::size_t a_row, a_k;  // from one row of A to the next, and from one k to the next: one of them is 1
    const T* b;
    std::size_t ldb;  // from one k to the next
    T* c;
    std::size_t ldc;
    const T* addend;      // nullptr adds nothing
    T floor;              // what is below it is raised to it: 0 for relu, minus infinity for nothing
    std::size_t columns;  // of C; fewer than the registers hold when the last one is ragged
  };

  /// One tile: `rows` x `registers` registers of C, kept in registers over all k.
  template <std::size_t rows, std::size_t registers>
  static inline void tile(const Panel& p, const T* a, T* c, std::size_t ldc, const T* addend) {
    L sums[rows][registers];
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t j = 0; j < registers; ++j) {
        sums[r][j] = addend == nullptr ? L::splat(T(0)) : L::load(addend + r * ldc + j * width);
      }
    }
    const T* b = p.b;
    // [show: tile]
    for (std::size_t k = 0; k < p.k; ++k) {
      L right[registers];
      for (std::size_t j = 0; j < registers; ++j) right[j] = L::load(b + j * width);
      for (std::size_t r = 0; r < rows; ++r) {
        const L left = L::splat(a[r * p.a_row]);
        for (std::size_t j = 0; j < registers; ++j) sums[r][j] = fma(left, right[j], sums[r][j]);
      }
      a += p.a_k;
      b += p.ldb;
    }
    // [end]
    const L floor = L::splat(p.floor);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t j = 0; j < registers; ++j) max(sums[r][j], floor).store(c + r * ldc + j * width);
    }
  }

  /// All rows of a panel. The last two tiles are of even height: 7 rows are 4 + 3, not 6 + 1. A ragged panel
  /// passes through whole registers on the side, so that no tile ends in partial stores.
  template <std::size_t most, std::size_t registers>
  static void panel(const Panel& p) {
    constexpr std::size_t stride = registers * width;
    const bool ragged = p.columns != stride;
    alignas(alignment) T aside[most * stride];
    for (std::size_t i = 0, rows; i < p.rows; i += rows) {
      const std::size_t left = p.rows - i;
      rows = left >= 2 * most ? most : left > most ? (left + 1) / 2 : left;
      const T* const a = p.a + i * p.a_row;
      T* const c = p.c + i * p.ldc;
      const T* addend = p.addend == nullptr ? nullptr : p.addend + i * p.ldc;
      if (ragged && addend != nullptr) {
        copy_rows(aside, stride, addend, p.ldc, rows, p.columns);
        addend = aside;
      }
      T* const to = ragged ? aside : c;
      const std::size_t ldc = ragged ? stride : p.ldc;
      with_constant<most>(rows, [&](auto count) { tile<count, registers>(p, a, to, ldc, addend); });
      if (ragged) copy_rows(c, p.ldc, aside, stride, rows, p.columns);
    }
  }

  static void copy_rows(T* to, std::size_t to_ld, const T* from, std::size_t from_ld, std::size_t rows,
                        std::size_t columns) {
    for (std::size_t i = 0; i < rows; ++i) {
      over_lanes<L>(columns, [=](auto at) { at.store(to + i * to_ld, at.load(from + i * from_ld)); });
    }
  }

  /// A product of one row, over `registers` registers of its columns. Few columns are summed up in two
  /// chains, to hide the latency of addition.
  template <std::size_t registers>
  static void row_part(const Gemm<T>& g, std::size_t column) {
    constexpr std::size_t chains = 2 * registers <= row_registers ? 2 : 1;
    L sums[registers];
    for (std::size_t j = 0; j < registers; ++j) {
      sums[j] = g.addend == nullptr ? L::splat(T(0)) : L::load(g.addend + column + j * width);
    }
    add_row_product<chains>(sums, g.a, g.b + column, g.ldb, g.k, Whole<L>{0});
    for (std::size_t j = 0; j < registers; ++j) {
      if (g.relu) sums[j] = max(sums[j], L::splat(T(0)));
      sums[j].store(g.c + column + j * width);
    }
  }

  /// Whether a product is one of a single row and a matrix whose rows can be loaded directly, as when a model
  /// samples.
  static bool is_row(const Gemm<T>& g) { return g.m == 1 && g.layout == Layout::nn && g.n % width == 0; }

  static void row(const Gemm<T>& g) {
    constexpr std::size_t step = row_registers * width;
    std::size_t column = 0;
    for (; column + step <= g.n; column += step) row_part<row_registers>(g, column);
    const std::size_t rest = (g.n - column) / width;
    if (rest > 0) with_constant<row_registers - 1>(rest, [&](auto count) { row_part<count>(g, column); });
  }

  /// Copies `columns` columns of B from k = begin on into a panel: the values for one k lie side by side.
  /// What a ragged panel holds beyond them goes into no result.
  template <std::size_t registers>
  static void pack(T* to, const Gemm<T>& g, std::size_t column, std::size_t columns, std::size_t begin,
                   std::size_t count) {
    constexpr std::size_t stride = registers * width;
    if (g.layout != Layout::nt) {
      const T* from = g.b + begin * g.ldb + column;
      if (columns != stride) return copy_rows(to, stride, from, g.ldb, count, columns);
      for (std::size_t k = 0; k < count; ++k, from += g.ldb, to += stride) {
        for (std::size_t j = 0; j < stride; j += width) L::load(from + j).store(to + j);
      }
      return;
    }
    for (std::size_t j = 0; j < stride; j += width) {
      const T* from[width];
      for (std::size_t r = 0; r < width; ++r) {
        from[r] = g.b + (column + std::min(j + r, columns - 1)) * g.ldb + begin;
      }
      over_lanes<L>(count, [&](auto at) {
        L block[width];
        for (std::size_t r = 0; r < width; ++r) block[r] = at.load(from[r]);
        L::transpose(block);
        for (int r = 0; r < at.count; ++r) {
          block[r].store(to + (at.i + static_cast<std::size_t>(r)) * stride + j);
        }
      });
    }
  }

  [[gnu::noinline]] static void run(const Gemm<T>& g) {
    if (g.m == 0 || g.n == 0) return;
    alignas(alignment) T packed[depth * max_registers * width];
    const bool a_transposed = g.layout == Layout::tn;
    const std::size_t registers_in_n = (g.n + width - 1) / width;
    const std::size_t panels = (registers_in_n + max_registers - 1) / max_registers;
    // Panels of even width: 16 columns are 8 + 8, not 12 + 4.
    const std::size_t even = registers_in_n / panels, wider = registers_in_n % panels;
    const bool many_rows = g.m > 8 * Tile::rows(max_registers);
    const bool copy_a = g.lda >= far && g.n >= worth_copying / g.lda;
    const std::size_t rows_at_once = copy_a ? copied_rows : row_block;
    const std::size_t copied_ld = (a_transposed ? copied_rows : depth) + gap;
    alignas(alignment) T copied[(depth + gap) * (copied_rows + gap)];
    for (std::size_t k = 0; k == 0 || k < g.k; k += depth) {
      const std::size_t depth_here = std::min(depth, g.k - k);
      for (std::size_t i = 0; i < g.m; i += rows_at_once) {
        const std::size_t rows_here = std::min(rows_at_once, g.m - i);
        const T* a = a_transposed ? g.a + k * g.lda + i : g.a + i * g.lda + k;
        if (copy_a) {
          copy_rows(copied, copied_ld, a, g.lda, a_transposed ? depth_here : rows_here,
                    a_transposed ? rows_here : depth_here);
        }
        std::size_t column = 0;
        for (std::size_t at = 0; at < panels; ++at) {
          const std::size_t registers = at < wider ? even + 1 : even;
          const std::size_t columns = std::min(registers * width, g.n - column);
          Panel p;
          p.rows = rows_here;
          p.k = depth_here;
          p.a = copy_a ? copied : a;
          p.a_row = a_transposed ? 1 : copy_a ? copied_ld : g.lda;
          p.a_k = a_transposed ? copy_a ? copied_ld : g.lda : 1;
          if (g.layout == Layout::nt || many_rows || columns % width != 0) {
            with_constant<max_registers>(
                registers, [&](auto count) { pack<count>(packed, g, column, columns, k, depth_here); });
            p.b = packed;
            p.ldb = registers * width;
          } else {
            p.b = g.b + k * g.ldb + column;
            p.ldb = g.ldb;
          }
          p.c = g.c + i * g.ldc + column;
          p.ldc = g.ldc;
          p.addend = k > 0 ? p.c : g.addend == nullptr ? nullptr : g.addend + i * g.ldc + column;
          p.floor = g.relu && k + depth_here == g.k ? T(0) : -std::numeric_limits<T>::infinity();
          p.columns = columns;
          with_constant<max_registers>(registers, [&](auto count) { panel<Tile::rows(count), count>(p); });
          column += columns;
        }
      }
    }
  }
};

template <class V, class T>
void gemm(const Gemm<T>& product) {
  using Large = GemmKernel<V, T>;
  using Few = GemmOfFew<V, T>;
  Gemm<T> empty;
  if (product.k == 0) {  // its operands may be no place at all, from which none could be reckoned
    empty = product;
    empty.a = empty.b = product.c;
    empty.lda = empty.ldb = 0;
  }
  const Gemm<T>& g = product.k == 0 ? empty : product;
  if (Large::is_row(g)) {
    Large::row(g);
  } else if (Few::fits(g)) {
    Few::run(g);
  } else {
    Large::run(g);
  }
}

}  // namespace lanes::kernels
