// A matrix product on all threads in use.
#pragma once

#include <cstddef>

#include "kernels/kernel_table.h"
#include "parallel/for_ranges.h"

namespace lanes {

/// Computes the product; where there are threads, and work for them, its rows are split.
template <class T>
void multiply(const KernelTable<T>& kernels, const Gemm<T>& product) {
  if (threads_in_use() == 1) return kernels.gemm(product);
  constexpr std::size_t multiply_adds_per_thread = 200'000;
  const std::size_t grain = multiply_adds_per_thread / (product.n * product.k + 1) + 1;
  for_ranges(product.m, grain, [&](std::size_t begin, std::size_t end) {
    Gemm<T> part = product;
    part.m = end - begin;
    part.a += product.layout == Layout::tn ? begin : begin * product.lda;
    part.c += begin * product.ldc;
    if (part.addend != nullptr) part.addend += begin * product.ldc;
    kernels.gemm(part);
  });
}

}  // namespace lanes
