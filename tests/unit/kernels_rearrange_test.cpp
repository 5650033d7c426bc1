// Kernels that add up, transpose, or pick rows out of a table: exactly, on whole numbers.
#include <catch_amalgamated.hpp>

#include "kernel_test.h"

namespace lanes::kernel_test {

template <class T>
void check_total(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t n = one.columns;
  const Buffer<T> a(numbers.list<T>(n), one.shift);
  double sum = 0.0, magnitude = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += static_cast<double>(a[i]);
    magnitude += std::fabs(static_cast<double>(a[i]));
  }
  CHECK(roundings(kernels.total(a.data(), n), sum, magnitude) <= 1.0 + std::sqrt(static_cast<double>(n)));

  const Buffer<T> whole(numbers.whole_list<T>(n, -9, 9), one.shift);
  CHECK(kernels.total(whole.data(), n) == std::accumulate(whole.data(), whole.data() + n, T(0)));
  CHECK(kernels.total(a.data(), n) == kernels.total(Buffer<T>(a).data(), n));
}

template <class T>
void test_total(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_lengths([&](const Case& one) { check_total(kernels, one, numbers); });
  // Rounding does not grow with the length, in however many chains a variant adds.
  for (const std::size_t n : {511u, 512u, 513u, 1024u, 1500u, 100'000u, 500'001u}) {
    const Buffer<T> a(numbers.list<T>(n, 0.0, 1.0), n % 4);
    const double sum = std::accumulate(a.data(), a.data() + n, 0.0);
    INFO("length " << n);
    CHECK(roundings(kernels.total(a.data(), n), sum, sum) <= 4.0);
  }
}
LANES_KERNEL_TEST(total)

template <class T>
void check_sum_rows(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  for (const std::size_t rows : {std::size_t{0}, one.rows}) {
    for (const bool accumulate : {false, true}) {
      const Buffer<T> a(numbers.whole_list<T>(rows * one.columns), (one.shift + 1) % 4);
      const std::vector<T> before = numbers.whole_list<T>(one.columns);
      Buffer<T> out = accumulate ? Buffer<T>(before, one.shift) : Buffer<T>(one.columns, one.shift);
      kernels.sum_rows(out.data(), a.data(), rows, one.columns, accumulate);
      bool equal = true;
      for (std::size_t j = 0; j < one.columns; ++j) {
        T sum = accumulate ? before[j] : T(0);
        for (std::size_t i = 0; i < rows; ++i) sum += a[i * one.columns + j];
        equal = equal && out[j] == sum;
      }
      CHECK(equal);
      CHECK((out.intact() && a.intact()));
    }
  }
}

