// Matrix products in the three layouts: exactly on whole numbers over every small edge and over shapes that
// cross the blocks, within the rounding of a sum on others. Leading dimensions are larger than the rows, and
// the gaps between rows hold NaNs that must neither be used nor be overwritten.
#include <catch_amalgamated.hpp>
#include <string>

#include "kernel_test.h"

namespace lanes::kernel_test {
namespace {

/// What becomes of the product.
enum class Finish { plain, relu, addend, addend_relu, in_place };
constexpr std::size_t finishes = 5;

/// A matrix with gaps between its rows; the last row ends where the memory ends.
template <class T>
struct Matrix {
  std::size_t rows, columns, ld;
  Buffer<T> buffer;

  Matrix(std::size_t row_count, std::size_t column_count, std::size_t gap, std::size_t shift)
      : rows(row_count),
        columns(column_count),
        ld(column_count + gap),
        buffer(row_count == 0 ? 0 : (row_count - 1) * ld + column_count, shift) {}

  T at(std::size_t i, std::size_t j) const { return buffer[i * ld + j]; }

  template <class Next>
  void fill(Next next) {
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) buffer.data()[i * ld + j] = static_cast<T>(next());
    }
  }

  bool gaps_intact() const {
    for (std::size_t i = 0; i + 1 < rows; ++i) {
      for (std::size_t j = columns; j < ld; ++j) {
        if (!std::isnan(at(i, j))) return false;
      }
    }
    return buffer.intact();
  }
};

struct Size {
  std::size_t m, n, k;
};

/// The largest error of one product, in roundings of the sum of its terms' magnitudes; infinite when anything
/// outside C was written.
template <class T, class Next>
double error_of(const KernelTable<T>& kernels, Layout layout, Size size, Finish finish, std::size_t variation,
                Next next) {
  const auto [m, n, k] = size;
  const bool a_transposed = layout == Layout::tn, b_transposed = layout == Layout::nt;
  Matrix<T> a(a_transposed ? k : m, a_transposed ? m : k, variation % 3, variation % 4);
  Matrix<T> b(b_transposed ? n : k, b_transposed ? k : n, (variation + 1) % 3, (variation + 1) % 4);
  Matrix<T> c(m, n, (variation + 2) % 4, (variation + 2) % 4);
  Matrix<T> addend(m, n, (variation + 2) % 4, (variation + 3) % 4);
  a.fill(next);
  b.fill(next);
  addend.fill(next);
  const bool adds = finish != Finish::plain && finish != Finish::relu;
  const bool in_place = finish == Finish::in_place;
  const bool relu = finish == Finish::relu || finish == Finish::addend_relu;
  if (in_place) c.buffer = addend.buffer;

  Gemm<T> gemm;
  gemm.layout = layout;
  gemm.m = m, gemm.n = n, gemm.k = k;
  gemm.a = a.buffer.data(), gemm.lda = a.ld;
  gemm.b = b.buffer.data(), gemm.ldb = b.ld;
  gemm.c = c.buffer.data(), gemm.ldc = c.ld;
  gemm.addend = in_place ? c.buffer.data() : adds ? addend.buffer.data() : nullptr;
  gemm.relu = relu;
  kernels.gemm(gemm);

  if (!c.gaps_intact() || !a.gaps_intact() || !b.gaps_intact()) {
    return std::numeric_limits<double>::infinity();
  }
  Worst worst;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double sum = adds ? static_cast<double>(addend.at(i, j)) : 0.0, magnitude = std::fabs(sum);
      for (std::size_t p = 0; p < k; ++p) {
        const double left = static_cast<double>(a_transposed ? a.at(p, i) : a.at(i, p));
        const double right = static_cast<double>(b_transposed ? b.at(j, p) : b.at(p, j));
        sum += left * right;
        magnitude += std::fabs(left * right);
      }
      worst.see(c.at(i, j), relu ? std::max(sum, 0.0) : sum, magnitude);
    }
  }
  return worst.value();
}

[[maybe_unused]] const char* name_of(Layout layout) {
  return layout == Layout::nn ? "nn" : layout == Layout::nt ? "nt" : "tn";
}

}  // namespace

template <class T>
void check_gemm(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const Size size{one.rows, one.columns, one.depth};
  const auto layout = static_cast<Layout>(one.variation % 3);
  const auto finish = static_cast<Finish>(one.variation / 3 % finishes);
  const auto whole = [&] { return numbers.whole(-3, 3); };
  const auto any = [&] { return numbers.between(-1.0, 1.0); };
  INFO(name_of(layout) << ", m " << size.m << ", n " << size.n << ", k " << size.k << ", finish "
                       << static_cast<int>(finish));
  CHECK(error_of(kernels, layout, size, finish, one.shift, whole) == 0.0);
  CHECK(error_of(kernels, layout, size, finish, one.shift, any) <=
        2.0 + std::sqrt(static_cast<double>(size.k)));
}

template <class T>
void test_gemm(const KernelTable<T>& kernels) {
  Numbers numbers;
  const auto whole = [&] { return numbers.whole(-3, 3); };
  // Every way in which tiles can end: whole numbers leave no room for error.
  for (const Layout layout : {Layout::nn, Layout::nt, Layout::tn}) {
    std::size_t variation = 0;
    for (std::size_t m = 0; m <= 29; ++m) {
      for (std::size_t n = 0; n <= 34; ++n) {
        double worst = 0.0;
        for (const std::size_t k : {0u, 1u, 2u, 3u, 4u, 5u, 7u, 8u}) {
          const Finish finish = static_cast<Finish>(variation % finishes);
          worst = std::max(worst, error_of(kernels, layout, {m, n, k}, finish, variation, whole));
          ++variation;
        }
        INFO(name_of(layout) << ", m " << m << ", n " << n);
        CHECK(worst == 0.0);
      }
    }
  }
  // Operands without elements may be nowhere. (That nothing is reckoned from there is for the sanitizer to
  // see.)
  for (const Layout layout : {Layout::nn, Layout::nt, Layout::tn}) {
    for (const std::size_t m : {1u, 2u, 300u}) {
      for (const std::size_t n : {1u, 4u, 27u}) {
        const std::vector<T> one(m * n, T(1));
        Buffer<T> c(one, 1);
        Gemm<T> nothing;
        nothing.layout = layout;
        nothing.m = m, nothing.n = n;
        nothing.lda = nothing.ldb = 300;
        nothing.c = c.data(), nothing.ldc = n;
        nothing.addend = m % 2 == 0 ? c.data() : nullptr;
        kernels.gemm(nothing);
        CHECK(std::all_of(c.data(), c.data() + m * n, [&](T x) { return x == (m % 2 == 0 ? T(1) : T(0)); }));
        CHECK(c.intact());
      }
    }
  }
  // Blocks of rows, of columns and of depth, and their remainders; an A that is far from row to row.
  std::size_t shift = 0;
  for (const Size size :
       {Size{27, 16, 16}, Size{7, 64, 16}, Size{80, 5, 9}, Size{300, 14, 20}, Size{3, 13, 256},
        Size{30, 29, 257}, Size{5, 8, 600}, Size{7, 1056, 45}, Size{16, 128, 100}, Size{259, 16, 261},
        Size{70, 70, 70}, Size{259, 257, 5}, Size{100, 259, 258}}) {
    for (std::size_t variation = 0; variation < 3 * finishes; ++variation) {
      check_gemm(kernels, {size.m, size.n, size.k, shift++, variation}, numbers);
    }
  }
}
LANES_KERNEL_TEST(gemm)

}  // namespace lanes::kernel_test
