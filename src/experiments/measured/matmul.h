// The product of two square matrices: three plain loops, then the product that training uses, variant by
// variant.
#pragma once

#include "experiments/experiment.h"
#include "kernels/variants.h"
#include "parallel/multiply.h"

namespace lanes::experiments {

/// The matrices and the bookkeeping.
template <class V>
struct Matrices {
  std::size_t n;
  float *a, *b, *c;  // (n, n) each

  Matrices(Workspace& workspace, std::size_t size)
      : n(size),
        a(workspace.integers<float>(n * n, 5)),
        b(workspace.integers<float>(n * n, 7)),
        c(workspace.array<float>(n * n)) {}

  /// A pass that works C = A * B out by loop(c, a, b, n).
  template <class Loop>
  double pass_by(const Loop& loop, std::uint32_t turn) {
    a[0] = varied<float>(turn);
    loop(c, a, b, n);
    return static_cast<double>(c[0] + c[turn % (n * n)]);
  }

  Work work() const {
    const auto side = static_cast<double>(n);
    return {.items = side * side, .bytes = 12 * side * side, .flops = 2 * side * side * side};
  }
};

template <class V>
struct NaiveMatmul : Matrices<V> {
  using Matrices<V>::Matrices;

  // [show: naive]
  static void loop(float* c, const float* a, const float* b, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        float sum = 0.0f;
        for (std::size_t k = 0; k < n; ++k) sum += a[i * n + k] * b[k * n + j];
        c[i * n + j] = sum;
      }
    }
  }
  // [end]

  double pass(std::uint32_t turn) { return this->pass_by(loop, turn); }
};

/// kernels/gemm.h, the product that training uses.
template <class V>
struct BlockedMatmul : Matrices<V> {
  using Matrices<V>::Matrices;
  const KernelTable<float>& kernels = f32_kernels(V::name);

  // [show: blocked]
  void loop(float* c, const float* a, const float* b, std::size_t n) const {
    kernels.gemm({.m = n, .n = n, .k = n, .a = a, .lda = n, .b = b, .ldb = n, .c = c, .ldc = n});
  }
  // [end]

  double pass(std::uint32_t turn) {
    return this->pass_by([this](auto... matrices) { loop(matrices...); }, turn);
  }
};

/// The same on all threads, see parallel/multiply.h.
template <class V>
struct ThreadedMatmul : Matrices<V> {
  const KernelTable<float>& kernels = f32_kernels(V::name);
  Executor executor;

  ThreadedMatmul(Workspace& workspace, std::size_t size, const Executor& threads)
      : Matrices<V>(workspace, size), executor(threads) {}

  // [show: threads]
  void loop(float* c, const float* a, const float* b, std::size_t n) const {
    const Gemm<float> product{.m = n, .n = n, .k = n, .a = a, .lda = n, .b = b, .ldb = n, .c = c, .ldc = n};
    lanes::multiply(executor, kernels, product);
  }
  // [end]

  double pass(std::uint32_t turn) {
    return this->pass_by([this](auto... matrices) { loop(matrices...); }, turn);
  }
};

template <class V>
struct Matmul {
  static constexpr std::size_t sizes[] = {16, 48, 96, 192, 384, 768};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, NaiveMatmul>("naive", "naive", "three loops, as on paper"),
      contender<V, Home::scalar, BlockedMatmul>("scalar", "blocked",
                                                "in tiles that stay in registers, one element at a time"),
      contender<V, Home::autovec, BlockedMatmul>("autovec", "blocked",
                                                 "the scalar source, vectorised by the compiler if it can"),
      contender<V, Home::simd, BlockedMatmul>("simd", "blocked", "in tiles, four floats at a time"),
      contender<V, Home::relaxed, BlockedMatmul>("relaxed", "blocked",
                                                 "in tiles, four floats at a time, fused multiply-add"),
      threaded<V, ThreadedMatmul>(0, "threads", "threads",
                                  "in tiles, rows shared among all cores when there are enough"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "simd", .slower = "scalar", .least = 0.0, .most = 1.5, .to = 16},
      {.faster = "simd", .slower = "scalar", .least = 2.0, .from = 768},
  };
  static constexpr Description description = {
      .name = "matmul",
      .title = "Matrix product",
      .claim = "A 16 x 16 matrix product barely benefits from vectorised code, a 768 x 768 one does.",
      .clauses = clauses,
      .item = "element of the product",
      .size = "rows and columns",
      .sizes = sizes,
      .largest = 2'048,
      .unit = Unit::gigaflops,
      .ceiling = "peak",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Matmul)

}  // namespace lanes::experiments
