// Kernels that add up, transpose, or pick rows out of a table: exactly, on whole numbers.
#include <catch_amalgamated.hpp>

#include "kernel_test.h"

namespace lanes::kernel_test {

template <class T>
void test_total(const KernelTable<T>& kernels) {
  Numbers numbers;
  for (const std::size_t n : lengths()) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
      INFO("length " << n << ", shift " << shift);
      const Buffer<T> a(numbers.list<T>(n), shift);
      double sum = 0.0, magnitude = 0.0;
      for (std::size_t i = 0; i < n; ++i) {
        sum += static_cast<double>(a[i]);
        magnitude += std::fabs(static_cast<double>(a[i]));
      }
      CHECK(roundings(kernels.total(a.data(), n), sum, magnitude) <= 1.0 + std::sqrt(static_cast<double>(n)));

      const Buffer<T> whole(numbers.whole_list<T>(n, -9, 9), shift);
      CHECK(kernels.total(whole.data(), n) == std::accumulate(whole.data(), whole.data() + n, T(0)));
      CHECK(kernels.total(a.data(), n) == kernels.total(Buffer<T>(a).data(), n));
    }
  }
}
LANES_KERNEL_TEST(total)

template <class T>
void test_sum_rows(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(0, [&](Shape shape, std::size_t shift) {
    for (const std::size_t rows : {std::size_t{0}, shape.rows}) {
      for (const bool accumulate : {false, true}) {
        const Buffer<T> a(numbers.whole_list<T>(rows * shape.columns), (shift + 1) % 4);
        const std::vector<T> before = numbers.whole_list<T>(shape.columns);
        Buffer<T> out = accumulate ? Buffer<T>(before, shift) : Buffer<T>(shape.columns, shift);
        kernels.sum_rows(out.data(), a.data(), rows, shape.columns, accumulate);
        bool equal = true;
        for (std::size_t j = 0; j < shape.columns; ++j) {
          T sum = accumulate ? before[j] : T(0);
          for (std::size_t i = 0; i < rows; ++i) sum += a[i * shape.columns + j];
          equal = equal && out[j] == sum;
        }
        CHECK(equal);
        CHECK((out.intact() && a.intact()));
      }
    }
  });
}
LANES_KERNEL_TEST(sum_rows)

template <class T>
void test_transpose(const KernelTable<T>& kernels) {
  Numbers numbers;
  for (std::size_t rows = 0; rows <= 13; ++rows) {
    for (std::size_t columns = 0; columns <= 13; ++columns) {
      const std::size_t shift = (rows + 3 * columns) % 4, gap = (rows + columns) % 3;
      INFO("rows " << rows << ", columns " << columns << ", shift " << shift << ", gap " << gap);
      const std::size_t from_ld = columns + gap, to_ld = rows + gap;
      const Buffer<T> a(numbers.list<T>(rows == 0 ? 0 : (rows - 1) * from_ld + columns), shift);
      Buffer<T> out(columns == 0 ? 0 : (columns - 1) * to_ld + rows, (shift + 1) % 4);
      kernels.transpose(out.data(), to_ld, a.data(), from_ld, rows, columns);
      bool equal = true;
      for (std::size_t k = 0; k < out.size(); ++k) {
        const std::size_t j = k / std::max<std::size_t>(to_ld, 1), i = k % std::max<std::size_t>(to_ld, 1);
        equal = equal && (i < rows ? out[k] == a[i * from_ld + j] : std::isnan(out[k]));
      }
      CHECK(equal);
      CHECK((out.intact() && a.intact()));
    }
  }
}
LANES_KERNEL_TEST(transpose)

template <class T>
void test_gather(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(0, [&](Shape shape, std::size_t shift) {
    const std::size_t size = shape.rows * shape.columns, table_rows = 7;
    const Buffer<T> table(numbers.whole_list<T>(table_rows * shape.columns), (shift + 1) % 4);
    const std::vector<std::int32_t> rows = ids(numbers, shape.rows, table_rows);
    for (const bool accumulate : {false, true}) {
      const std::vector<T> before = numbers.whole_list<T>(size);
      Buffer<T> out = accumulate ? Buffer<T>(before, shift) : Buffer<T>(size, shift);
      kernels.gather(out.data(), table.data(), rows.data(), shape.rows, shape.columns, accumulate);
      bool equal = true;
      for (std::size_t at = 0; at < size; ++at) {
        const std::size_t row = static_cast<std::size_t>(rows[at / shape.columns]);
        const T expected = table[row * shape.columns + at % shape.columns];
        equal = equal && out[at] == expected + (accumulate ? before[at] : T(0));
      }
      CHECK(equal);
      CHECK((out.intact() && table.intact()));
    }
  });
}
LANES_KERNEL_TEST(gather)

template <class T>
void test_scatter(const KernelTable<T>& kernels) {
  Numbers numbers;
  for_shapes(0, [&](Shape shape, std::size_t shift) {
    const std::size_t table_rows = 3;  // fewer than there are rows to add, so that some come twice
    const std::vector<T> before = numbers.whole_list<T>(table_rows * shape.columns);
    const Buffer<T> a(numbers.whole_list<T>(shape.rows * shape.columns), (shift + 1) % 4);
    const std::vector<std::int32_t> rows = ids(numbers, shape.rows, table_rows);
    std::vector<T> expected = before;
    for (std::size_t at = 0; at < a.size(); ++at) {
      expected[static_cast<std::size_t>(rows[at / shape.columns]) * shape.columns + at % shape.columns] +=
          a[at];
    }
    Buffer<T> table(before, shift);
    kernels.scatter(table.data(), a.data(), rows.data(), shape.rows, shape.columns);
    CHECK(std::equal(expected.begin(), expected.end(), table.data()));
    CHECK((table.intact() && a.intact()));
  });
}
LANES_KERNEL_TEST(scatter)

}  // namespace lanes::kernel_test
