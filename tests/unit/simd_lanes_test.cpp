// Lane types: each operation on each lane against the same operation on one number, and loads and stores that
// must touch nothing but their own elements.
#include <array>
#include <bit>
#include <catch_amalgamated.hpp>
#include <type_traits>

#include "kernel_test.h"
#include "simd/lane1.h"

// A wasm module without SIMD has one-lane types only.
#if defined(__wasm_simd128__) || !defined(__wasm__)
#define LANES_TEST_LANE4 1
#include "simd/lane4.h"
#endif

namespace {

using lanes::kernel_test::Buffer;
using lanes::kernel_test::Numbers;

// The tests have types of their own, so that what is compiled here with the flags of the tests is never taken
// for the code of a variant.
#ifdef LANES_TEST_LANE4
struct TestMultiplyThenAdd {
  static v128_t apply(v128_t a, v128_t b, v128_t c) { return lanes::MultiplyThenAdd::apply(a, b, c); }
};
using PlainLane4 = lanes::Lane4<TestMultiplyThenAdd>;
#if defined(__wasm_relaxed_simd__) || !defined(__wasm__)
struct TestFusedMultiplyAdd {
  static v128_t apply(v128_t a, v128_t b, v128_t c) { return lanes::FusedMultiplyAdd::apply(a, b, c); }
};
using FusedLane4 = lanes::Lane4<TestFusedMultiplyAdd>;
#define LANES_TEST_TYPES lanes::Lane1<float>, lanes::Lane1<double>, PlainLane4, FusedLane4
#define LANES_TEST_FLOAT_TYPES lanes::Lane1<float>, PlainLane4, FusedLane4
#else
#define LANES_TEST_TYPES lanes::Lane1<float>, lanes::Lane1<double>, PlainLane4
#define LANES_TEST_FLOAT_TYPES lanes::Lane1<float>, PlainLane4
#endif
#else
#define LANES_TEST_TYPES lanes::Lane1<float>, lanes::Lane1<double>
#define LANES_TEST_FLOAT_TYPES lanes::Lane1<float>
#endif

template <class L>
using Array = std::array<typename L::Scalar, L::width>;

template <class L>
Array<L> array_of(L lanes) {
  Array<L> array;
  lanes.store(array.data());
  return array;
}

/// Equal to the last bit; all NaNs are one.
template <class T>
bool same(T a, T b) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

/// Numbers of all kinds.
template <class T>
std::vector<T> samples() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> list = Numbers(3).list<T>(20, -100.0, 100.0);
  for (const T x : {T(0), T(1), Limits::min(), Limits::denorm_min(), Limits::max(), Limits::infinity()}) {
    list.push_back(x);
    list.push_back(-x);
  }
  list.push_back(Limits::quiet_NaN());
  return list;
}

/// Calls run(a, b, c) with lanes from the samples, each lane with operands of its own.
template <class L, class Run>
void for_operands(Run run) {
  using T = typename L::Scalar;
  const std::vector<T> list = samples<T>();
  const auto pick = [&](std::size_t first, std::size_t stride) {
    Array<L> array;
    for (std::size_t i = 0; i < array.size(); ++i) array[i] = list[(first + i * stride) % list.size()];
    return array;
  };
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t j = 0; j < list.size(); ++j) run(pick(i, 5), pick(j, 7), pick(i + j, 11));
  }
}

}  // namespace

TEMPLATE_TEST_CASE("lanes: arithmetic is that of single numbers on every lane", "", LANES_TEST_TYPES) {
  using L = TestType;
  using T = typename L::Scalar;
  bool add = true, subtract = true, multiply = true, divide = true, root = true, least = true, most = true,
       fused = true, selected = true;
  for_operands<L>([&](const Array<L>& x, const Array<L>& y, const Array<L>& z) {
    const L a = L::load(x.data()), b = L::load(y.data()), c = L::load(z.data());
    const Array<L> sums = array_of(a + b), differences = array_of(a - b), products = array_of(a * b),
                   quotients = array_of(a / b), roots = array_of(sqrt(a)), mins = array_of(min(a, b)),
                   maxs = array_of(max(a, b)), fmas = array_of(fma(a, b, c)),
                   wheres = array_of(where_positive(a, b, c));
    for (std::size_t i = 0; i < x.size(); ++i) {
      add = add && same<T>(sums[i], x[i] + y[i]);
      subtract = subtract && same<T>(differences[i], x[i] - y[i]);
      multiply = multiply && same<T>(products[i], x[i] * y[i]);
      divide = divide && same<T>(quotients[i], x[i] / y[i]);
      root = root && same<T>(roots[i], std::sqrt(x[i]));
      least = least && same<T>(mins[i], y[i] < x[i] ? y[i] : x[i]);
      most = most && same<T>(maxs[i], x[i] < y[i] ? y[i] : x[i]);
      selected = selected && same<T>(wheres[i], x[i] > T(0) ? y[i] : z[i]);
      const T two_roundings = x[i] * y[i] + z[i];
      bool right = same<T>(fmas[i], two_roundings);
#ifdef LANES_TEST_LANE4
      if constexpr (!std::is_same_v<L, lanes::Lane1<T>> && !std::is_same_v<L, PlainLane4>) {
        right = right || same<T>(fmas[i], std::fma(x[i], y[i], z[i]));
      }
#endif
      fused = fused && right;
    }
  });
  CHECK(add);
  CHECK(subtract);
  CHECK(multiply);
  CHECK(divide);
  CHECK(root);
  CHECK(least);
  CHECK(most);
  CHECK(fused);
  CHECK(selected);
}

