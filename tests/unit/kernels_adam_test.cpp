// Adam against the textbook formulas in double precision, and what it does with moments that have all but
// vanished.
#include <catch_amalgamated.hpp>
#include <type_traits>

#include "kernel_test.h"

namespace lanes::kernel_test {
namespace {

/// Step number t (from 1) at microGPT's settings.
template <class T>
AdamStep step_number(int t) {
  const double beta1 = 0.85, beta2 = 0.99;
  return {0.01 / (1.0 - std::pow(beta1, t)), beta1, beta2,
          1.0 / (1.0 - std::pow(beta2, t)),  1e-8,  negligible_moment<T>};
}

}  // namespace

template <class T>
void check_adam(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t n = one.columns, shift = one.shift;
  const AdamStep step = step_number<T>(1 + static_cast<int>(one.variation));
  const Buffer<T> gradients(numbers.list<T>(n, -0.1, 0.1), (shift + 1) % 4);
  const std::vector<T> value = numbers.list<T>(n), m = numbers.list<T>(n, -0.1, 0.1),
                       v = numbers.list<T>(n, 0.0, 0.01);
  Buffer<T> values(value, shift), first(m, (shift + 2) % 4), second(v, (shift + 3) % 4);
  kernels.adam(values.data(), gradients.data(), first.data(), second.data(), n, step);
  Worst worst;
  for (std::size_t i = 0; i < n; ++i) {
    const double g = static_cast<double>(gradients[i]);
    const double old_m = step.beta1 * static_cast<double>(m[i]), new_m = (1.0 - step.beta1) * g;
    const double expected_v = step.beta2 * static_cast<double>(v[i]) + (1.0 - step.beta2) * g * g;
    const double m_magnitude = std::fabs(old_m) + std::fabs(new_m);
    const double rate = step.rate / (std::sqrt(expected_v * step.correction2) + step.epsilon);
    const double start = static_cast<double>(value[i]);
    worst.see(first[i], old_m + new_m, m_magnitude);
    worst.see(second[i], expected_v);
    worst.see(values[i], start - rate * (old_m + new_m), std::fabs(start) + rate * m_magnitude);
  }
  CHECK(worst.value() <= 3.0);
  CHECK((values.intact() && gradients.intact() && first.intact() && second.intact()));
}

template <class T>
void test_adam(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_lengths([&](Case one) {
    one.variation = one.columns;
    check_adam(kernels, one, numbers);
  });

  // The first step moves every parameter by the learning rate, whatever the size of its gradient.
  std::vector<T> values(3, T(0)), first(3, T(0)), second(3, T(0));
  const std::vector<T> gradients = {T(4), T(-0.25), T(0)};
  kernels.adam(values.data(), gradients.data(), first.data(), second.data(), 3, step_number<T>(1));
  CHECK_THAT(values[0], Catch::Matchers::WithinRel(T(-0.01), T(1e-6)));
  CHECK_THAT(values[1], Catch::Matchers::WithinRel(T(0.01), T(1e-6)));
  CHECK(values[2] == T(0));

  // Without a gradient the moments decay to exact zeros and are never subnormal on the way.
  const std::vector<T> none(7, T(0));
  values.assign(7, T(1)), first = {T(1), T(-1), T(1e-3), T(-1e-3), T(0), T(1e-20), T(-1e-20)};
  second = {T(1), T(1), T(1e-6), T(1e-6), T(0), T(1e-20), T(0)};
  bool subnormal = false;
  const int steps = std::is_same_v<T, float> ? 8'000 : 70'000;  // 0.99^8,000 = 1e-35, 0.99^70,000 = 1e-306
  for (int t = 1; t <= steps; ++t) {
    kernels.adam(values.data(), none.data(), first.data(), second.data(), 7, step_number<T>(t));
    for (std::size_t i = 0; i < 7; ++i) {
      subnormal = subnormal || std::fpclassify(first[i]) == FP_SUBNORMAL ||
                  std::fpclassify(second[i]) == FP_SUBNORMAL;
    }
  }
  CHECK_FALSE(subnormal);
  CHECK(first == none);
  CHECK(second == none);
  CHECK(values[4] == T(1));

  // What is not a number stays so, and harms no neighbour.
  const T lost = std::numeric_limits<T>::quiet_NaN();
  for (std::size_t i = 0; i < 7; ++i) {
    std::vector<T> g(7, T(1));
    g[i] = lost;
    values.assign(7, T(1)), first.assign(7, T(0)), second.assign(7, T(0));
    kernels.adam(values.data(), g.data(), first.data(), second.data(), 7, step_number<T>(1));
    for (std::size_t j = 0; j < 7; ++j) {
      CHECK((std::isnan(values[j]) && std::isnan(first[j]) && std::isnan(second[j])) == (i == j));
    }
  }
}
LANES_KERNEL_TEST(adam)

}  // namespace lanes::kernel_test
