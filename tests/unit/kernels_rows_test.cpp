// Kernels that normalise or judge row by row, with their gradients, against the plain formulas in double
// precision.
#include <catch_amalgamated.hpp>
#include <type_traits>

#include "kernel_test.h"

namespace lanes::kernel_test {
namespace {

/// Row i of a matrix as doubles.
template <class T>
std::vector<double> row_of(const Buffer<T>& matrix, std::size_t i, std::size_t columns) {
  return std::vector<double>(matrix.data() + i * columns, matrix.data() + (i + 1) * columns);
}

std::vector<double> softmax_of(std::vector<double> row) {
  const double top = *std::max_element(row.begin(), row.end());
  double total = 0.0;
  for (double& x : row) total += x = std::exp(x - top);
  for (double& x : row) x /= total;
  return row;
}

/// How large a rounding the difference of two logits makes in their exponentials.
double spread(const std::vector<double>& row) {
  const auto [low, high] = std::minmax_element(row.begin(), row.end());
  return 1.0 + *high - *low;
}

}  // namespace

template <class T>
void check_softmax(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t size = one.rows * one.columns;
  const Buffer<T> a(numbers.list<T>(size, -8.0, 8.0), (one.shift + 1) % 4);
  Buffer<T> out(size, one.shift), in_place = a;
  kernels.softmax(out.data(), a.data(), one.rows, one.columns);
  kernels.softmax(in_place.data(), in_place.data(), one.rows, one.columns);
  Worst worst;
  for (std::size_t i = 0; i < one.rows; ++i) {
    const std::vector<double> row = row_of(a, i, one.columns), expected = softmax_of(row);
    for (std::size_t j = 0; j < one.columns; ++j) {
      worst.see(out[i * one.columns + j], expected[j], expected[j] * spread(row));
    }
  }
  CHECK(worst.value() <= 3.0);
  CHECK(std::equal(out.data(), out.data() + size, in_place.data()));
  CHECK((out.intact() && a.intact()));
}

template <class T>
void test_softmax(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(1, [&](const Case& one) { check_softmax(kernels, one, numbers); });

  // The rounding of the sum does not grow with its length.
  const std::size_t many = 50'001;
  const Buffer<T> wide(numbers.list<T>(many, 0.0, 0.1), 1);
  Buffer<T> parts(many, 2);
  kernels.softmax(parts.data(), wide.data(), 1, many);
  long double sum = 0.0;  // a double would round as much as what it is to judge
  for (std::size_t j = 0; j < many; ++j) sum += std::exp(static_cast<double>(wide[j]));
  Worst worst;
  for (std::size_t j = 0; j < many; ++j) {
    worst.see(parts[j], static_cast<double>(std::exp(static_cast<double>(wide[j])) / sum));
  }
  CHECK(worst.value() <= 4.0);

  // Logits of any size give numbers between 0 and 1; what is not a number is not hidden.
  const Buffer<T> large(std::vector<T>{T(1e30), T(-1e30), T(1e30), T(0), T(-1)}, 1);
  Buffer<T> out(5, 2);
  kernels.softmax(out.data(), large.data(), 1, 5);
  for (std::size_t j = 0; j < 5; ++j) CHECK(out[j] == (j == 0 || j == 2 ? T(0.5) : T(0)));
  for (std::size_t columns = 1; columns <= 9;
       ++columns) {  // the maximum is that of the row, not of its padding
    const std::vector<T> low(columns, T(-1000));
    std::vector<T> even(columns);
    kernels.softmax(even.data(), low.data(), 1, columns);
    for (const T x : even) CHECK(roundings(x, 1.0 / static_cast<double>(columns), 1.0) <= 1.0);
  }
  if constexpr (std::is_same_v<T, float>) {
    // What adds nothing to the sum is nothing, so that no gradient becomes subnormal by it.
    const Buffer<T> steep(std::vector<T>{T(0), T(-45), T(-47), T(-87), T(-88)}, 1);
    kernels.softmax(out.data(), steep.data(), 1, 5);
    for (std::size_t j = 0; j < 5; ++j) CHECK((out[j] == T(0)) == (j > 1));
  }
  for (std::size_t lost = 0; lost < 5; ++lost) {
    std::vector<T> row(5, T(1));
    row[lost] = std::numeric_limits<T>::quiet_NaN();
    kernels.softmax(out.data(), row.data(), 1, 5);
    CHECK(std::all_of(out.data(), out.data() + 5, [](T x) { return std::isnan(x); }));
  }
}
LANES_KERNEL_TEST(softmax)

template <class T>
void check_softmax_backward(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t size = one.rows * one.columns;
  const Buffer<T> y(numbers.list<T>(size, 0.0, 1.0), (one.shift + 1) % 4);
  const Buffer<T> dy(numbers.list<T>(size), (one.shift + 2) % 4);
  for (const bool accumulate : {false, true}) {
    const std::vector<T> before = numbers.list<T>(size);
    Buffer<T> out = accumulate ? Buffer<T>(before, one.shift) : Buffer<T>(size, one.shift);
    kernels.softmax_backward(out.data(), y.data(), dy.data(), one.rows, one.columns, accumulate);
    Worst worst;
    for (std::size_t i = 0; i < one.rows; ++i) {
      const std::vector<double> p = row_of(y, i, one.columns), d = row_of(dy, i, one.columns);
      double mean = 0.0, magnitude = 0.0;
      for (std::size_t j = 0; j < one.columns; ++j) {
        mean += p[j] * d[j];
        magnitude += std::fabs(p[j] * d[j]);
      }
      for (std::size_t j = 0; j < one.columns; ++j) {
        const std::size_t at = i * one.columns + j;
        const double start = accumulate ? static_cast<double>(before[at]) : 0.0;
        worst.see(out[at], start + p[j] * (d[j] - mean),
                  std::fabs(start) + p[j] * (std::fabs(d[j]) + magnitude));
      }
    }
    CHECK(worst.value() <= 2.0 + std::sqrt(static_cast<double>(one.columns)));
    CHECK((out.intact() && y.intact() && dy.intact()));

    if (!accumulate) {
      Buffer<T> over_y = y, over_dy = dy;
      kernels.softmax_backward(over_y.data(), over_y.data(), dy.data(), one.rows, one.columns, false);
      kernels.softmax_backward(over_dy.data(), y.data(), over_dy.data(), one.rows, one.columns, false);
      CHECK(std::equal(out.data(), out.data() + size, over_y.data()));
      CHECK(std::equal(out.data(), out.data() + size, over_dy.data()));
    }
  }
}

template <class T>
void test_softmax_backward(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(1, [&](const Case& one) { check_softmax_backward(kernels, one, numbers); });
}
LANES_KERNEL_TEST(softmax_backward)

template <class T>
void check_rmsnorm(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t size = one.rows * one.columns;
  const Buffer<T> a(numbers.list<T>(size), (one.shift + 1) % 4);
  Buffer<T> out(size, one.shift), in_place = a, scales(one.rows, (one.shift + 2) % 4),
                                  scales_in_place = scales;
  kernels.rmsnorm(out.data(), scales.data(), a.data(), one.rows, one.columns);
  kernels.rmsnorm(in_place.data(), scales_in_place.data(), in_place.data(), one.rows, one.columns);
  Worst worst;
  for (std::size_t i = 0; i < one.rows; ++i) {
    const std::vector<double> row = row_of(a, i, one.columns);
    const double squares = std::inner_product(row.begin(), row.end(), row.begin(), 0.0);
    const double scale = 1.0 / std::sqrt(squares / static_cast<double>(one.columns) + 1e-5);
    worst.see(scales[i], scale);
    for (std::size_t j = 0; j < one.columns; ++j) worst.see(out[i * one.columns + j], row[j] * scale);
  }
  CHECK(worst.value() <= 2.0 + std::sqrt(static_cast<double>(one.columns)));
  CHECK(std::equal(out.data(), out.data() + size, in_place.data()));
  CHECK((out.intact() && scales.intact() && a.intact()));
}

template <class T>
void test_rmsnorm(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(1, [&](const Case& one) { check_rmsnorm(kernels, one, numbers); });

  // The rounding of the squares' sum does not grow with its length.
  const std::vector<T> wide = numbers.list<T>(50'001, 0.0, 1.0);
  std::vector<T> normed(wide.size()), wide_scale(1);
  kernels.rmsnorm(normed.data(), wide_scale.data(), wide.data(), 1, wide.size());
  double squares = 0.0;
  for (const T x : wide) squares += static_cast<double>(x) * static_cast<double>(x);
  CHECK(roundings(wide_scale[0], 1.0 / std::sqrt(squares / static_cast<double>(wide.size()) + 1e-5), 2.0) <=
        2.0);

  const std::vector<T> zeros(5, T(0));
  std::vector<T> out(5, T(1)), scale(1);
  kernels.rmsnorm(out.data(), scale.data(), zeros.data(), 1, 5);
  CHECK(out == zeros);
}
LANES_KERNEL_TEST(rmsnorm)

template <class T>
void check_rmsnorm_backward(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t size = one.rows * one.columns;
  const double columns = static_cast<double>(one.columns);
  const Buffer<T> a(numbers.list<T>(size), (one.shift + 1) % 4);
  const Buffer<T> dy(numbers.list<T>(size), (one.shift + 2) % 4);
  const Buffer<T> scales(numbers.list<T>(one.rows, 0.5, 1.5), (one.shift + 3) % 4);
  for (const bool accumulate : {false, true}) {
    const std::vector<T> before = numbers.list<T>(size);
    Buffer<T> out = accumulate ? Buffer<T>(before, one.shift) : Buffer<T>(size, one.shift);
    kernels.rmsnorm_backward(out.data(), a.data(), scales.data(), dy.data(), one.rows, one.columns,
                             accumulate);
    Worst worst;
    for (std::size_t i = 0; i < one.rows; ++i) {
      const std::vector<double> x = row_of(a, i, one.columns), d = row_of(dy, i, one.columns);
      const double s = static_cast<double>(scales[i]);
      double mean = 0.0, magnitude = 0.0;
      for (std::size_t j = 0; j < one.columns; ++j) {
        mean += x[j] * d[j] / columns;
        magnitude += std::fabs(x[j] * d[j]) / columns;
      }
      for (std::size_t j = 0; j < one.columns; ++j) {
        const std::size_t at = i * one.columns + j;
        const double start = accumulate ? static_cast<double>(before[at]) : 0.0;
        worst.see(out[at], start + s * d[j] - x[j] * s * s * s * mean,
                  std::fabs(start) + s * std::fabs(d[j]) + std::fabs(x[j]) * s * s * s * magnitude);
      }
    }
    CHECK(worst.value() <= 2.0 + std::sqrt(columns));
    CHECK((out.intact() && a.intact() && dy.intact() && scales.intact()));

    if (!accumulate) {
      Buffer<T> over_a = a, over_dy = dy;
      kernels.rmsnorm_backward(over_a.data(), over_a.data(), scales.data(), dy.data(), one.rows, one.columns,
                               false);
      kernels.rmsnorm_backward(over_dy.data(), a.data(), scales.data(), over_dy.data(), one.rows, one.columns,
                               false);
      CHECK(std::equal(out.data(), out.data() + size, over_a.data()));
      CHECK(std::equal(out.data(), out.data() + size, over_dy.data()));
    }
  }
}

template <class T>
void test_rmsnorm_backward(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(1, [&](const Case& one) { check_rmsnorm_backward(kernels, one, numbers); });
}
LANES_KERNEL_TEST(rmsnorm_backward)

template <class T>
void check_cross_entropy(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t size = one.rows * one.columns;
  const Buffer<T> logits(numbers.list<T>(size, -8.0, 8.0), (one.shift + 1) % 4);
  const std::vector<std::int32_t> targets = ids(numbers, one.rows, one.columns);
  Buffer<T> losses(one.rows, one.shift), probabilities(size, (one.shift + 2) % 4);
  kernels.cross_entropy(losses.data(), probabilities.data(), logits.data(), targets.data(), one.rows,
                        one.columns);
  Worst worst;
  for (std::size_t i = 0; i < one.rows; ++i) {
    const std::vector<double> row = row_of(logits, i, one.columns), expected = softmax_of(row);
    worst.see(losses[i], -std::log(expected[static_cast<std::size_t>(targets[i])]), spread(row));
    for (std::size_t j = 0; j < one.columns; ++j) {
      worst.see(probabilities[i * one.columns + j], expected[j], expected[j] * spread(row));
    }
  }
  CHECK(worst.value() <= 3.0);
  CHECK((losses.intact() && probabilities.intact() && logits.intact()));

  Buffer<T> in_place = logits, losses_in_place(one.rows);
  kernels.cross_entropy(losses_in_place.data(), in_place.data(), in_place.data(), targets.data(), one.rows,
                        one.columns);
  CHECK(std::equal(losses.data(), losses.data() + one.rows, losses_in_place.data()));
  CHECK(std::equal(probabilities.data(), probabilities.data() + size, in_place.data()));
}

template <class T>
void test_cross_entropy(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(1, [&](const Case& one) { check_cross_entropy(kernels, one, numbers); });

  for (std::size_t columns = 1; columns <= 9;
       ++columns) {  // the maximum is that of the row, not of its padding
    const std::vector<T> low(columns, T(-1000));
    const std::int32_t first = 0;
    std::vector<T> even(columns);
    T loss;
    kernels.cross_entropy(&loss, even.data(), low.data(), &first, 1, columns);
    CHECK(roundings(loss, std::log(static_cast<double>(columns)), 1.0) <= 2.0);
  }

  // A hopeless guess costs much but not infinitely much; what is not a number is not hidden.
  const std::int32_t target = 1;
  T loss, probabilities[3];
  const T hopeless[3] = {T(1000), T(-1000), T(0)};
  kernels.cross_entropy(&loss, probabilities, hopeless, &target, 1, 3);
  CHECK(loss == T(2000));
  const T lost[3] = {T(1), T(2), std::numeric_limits<T>::quiet_NaN()};
  kernels.cross_entropy(&loss, probabilities, lost, &target, 1, 3);
  CHECK(std::isnan(loss));
}
LANES_KERNEL_TEST(cross_entropy)

template <class T>
void check_cross_entropy_backward(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t size = one.rows * one.columns;
  const Buffer<T> probabilities(numbers.list<T>(size, 0.0, 1.0), (one.shift + 1) % 4);
  const Buffer<T> weights(numbers.list<T>(one.rows), (one.shift + 2) % 4);
  const std::vector<std::int32_t> targets = ids(numbers, one.rows, one.columns);
  const T factor = T(0.3);
  for (const bool accumulate : {false, true}) {
    const std::vector<T> before = numbers.list<T>(size);
    Buffer<T> out = accumulate ? Buffer<T>(before, one.shift) : Buffer<T>(size, one.shift);
    kernels.cross_entropy_backward(out.data(), probabilities.data(), targets.data(), weights.data(), factor,
                                   one.rows, one.columns, accumulate);
    Worst worst;
    for (std::size_t i = 0; i < one.rows; ++i) {
      const double weight = static_cast<double>(factor) * static_cast<double>(weights[i]);
      for (std::size_t j = 0; j < one.columns; ++j) {
        const std::size_t at = i * one.columns + j;
        const double start = accumulate ? static_cast<double>(before[at]) : 0.0;
        const double hit = static_cast<std::size_t>(targets[i]) == j ? 1.0 : 0.0;
        const double p = static_cast<double>(probabilities[at]);
        worst.see(out[at], start + weight * (p - hit), std::fabs(start) + std::fabs(weight) * (p + hit));
      }
    }
    CHECK(worst.value() <= 4.0);
    CHECK((out.intact() && probabilities.intact() && weights.intact()));

    if (!accumulate) {
      Buffer<T> in_place = probabilities;
      kernels.cross_entropy_backward(in_place.data(), in_place.data(), targets.data(), weights.data(), factor,
                                     one.rows, one.columns, false);
      CHECK(std::equal(out.data(), out.data() + size, in_place.data()));
    }
  }
}

template <class T>
void test_cross_entropy_backward(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(1, [&](const Case& one) { check_cross_entropy_backward(kernels, one, numbers); });
}
LANES_KERNEL_TEST(cross_entropy_backward)

}  // namespace lanes::kernel_test
