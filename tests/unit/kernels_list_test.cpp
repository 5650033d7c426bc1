// Runs the test of every kernel of the list on every variant of this binary, and in double precision.
#include <catch_amalgamated.hpp>
#include <string>

#include "kernel_test.h"
#include "kernels/variants.h"
#include "simd/macros.h"
#include "simd/variant_list.h"

#define LANES_KERNEL(kernel, result, parameters, description)                   \
  TEST_CASE("kernel: " #kernel) {                                               \
    for (const lanes::Variant& variant : lanes::variants()) {                   \
      DYNAMIC_SECTION(variant.name << " f32") {                                 \
        lanes::kernel_test::test_##kernel(lanes::f32_kernels(variant.name));    \
      }                                                                         \
    }                                                                           \
    SECTION("f64") { lanes::kernel_test::test_##kernel(lanes::f64_kernels()); } \
  }
#include "kernels/kernels.def"
#undef LANES_KERNEL

TEST_CASE("kernels: every table is complete and says whose it is") {
  REQUIRE(!lanes::variants().empty());
  for (const lanes::Variant& variant : lanes::variants()) {
    INFO(variant.name);
    CHECK(!variant.description.empty());
    const lanes::KernelTable<float>& table = lanes::f32_kernels(variant.name);
    CHECK(table.variant == variant.name);
    CHECK(&lanes::find_variant(variant.name) == &variant);
#define LANES_KERNEL(kernel, result, parameters, description) CHECK(table.kernel != nullptr);
#include "kernels/kernels.def"
#undef LANES_KERNEL
  }
#define LANES_KERNEL(kernel, result, parameters, description) CHECK(lanes::f64_kernels().kernel != nullptr);
#include "kernels/kernels.def"
#undef LANES_KERNEL
}

namespace {

template <class T>
void check_training(const lanes::KernelTable<T>& training, const lanes::KernelTable<T>& all) {
  CHECK(training.variant == all.variant);
#define LANES_KERNEL(kernel, result, parameters, description) CHECK(training.kernel == all.kernel);
#define LANES_OTHER_KERNEL(kernel, result, parameters, description) CHECK(training.kernel == nullptr);
#include "kernels/kernels.def"
#undef LANES_KERNEL
}

}  // namespace

TEST_CASE("kernels: the tables for training hold the same functions, and none that a GPT does without") {
  for (const lanes::Variant& variant : lanes::variants()) {
    check_training(lanes::f32_training_kernels(variant.name), lanes::f32_kernels(variant.name));
  }
  check_training(lanes::f64_training_kernels(), lanes::f64_kernels());
}

TEST_CASE("kernels: no two variants share a function") {
  // Two variants made of one lane type with different flags must not be merged by the linker.
  for (const lanes::Variant& a : lanes::variants()) {
    for (const lanes::Variant& b : lanes::variants()) {
      if (a.name == b.name) continue;
      INFO(a.name << " and " << b.name);
#define LANES_KERNEL(kernel, result, parameters, description) \
  CHECK(lanes::f32_kernels(a.name).kernel != lanes::f32_kernels(b.name).kernel);
#include "kernels/kernels.def"
#undef LANES_KERNEL
    }
  }
}

TEST_CASE("kernels: a variant that is not here is refused in words") {
  using Catch::Matchers::ContainsSubstring;
  using Catch::Matchers::MessageMatches;
  CHECK_THROWS_MATCHES(lanes::find_variant("avx1024"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("avx1024") &&
                                      ContainsSubstring(std::string(lanes::variants().front().name))));
  CHECK_THROWS_AS(lanes::f32_kernels(""), std::invalid_argument);
}

TEST_CASE("kernels: the best variant is the last that can run") {
  CHECK(&lanes::find_variant("best") == &lanes::variants().back());
}

#ifndef __wasm__
TEST_CASE("kernels: a variant that this processor cannot run is left out, and it is told what that needs") {
  using Catch::Matchers::ContainsSubstring;
  using Catch::Matchers::MessageMatches;
  const auto is_here = [](std::string_view name) {
    return std::ranges::any_of(lanes::variants(), [=](const auto& variant) { return variant.name == name; });
  };
  const auto check = [&](std::string_view name, const std::string& needs) {
    if (is_here(name)) return;
    WARN("NOT RUN: every test of the variant " << name
                                               << ", because this processor lacks some of: " << needs);
    CHECK_THROWS_MATCHES(lanes::find_variant(name), std::invalid_argument,
                         MessageMatches(ContainsSubstring(needs)));
  };
#define LANES_CHECK(name, has_module, needs) check(#name, needs);
  LANES_EVERY_VARIANT(LANES_CHECK)
#undef LANES_CHECK
}
#endif

#ifdef LANES_ONLY_VARIANT
TEST_CASE("kernels: the module holds the variant it was built for, and no other") {
  REQUIRE(lanes::variants().size() == 1);
  CHECK(lanes::variants().front().name == LANES_TEXT(LANES_ONLY_VARIANT));
}
#endif