TEMPLATE_TEST_CASE("lanes: loads and stores touch their own elements only", "", LANES_TEST_TYPES) {
  using L = TestType;
  using T = typename L::Scalar;
  constexpr std::size_t width = L::width;
  for (std::size_t shift = 0; shift < 4; ++shift) {
    INFO("shift " << shift);
    const Buffer<T> from(Numbers().list<T>(width), shift);
    Buffer<T> to(width, (shift + 1) % 4);
    L::load(from.data()).store(to.data());
    CHECK(std::equal(from.data(), from.data() + width, to.data()));
    CHECK(to.intact());

    for (std::size_t count = 1; count < width; ++count) {
      INFO("count " << count);
      const int n = static_cast<int>(count);
      const Buffer<T> some(Numbers().list<T>(count), shift);
      const Array<L> loaded = array_of(L::load_partial(some.data(), n, T(7)));
      const Array<L> with_zeros = array_of(L::load_partial(some.data(), n));
      for (std::size_t i = 0; i < width; ++i) {
        CHECK(loaded[i] == (i < count ? some[i] : T(7)));
        CHECK(with_zeros[i] == (i < count ? some[i] : T(0)));
      }
      Buffer<T> part(count, (shift + 1) % 4);
      L::load(from.data()).store_partial(part.data(), n);
      CHECK(std::equal(part.data(), part.data() + count, from.data()));
      CHECK(part.intact());
    }
  }
}

TEMPLATE_TEST_CASE("lanes: splat, sum, largest, keep_first", "", LANES_TEST_TYPES) {
  using L = TestType;
  using T = typename L::Scalar;
  constexpr std::size_t width = L::width;
  for (const T x : array_of(L::splat(T(2.5)))) CHECK(x == T(2.5));

  Numbers numbers;
  for (int repetition = 0; repetition < 50; ++repetition) {
    const std::vector<T> list = numbers.whole_list<T>(width, -100, 100);
    const L a = L::load(list.data());
    CHECK(sum(a) == std::accumulate(list.begin(), list.end(), T(0)));
    CHECK(largest(a) == *std::max_element(list.begin(), list.end()));
    for (std::size_t count = 0; count <= width; ++count) {
      const Array<L> kept = array_of(keep_first(a, static_cast<int>(count), T(-0.5)));
      for (std::size_t i = 0; i < width; ++i) CHECK(kept[i] == (i < count ? list[i] : T(-0.5)));
    }
  }
}

TEMPLATE_TEST_CASE("lanes: transpose exchanges rows and columns", "", LANES_TEST_TYPES) {
  using L = TestType;
  using T = typename L::Scalar;
  constexpr std::size_t width = L::width;
  L rows[width];
  for (std::size_t i = 0; i < width; ++i) {
    Array<L> row;
    for (std::size_t j = 0; j < width; ++j) row[j] = static_cast<T>(10 * i + j);
    rows[i] = L::load(row.data());
  }
  L::transpose(rows);
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t j = 0; j < width; ++j) CHECK(array_of(rows[i])[j] == static_cast<T>(10 * j + i));
  }
}

TEMPLATE_TEST_CASE("lanes: the bit steps of exp and log", "", LANES_TEST_FLOAT_TYPES) {
  using L = TestType;
  constexpr float shift = 12582912.0f;  // 1.5 * 2^23
  for (int n = -126; n <= 128; ++n) {
    INFO("exponent " << n);
    const float expected = n == -126 ? 0.0f : std::ldexp(1.0f, n - 1);
    for (const float x : array_of(shifted_to_exponent(L::splat(shift + static_cast<float>(n)))))
      CHECK(x == expected);
  }
  std::vector<float> positive = Numbers().list<float>(40, 1e-3, 1e3);
  positive.insert(positive.end(), {1.0f, 0.70710678f, 0.7071067f, 1.4142135f, 1.4142136f,
                                   std::numeric_limits<float>::min(), std::numeric_limits<float>::max()});
  for (const float x : positive) {
    INFO(x);
    L exponents;
    const Array<L> mantissas = array_of(exponent_and_mantissa(L::splat(x), exponents));
    for (std::size_t i = 0; i < mantissas.size(); ++i) {
      CHECK(mantissas[i] >= 0.70710670f);
      CHECK(mantissas[i] < 1.41421363f);
      CHECK(std::ldexp(mantissas[i], static_cast<int>(array_of(exponents)[i])) == x);
    }
  }
}