template <class T>
void test_sum_rows(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(0, [&](const Case& one) { check_sum_rows(kernels, one, numbers); });
  // Nor does rounding grow much with the number of rows.
  for (const std::size_t rows : {511u, 512u, 513u, 1500u, 100'000u}) {
    constexpr std::size_t columns = 7;
    const Buffer<T> a(numbers.list<T>(rows * columns, 0.0, 1.0), 0);
    Buffer<T> out(columns, 1);
    kernels.sum_rows(out.data(), a.data(), rows, columns, false);
    Worst worst;
    for (std::size_t j = 0; j < columns; ++j) {
      double sum = 0.0;
      for (std::size_t i = 0; i < rows; ++i) sum += static_cast<double>(a[i * columns + j]);
      worst.see(out[j], sum);
    }
    INFO("rows " << rows);
    CHECK(worst.value() <= 12.0);
  }
}
LANES_KERNEL_TEST(sum_rows)

template <class T>
void check_transpose(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t rows = one.rows, columns = one.columns, gap = one.variation % 3;
  const std::size_t from_ld = columns + gap, to_ld = rows + gap;
  const Buffer<T> a(numbers.list<T>(rows == 0 ? 0 : (rows - 1) * from_ld + columns), one.shift);
  Buffer<T> out(columns == 0 ? 0 : (columns - 1) * to_ld + rows, (one.shift + 1) % 4);
  kernels.transpose(out.data(), to_ld, a.data(), from_ld, rows, columns);
  bool equal = true;
  for (std::size_t k = 0; k < out.size(); ++k) {
    const std::size_t j = k / std::max<std::size_t>(to_ld, 1), i = k % std::max<std::size_t>(to_ld, 1);
    equal = equal && (i < rows ? out[k] == a[i * from_ld + j] : std::isnan(out[k]));
  }
  CHECK(equal);
  CHECK((out.intact() && a.intact()));
}

template <class T>
void test_transpose(const KernelTable<T>& kernels) {
  Numbers numbers;
  for (std::size_t rows = 0; rows <= 13; ++rows) {
    for (std::size_t columns = 0; columns <= 13; ++columns) {
      const std::size_t shift = (rows + 3 * columns) % 4, gap = (rows + columns) % 3;
      INFO("rows " << rows << ", columns " << columns << ", shift " << shift << ", gap " << gap);
      check_transpose(kernels, {.rows = rows, .columns = columns, .shift = shift, .variation = gap}, numbers);
    }
  }
  // Rows of the result that lie a multiple of 256 apart are made in blocks.
  for (const std::size_t gap : {0u, 1u, 2u}) {
    for (const std::size_t columns : {1u, 3u, 63u, 64u, 70u, 129u}) {
      const std::size_t shift = columns % 4;
      for (const std::size_t apart : {256u, 512u}) {
        INFO("rows " << apart - gap << ", columns " << columns << ", shift " << shift << ", gap " << gap);
        check_transpose(kernels, {apart - gap, columns, 0, shift, gap}, numbers);
      }
    }
  }
}
LANES_KERNEL_TEST(transpose)

template <class T>
void check_gather(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t size = one.rows * one.columns, table_rows = 7;
  const Buffer<T> table(numbers.whole_list<T>(table_rows * one.columns), (one.shift + 1) % 4);
  const std::vector<std::int32_t> rows = ids(numbers, one.rows, table_rows);
  for (const bool accumulate : {false, true}) {
    const std::vector<T> before = numbers.whole_list<T>(size);
    Buffer<T> out = accumulate ? Buffer<T>(before, one.shift) : Buffer<T>(size, one.shift);
    kernels.gather(out.data(), table.data(), rows.data(), one.rows, one.columns, accumulate);
    bool equal = true;
    for (std::size_t at = 0; at < size; ++at) {
      const std::size_t row = static_cast<std::size_t>(rows[at / one.columns]);
      const T expected = table[row * one.columns + at % one.columns];
      equal = equal && out[at] == expected + (accumulate ? before[at] : T(0));
    }
    CHECK(equal);
    CHECK((out.intact() && table.intact()));
  }
}

template <class T>
void test_gather(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(0, [&](const Case& one) { check_gather(kernels, one, numbers); });
}
LANES_KERNEL_TEST(gather)

template <class T>
void check_scatter(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t table_rows = 3;  // fewer than there are rows to add, so that some come twice
  const std::vector<T> before = numbers.whole_list<T>(table_rows * one.columns);
  const Buffer<T> a(numbers.whole_list<T>(one.rows * one.columns), (one.shift + 1) % 4);
  const std::vector<std::int32_t> rows = ids(numbers, one.rows, table_rows);
  std::vector<T> expected = before;
  for (std::size_t at = 0; at < a.size(); ++at) {
    expected[static_cast<std::size_t>(rows[at / one.columns]) * one.columns + at % one.columns] += a[at];
  }
  Buffer<T> table(before, one.shift);
  kernels.scatter(table.data(), a.data(), rows.data(), one.rows, one.columns);
  CHECK(std::equal(expected.begin(), expected.end(), table.data()));
  CHECK((table.intact() && a.intact()));
}

template <class T>
void test_scatter(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(0, [&](const Case& one) { check_scatter(kernels, one, numbers); });
}
LANES_KERNEL_TEST(scatter)

}  // namespace lanes::kernel_test
