// A matrix product on several threads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/kernel_table.h"
#include "parallel/executor.h"
#include "simd/variant_list.h"

namespace lanes {

/// Computes the product; where there are threads, and work for them, C is split into a grid of parts. Columns
/// are split before rows: parts side by side pack different columns of B, parts one above the other the same.
/// Static, as files that are compiled for one variant use it, too.
template <class T>
static inline void multiply(const Executor& executor, const KernelTable<T>& kernels, const Gemm<T>& product) {
  constexpr std::uint64_t multiply_adds_per_part = 200'000;
  constexpr std::size_t columns_per_part = 64;
  constexpr std::size_t unit =
      std::max(4, widest_lanes);  // so that few parts end in a register that is not full
  const std::uint64_t multiply_adds = std::uint64_t{product.m} * product.n * product.k;
  const std::size_t parts = executor.range_count(multiply_adds, multiply_adds_per_part);
  if (parts == 1) return kernels.gemm(product);
  const std::size_t across = std::clamp<std::size_t>(product.n / columns_per_part, 1, parts);
  const std::size_t down = std::min(parts / across, product.m);
  executor.for_ranges(across * down, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto border = [](std::size_t at, std::size_t of, std::size_t size) {
        return at == of ? size : size * at / of / unit * unit;
      };
      const std::size_t row = border(i / across, down, product.m);
      const std::size_t column = border(i % across, across, product.n);
      Gemm<T> part = product;
      part.m = border(i / across + 1, down, product.m) - row;
      part.n = border(i % across + 1, across, product.n) - column;
      part.a += product.layout == Layout::tn ? row : row * product.lda;
      part.b += product.layout == Layout::nt ? column * product.ldb : column;
      part.c += row * product.ldc + column;
      if (part.addend != nullptr) part.addend += row * product.ldc + column;
      kernels.gemm(part);
    }
  });
}

}  // namespace lanes
