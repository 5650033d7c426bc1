// How a ReLU that flipped is told from a bug (lockstep.h): both are injected into the kernels of a variant.
#include <catch_amalgamated.hpp>
#include <limits>

#include "golden.h"
#include "kernels/variants.h"
#include "lockstep.h"

using namespace lanes;

namespace {

constexpr double bound = 1e-5;

/// The plainest kernels, with the product of the hidden layer replaced.
KernelTable<float> with_product(void (*product)(const Gemm<float>&)) {
  KernelTable<float> kernels = f32_kernels(variants().front().name);
  kernels.gemm = product;
  return kernels;
}

void multiply(const Gemm<float>& product) { f32_kernels(variants().front().name).gemm(product); }

/// The product with a ReLU whose units open at `least` already, where they are only just above zero.
void multiply_with_relu_from(const Gemm<float>& product, float least) {
  Gemm<float> linear = product;
  linear.relu = false;
  multiply(linear);
  if (!product.relu) return;
  for (std::size_t i = 0; i < product.m; ++i) {
    for (std::size_t j = 0; j < product.n; ++j) {
      float& y = product.c[i * product.ldc + j];
      y = y > 0.0f ? y : y > least ? std::numeric_limits<float>::min() : 0.0f;
    }
  }
}

Lockstep lockstep_of(const KernelTable<float>& kernels) {
  const Golden golden = read_golden("names-seed42");
  return lockstep(golden.options,
                  Corpus::parse(*golden.data(), golden.corpus, golden.options.config.block_size), kernels,
                  bound);
}

}  // namespace

TEST_CASE("flips: ReLUs that open within rounding of zero are named, and nothing else differs") {
  const Lockstep run =
      lockstep_of(with_product([](const Gemm<float>& product) { multiply_with_relu_from(product, -5e-6f); }));
  CHECK(run.bug == "");
  REQUIRE_FALSE(run.flips.empty());
  for (const Flip& flip : run.flips) CHECK(std::fabs(flip.before) <= near_zero);
}

TEST_CASE("flips: a ReLU that opens too early is a bug") {
  const Lockstep run =
      lockstep_of(with_product([](const Gemm<float>& product) { multiply_with_relu_from(product, -1e-3f); }));
  CHECK(run.bug.find("not next to zero") != std::string::npos);
}

TEST_CASE("flips: a product that is slightly wrong is a bug") {
  const Lockstep run = lockstep_of(with_product([](const Gemm<float>& product) {
    multiply(product);
    if (product.layout == Layout::nt) product.c[0] *= 1.001f;
  }));
  CHECK(run.bug != "");
}

TEST_CASE("flips: a right run has no bug") {
  for (const Variant& variant : variants()) {
    INFO(variant.name);
    CHECK(lockstep_of(f32_kernels(variant.name)).bug == "");
  }
}
