// Element-wise kernels against one number at a time in double precision, and the accuracy of exp and log over
// their whole range.
#include <array>
#include <bit>
#include <catch_amalgamated.hpp>
#include <type_traits>

#include "kernel_test.h"

namespace lanes::kernel_test {
namespace {

template <class T>
using Binary = void (*)(T*, const T*, int, const T*, int, std::size_t);

/// Arrays, or (by variation) single numbers, on either side. Single operations are correctly rounded on every
/// variant, so they are compared exactly.
template <class T, class F>
void check_binary(Binary<T> kernel, const Case& one, Numbers& numbers, F expected) {
  const std::size_t n = one.columns;
  const int a_step = one.variation % 2 == 0, b_step = one.variation / 2 % 2 == 0;
  const Buffer<T> a(numbers.list<T>(a_step == 1 ? n : 1), (one.shift + 1) % 4);
  const Buffer<T> b(numbers.list<T>(b_step == 1 ? n : 1), (one.shift + 2) % 4);
  Buffer<T> out(n, one.shift);
  kernel(out.data(), a.data(), a_step, b.data(), b_step, n);
  bool equal = true;
  for (std::size_t i = 0; i < n; ++i) {
    equal = equal && out[i] == expected(a[a_step == 1 ? i : 0], b[b_step == 1 ? i : 0]);
  }
  CHECK(equal);
  CHECK((out.intact() && a.intact() && b.intact()));

  if (a_step == 1 && b_step == 1) {
    Buffer<T> left = a, right = b;
    kernel(left.data(), left.data(), 1, b.data(), 1, n);
    kernel(right.data(), a.data(), 1, right.data(), 1, n);
    CHECK(std::equal(out.data(), out.data() + n, left.data()));
    CHECK(std::equal(out.data(), out.data() + n, right.data()));
  }
}

/// Calls run(case) for every length in each of four ways.
template <class Run>
void for_variations(Run run) {
  for (std::size_t variation = 0; variation < 4; ++variation) {
    INFO("variation " << variation);
    for_lengths([&](Case one) {
      one.variation = variation;
      run(one);
    });
  }
}

/// Kernels that set or add to their output: kernel(out, n, accumulate), expected(i) without the addition.
template <class T, class Kernel, class F>
void check_accumulating(const Case& one, Numbers& numbers, double bound, Kernel kernel, F expected) {
  const std::size_t n = one.columns;
  for (const bool accumulate : {false, true}) {
    INFO("accumulate " << accumulate);
    const std::vector<T> before = numbers.list<T>(n);
    Buffer<T> out = accumulate ? Buffer<T>(before, one.shift) : Buffer<T>(n, one.shift);
    kernel(out.data(), n, accumulate);
    Worst worst;
    for (std::size_t i = 0; i < n; ++i) {
      const double start = accumulate ? static_cast<double>(before[i]) : 0.0;
      worst.see(out[i], start + expected(i), std::fabs(start) + std::fabs(expected(i)));
    }
    CHECK(worst.value() <= bound);
    CHECK(out.intact());
  }
}

}  // namespace

template <class T>
void check_add(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  check_binary<T>(kernels.add, one, numbers, [](T a, T b) { return a + b; });
}

template <class T>
void test_add(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_variations([&](const Case& one) { check_add(kernels, one, numbers); });
}
LANES_KERNEL_TEST(add)

template <class T>
void check_subtract(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  check_binary<T>(kernels.subtract, one, numbers, [](T a, T b) { return a - b; });
}

template <class T>
void test_subtract(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_variations([&](const Case& one) { check_subtract(kernels, one, numbers); });
}
LANES_KERNEL_TEST(subtract)

template <class T>
void check_multiply(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  check_binary<T>(kernels.multiply, one, numbers, [](T a, T b) { return a * b; });
}

template <class T>
void test_multiply(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_variations([&](const Case& one) { check_multiply(kernels, one, numbers); });
}
LANES_KERNEL_TEST(multiply)

template <class T>
void check_divide(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  check_binary<T>(kernels.divide, one, numbers, [](T a, T b) { return a / b; });
}

template <class T>
void test_divide(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_variations([&](const Case& one) { check_divide(kernels, one, numbers); });
}
LANES_KERNEL_TEST(divide)

template <class T>
void check_scale(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t n = one.columns;
  const Buffer<T> a(numbers.list<T>(n), (one.shift + 1) % 4);
  const T factor = T(-1.75);
  check_accumulating<T>(
      one, numbers, 1.0,
      [&](T* out, std::size_t count, bool accumulate) {
        kernels.scale(out, a.data(), factor, count, accumulate);
      },
      [&](std::size_t i) { return static_cast<double>(a[i]) * static_cast<double>(factor); });
  CHECK(a.intact());

  Buffer<T> in_place = a;
  kernels.scale(in_place.data(), in_place.data(), T(2), n, false);
  kernels.scale(in_place.data(), in_place.data(), T(0.5), n, true);
  bool equal = true;
  for (std::size_t i = 0; i < n; ++i) equal = equal && in_place[i] == T(3) * a[i];
  CHECK(equal);
}

template <class T>
void test_scale(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_lengths([&](const Case& one) { check_scale(kernels, one, numbers); });
}
LANES_KERNEL_TEST(scale)

template <class T>
void check_scaled_product(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t n = one.columns;
  const Buffer<T> a(numbers.list<T>(n), (one.shift + 1) % 4);
  const Buffer<T> b(numbers.list<T>(n), (one.shift + 2) % 4);
  const T factor = T(0.7);
  check_accumulating<T>(
      one, numbers, 3.0,
      [&](T* out, std::size_t count, bool accumulate) {
        kernels.scaled_product(out, a.data(), b.data(), factor, count, accumulate);
      },
      [&](std::size_t i) {
        return static_cast<double>(factor) * static_cast<double>(a[i]) * static_cast<double>(b[i]);
      });
  CHECK((a.intact() && b.intact()));
}

template <class T>
void test_scaled_product(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_lengths([&](const Case& one) { check_scaled_product(kernels, one, numbers); });
}
LANES_KERNEL_TEST(scaled_product)

template <class T>
void check_relu(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t n = one.columns;
  std::vector<T> contents = numbers.list<T>(n);
  for (std::size_t i = 0; i < n; i += 5) contents[i] = T(0);
  const Buffer<T> a(contents, (one.shift + 1) % 4);
  Buffer<T> out(n, one.shift), in_place = a;
  kernels.relu(out.data(), a.data(), n);
  kernels.relu(in_place.data(), in_place.data(), n);
  bool equal = true;
  for (std::size_t i = 0; i < n; ++i) {
    equal = equal && out[i] == std::max(a[i], T(0)) && out[i] == in_place[i];
  }
  CHECK(equal);
  CHECK((out.intact() && a.intact()));
}

template <class T>
void test_relu(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_lengths([&](const Case& one) { check_relu(kernels, one, numbers); });
  // What is not a number must not be hidden.
  const Buffer<T> lost(5);
  Buffer<T> out(std::vector<T>(5, T(1)), 0);
  kernels.relu(out.data(), lost.data(), 5);
  CHECK(std::all_of(out.data(), out.data() + 5, [](T x) { return std::isnan(x); }));
}
LANES_KERNEL_TEST(relu)

template <class T>
void check_relu_backward(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t n = one.columns;
  std::vector<T> contents = numbers.list<T>(n, 0.5, 2.0);
  for (std::size_t i = 0; i < n; i += 2) contents[i] = T(0);
  const Buffer<T> y(contents, (one.shift + 1) % 4);
  const Buffer<T> dy(numbers.list<T>(n), (one.shift + 2) % 4);
  check_accumulating<T>(
      one, numbers, 1.0,
      [&](T* out, std::size_t count, bool accumulate) {
        kernels.relu_backward(out, y.data(), dy.data(), count, accumulate);
      },
      [&](std::size_t i) { return y[i] > T(0) ? static_cast<double>(dy[i]) : 0.0; });
  CHECK((y.intact() && dy.intact()));

  Buffer<T> in_place = dy;
  kernels.relu_backward(in_place.data(), y.data(), in_place.data(), n, false);
  bool equal = true;
  for (std::size_t i = 0; i < n; ++i) equal = equal && in_place[i] == (y[i] > T(0) ? dy[i] : T(0));
  CHECK(equal);
}

template <class T>
void test_relu_backward(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_lengths([&](const Case& one) { check_relu_backward(kernels, one, numbers); });
}
LANES_KERNEL_TEST(relu_backward)

namespace {

/// Runs an element-wise kernel in place on one number beside three others.
template <class T>
T apply(void (*kernel)(T*, const T*, std::size_t), T x) {
  T numbers[4] = {T(1), x, T(1), T(1)};
  kernel(numbers, numbers, 4);
  return numbers[1];
}

template <class T, class F>
void check_unary(void (*kernel)(T*, const T*, std::size_t), const Case& one, const std::vector<T>& inputs,
                 double bound, F expected) {
  const std::size_t n = one.columns;
  const Buffer<T> a(inputs, (one.shift + 1) % 4);
  Buffer<T> out(n, one.shift), in_place = a;
  kernel(out.data(), a.data(), n);
  kernel(in_place.data(), in_place.data(), n);
  Worst worst;
  for (std::size_t i = 0; i < n; ++i) worst.see(out[i], expected(static_cast<double>(a[i])));
  CHECK(worst.value() <= bound);
  CHECK(std::equal(out.data(), out.data() + n, in_place.data()));
  CHECK((out.intact() && a.intact()));
}

/// Calls see(x, f(x)) for floats spread evenly over the bit patterns from `first` to `last`, both of one
/// sign.
template <class See>
void sweep(void (*kernel)(float*, const float*, std::size_t), float first, float last, See see) {
  constexpr std::uint32_t step = 1'499;  // odd, so that the low bits take every value
  std::vector<float> xs, ys;
  const std::uint32_t end = std::bit_cast<std::uint32_t>(last);
  for (std::uint32_t bits = std::bit_cast<std::uint32_t>(first); bits < end; bits += step) {
    xs.push_back(std::bit_cast<float>(bits));
  }
  xs.push_back(last);
  ys.resize(xs.size());
  kernel(ys.data(), xs.data(), xs.size());
  for (std::size_t i = 0; i < xs.size(); ++i) see(xs[i], ys[i]);
}

}  // namespace

template <class T>
void check_exponential(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  check_unary<T>(kernels.exponential, one, numbers.list<T>(one.columns, -20.0, 20.0), 2.0,
                 [](double x) { return std::exp(x); });
}

template <class T>
void test_exponential(const KernelTable<T>& kernels) {
  using Limits = std::numeric_limits<T>;
  Numbers numbers;
  for_lengths([&](const Case& one) { check_exponential(kernels, one, numbers); });
  CHECK(apply(kernels.exponential, T(0)) == T(1));
  CHECK(apply(kernels.exponential, Limits::infinity()) == Limits::infinity());
  CHECK(apply(kernels.exponential, -Limits::infinity()) == T(0));
  CHECK(std::isnan(apply(kernels.exponential, Limits::quiet_NaN())));
  CHECK(apply(kernels.exponential, Limits::max()) == Limits::infinity());
  CHECK(apply(kernels.exponential, Limits::lowest()) == T(0));

  if constexpr (std::is_same_v<T, float>) {
    double worst = 0.0;
    const auto see = [&](float x, float y) {
      const double exact = std::exp(static_cast<double>(x));
      worst = std::max(worst, std::fabs(static_cast<double>(y) - exact) / exact);
    };
    sweep(kernels.exponential, 0.0f, 88.7f, see);
    sweep(kernels.exponential, -0.0f, -86.9f, see);
    CHECK(worst <= 2e-7);

    bool zero = true, infinite = true, subnormal = false;
    sweep(kernels.exponential, -86.9f, Limits::lowest(), [&](float x, float y) {
      zero = zero && (y == 0.0f || x > -87.0f);
      subnormal = subnormal || std::fpclassify(y) == FP_SUBNORMAL || y < 0.0f;
    });
    sweep(kernels.exponential, 88.73f, Limits::max(),
          [&](float, float y) { infinite = infinite && y == Limits::infinity(); });
    CHECK(zero);
    CHECK(infinite);
    CHECK_FALSE(subnormal);
  }
}
LANES_KERNEL_TEST(exponential)

template <class T>
void check_logarithm(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  check_unary<T>(kernels.logarithm, one, numbers.list<T>(one.columns, 2.0, 1e6), 3.0,
                 [](double x) { return std::log(x); });
}

template <class T>
void test_logarithm(const KernelTable<T>& kernels) {
  using Limits = std::numeric_limits<T>;
  Numbers numbers;
  for_lengths([&](const Case& one) { check_logarithm(kernels, one, numbers); });
  CHECK(apply(kernels.logarithm, T(1)) == T(0));
  CHECK(apply(kernels.logarithm, T(0)) == -Limits::infinity());
  CHECK(apply(kernels.logarithm, T(-0.0)) == -Limits::infinity());
  CHECK(apply(kernels.logarithm, Limits::infinity()) == Limits::infinity());
  CHECK(std::isnan(apply(kernels.logarithm, T(-1))));
  CHECK(std::isnan(apply(kernels.logarithm, -Limits::denorm_min())));
  CHECK(std::isnan(apply(kernels.logarithm, Limits::lowest())));
  CHECK(std::isnan(apply(kernels.logarithm, -Limits::infinity())));
  CHECK(std::isnan(apply(kernels.logarithm, Limits::quiet_NaN())));

  if constexpr (std::is_same_v<T, float>) {
    CHECK(apply(kernels.logarithm, Limits::denorm_min()) == -Limits::infinity());
    double worst = 0.0;
    sweep(kernels.logarithm, Limits::min(), Limits::max(), [&](float x, float y) {
      const double exact = std::log(static_cast<double>(x));
      worst = std::max(worst, std::fabs(static_cast<double>(y) - exact) / std::max(1.0, std::fabs(exact)));
    });
    CHECK(worst <= 3e-7);
  }
}
LANES_KERNEL_TEST(logarithm)

template <class T>
void check_power(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t n = one.columns;
  const T exponent = std::array{T(-0.5), T(0), T(2), T(3.25)}[one.variation % 4];
  const Buffer<T> a(numbers.list<T>(n, 0.1, 9.0), (one.shift + 1) % 4);
  Buffer<T> out(n, one.shift);
  kernels.power(out.data(), a.data(), exponent, n);
  Worst worst;
  for (std::size_t i = 0; i < n; ++i) {
    worst.see(out[i], std::pow(static_cast<double>(a[i]), static_cast<double>(exponent)));
  }
  CHECK(worst.value() <= 1.0);
  CHECK((out.intact() && a.intact()));
}

template <class T>
void test_power(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_variations([&](const Case& one) { check_power(kernels, one, numbers); });
}
LANES_KERNEL_TEST(power)

}  // namespace lanes::kernel_test
