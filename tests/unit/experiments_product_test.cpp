// The product that is repeated for timing: right in every layout, and the same numbers on every variant and
// any number of threads.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cstddef>
#include <utility>
#include <vector>

#include "experiments/product.h"
#include "kernels/variants.h"

using namespace lanes;
using lanes::experiments::RepeatedProduct;

namespace {

struct Sizes {
  std::size_t m, n, k;
};

/// The sum over repetitions of the first element, and the checksum of the last product, by plain loops.
std::pair<double, double> expected(Layout layout, const Sizes& s, std::int64_t repetitions) {
  std::vector<double> a(s.m * s.k), b(s.k * s.n);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i % 5) - 2;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<double>(i % 7) - 3;
  const auto element = [&](std::size_t i, std::size_t j) {
    double sum = 0.0;
    for (std::size_t l = 0; l < s.k; ++l) {
      sum += a[layout == Layout::tn ? l * s.m + i : i * s.k + l] *
             b[layout == Layout::nt ? j * s.k + l : l * s.n + j];
    }
    return sum;
  };
  double firsts = 0.0, checksum = 0.0;
  for (std::int64_t repetition = 0; repetition < repetitions; ++repetition) {
    a[0] = static_cast<double>(repetition % 5);
    firsts += element(0, 0);
  }
  for (std::size_t i = 0; i < s.m * s.n; ++i) {
    checksum += element(i / s.n, i % s.n) * static_cast<double>(i % 3 + 1);
  }
  return {firsts, checksum};
}

}  // namespace

TEST_CASE("experiments: a repeated product is exact in every layout, on every variant and any threads") {
  const int most = std::min(thread_limit(), 3);
  for (const Sizes& sizes :
       {Sizes{1, 1, 1}, {3, 5, 7}, {17, 33, 9}, {64, 1, 40}, {1, 64, 300}, {131, 67, 97}}) {
    for (const Layout layout : {Layout::nn, Layout::nt, Layout::tn}) {
      const auto [firsts, checksum] = expected(layout, sizes, 7);
      for (const Variant& variant : variants()) {
        for (int threads = 1; threads <= most; ++threads) {
          CAPTURE(variant.name, sizes.m, sizes.n, sizes.k, static_cast<int>(layout), threads);
          RepeatedProduct product(layout, sizes.m, sizes.n, sizes.k, f32_kernels(variant.name),
                                  Executor(threads));
          CHECK(product.run(7) == firsts);
          CHECK(product.checksum() == checksum);
          CHECK(product.flops() == 2.0 * static_cast<double>(sizes.m * sizes.n * sizes.k));
        }
      }
    }
  }
}
