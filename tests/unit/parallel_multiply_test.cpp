// Matrix products on several threads: split into parts, they are what one thread makes of them, at every
// edge.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "kernels/variants.h"
#include "parallel/executor.h"
#include "parallel/multiply.h"

namespace {

using lanes::Layout;

std::vector<float> numbers(std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i * 7919 % 1009) / 500.0f - 1.0f;
  return values;
}

struct Shape {
  std::size_t m, n, k;
};

}  // namespace

TEST_CASE("parallel: a product on several threads is the same to the bit as on one") {
  const lanes::KernelTable<float>& kernels = lanes::f32_kernels(lanes::variants().back().name);
  for (const Shape shape : {Shape{512, 128, 128},
                            {129, 65, 257},
                            {1000, 3, 301},
                            {2, 700, 601},
                            {5, 4099, 31},
                            {70, 333, 64},
                            {64, 64, 98},
                            {300, 64, 300}}) {
    const std::vector<float> a = numbers(shape.m * shape.k), b = numbers(shape.k * shape.n),
                             start = numbers(shape.m * shape.n);
    for (const Layout layout : {Layout::nn, Layout::nt, Layout::tn}) {
      for (const bool accumulate : {false, true}) {
        lanes::Gemm<float> product;
        product.layout = layout;
        product.m = shape.m;
        product.n = shape.n;
        product.k = shape.k;
        product.a = a.data();
        product.lda = layout == Layout::tn ? shape.m : shape.k;
        product.b = b.data();
        product.ldb = layout == Layout::nt ? shape.k : shape.n;
        product.ldc = shape.n;
        product.relu = !accumulate;
        std::vector<float> alone = start, together = start;
        product.c = alone.data();
        product.addend = accumulate ? alone.data() : nullptr;
        kernels.gemm(product);
        product.c = together.data();
        product.addend = accumulate ? together.data() : nullptr;
        for (int threads = 2; threads <= std::min(lanes::thread_limit(), 5); ++threads) {
          CAPTURE(shape.m, shape.n, shape.k, static_cast<int>(layout), accumulate, threads);
          together = start;
          const std::uint64_t before = lanes::Executor::splits();
          lanes::multiply(lanes::Executor(threads), kernels, product);
          CHECK(lanes::Executor::splits() - before == 1);
          CHECK(together == alone);
        }
      }
    }
  }
}
