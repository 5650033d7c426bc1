// Lane types: each operation on each lane against the same operation on one number, and loads and stores that
// must touch nothing but their own elements.
#include <bit>
#include <catch_amalgamated.hpp>
#include <type_traits>

#include "kernel_test.h"
#include "kernels/variants.h"
#include "lane_operations.h"
#include "simd/variant_list.h"
#include "simd/variants/scalar.h"

namespace lanes {

#define LANES_DECLARE(name, description, lanes, check) extern const LaneOperations<float> name##_lanes;
LANES_VARIANTS_HERE(LANES_DECLARE)
#undef LANES_DECLARE

namespace {

using kernel_test::Buffer;
using kernel_test::Numbers;

/// Calls run(operations) for the lane type of each variant in this program and for that of double precision.
template <class Run>
void for_lane_types(Run run) {
#define LANES_RUN(name, description, lanes, check) \
  if (check) DYNAMIC_SECTION(#name) {              \
      run(name##_lanes);                           \
    }
  LANES_VARIANTS_HERE(LANES_RUN)
#undef LANES_RUN
  SECTION("f64") { run(lane_operations<tags::scalar::Tag, double>("f64")); }
}

template <class T>
using Values = std::vector<T>;

template <class T>
std::size_t width_of(const LaneOperations<T>& lanes) {
  return static_cast<std::size_t>(lanes.width);
}

/// What an operation makes of so many lanes.
template <class T, class... Arguments>
Values<T> result(const LaneOperations<T>& lanes, void (*operation)(T*, Arguments...),
                 std::type_identity_t<Arguments>... arguments) {
  Values<T> out(width_of(lanes));
  operation(out.data(), arguments...);
  return out;
}

/// Equal to the last bit; all NaNs are one.
template <class T>
bool same(T a, T b) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

/// Whether `got` is a * b + c, rounded as often as the lanes say. In WebAssembly a fused one may be either.
template <class T>
bool is_multiply_add(const LaneOperations<T>& lanes, T got, T a, T b, T c) {
#ifdef __wasm__
  const bool may_round_twice = true;
#else
  const bool may_round_twice = !lanes.fuses;
#endif
  return (lanes.fuses && same<T>(got, std::fma(a, b, c))) || (may_round_twice && same<T>(got, a * b + c));
}

/// Numbers of all kinds.
template <class T>
Values<T> samples() {
  using Limits = std::numeric_limits<T>;
  Values<T> list = Numbers(3).list<T>(20, -100.0, 100.0);
  for (const T x : {T(0), T(1), Limits::min(), Limits::denorm_min(), Limits::max(), Limits::infinity()}) {
    list.push_back(x);
    list.push_back(-x);
  }
  list.push_back(Limits::quiet_NaN());
  return list;
}

/// Calls run(a, b, c) with lanes from the samples, each lane with operands of its own.
template <class T, class Run>
void for_operands(std::size_t width, Run run) {
  const Values<T> list = samples<T>();
  const auto pick = [&](std::size_t first, std::size_t stride) {
    Values<T> values(width);
    for (std::size_t i = 0; i < width; ++i) values[i] = list[(first + i * stride) % list.size()];
    return values;
  };
  for (std::size_t i = 0; i < list.size(); ++i) {
    for (std::size_t j = 0; j < list.size(); ++j) run(pick(i, 5), pick(j, 7), pick(i + j, 11));
  }
}

}  // namespace

TEST_CASE("lanes: arithmetic is that of single numbers on every lane") {
  for_lane_types([]<class T>(const LaneOperations<T>& lanes) {
    bool add = true, subtract = true, multiply = true, divide = true, root = true, least = true, most = true,
         fused = true, selected = true, zeroed = true;
    for_operands<T>(width_of(lanes), [&](const Values<T>& x, const Values<T>& y, const Values<T>& z) {
      const T *a = x.data(), *b = y.data(), *c = z.data();
      const Values<T> sums = result(lanes, lanes.add, a, b),
                      differences = result(lanes, lanes.subtract, a, b),
                      products = result(lanes, lanes.multiply, a, b),
                      quotients = result(lanes, lanes.divide, a, b), roots = result(lanes, lanes.root, a),
                      mins = result(lanes, lanes.least, a, b), maxs = result(lanes, lanes.most, a, b),
                      fmas = result(lanes, lanes.fused, a, b, c),
                      wheres = result(lanes, lanes.where_positive, a, b, c),
                      zeros = result(lanes, lanes.zero_below, a, b);
      for (std::size_t i = 0; i < x.size(); ++i) {
        add = add && same<T>(sums[i], x[i] + y[i]);
        subtract = subtract && same<T>(differences[i], x[i] - y[i]);
        multiply = multiply && same<T>(products[i], x[i] * y[i]);
        divide = divide && same<T>(quotients[i], x[i] / y[i]);
        root = root && same<T>(roots[i], std::sqrt(x[i]));
        least = least && same<T>(mins[i], y[i] < x[i] ? y[i] : x[i]);
        most = most && same<T>(maxs[i], x[i] < y[i] ? y[i] : x[i]);
        fused = fused && is_multiply_add<T>(lanes, fmas[i], x[i], y[i], z[i]);
        selected = selected && same<T>(wheres[i], x[i] > T(0) ? y[i] : z[i]);
        zeroed = zeroed && same<T>(zeros[i], std::fabs(x[i]) < y[i] ? T(0) : x[i]);
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
    CHECK(zeroed);
  });
}

TEST_CASE("lanes: loads and stores touch their own elements only") {
  for_lane_types([]<class T>(const LaneOperations<T>& lanes) {
    const std::size_t width = width_of(lanes);
    for (std::size_t shift = 0; shift < 4; ++shift) {
      INFO("shift " << shift);
      const Buffer<T> from(Numbers().list<T>(width), shift);
      Buffer<T> to(width, (shift + 1) % 4);
      lanes.copy(to.data(), from.data());
      CHECK(std::equal(from.data(), from.data() + width, to.data()));
      CHECK(to.intact());

      for (std::size_t count = 1; count < width; ++count) {
        INFO("count " << count);
        const int n = static_cast<int>(count);
        const Buffer<T> some(Numbers().list<T>(count), shift);
        const Values<T> loaded = result(lanes, lanes.load_partial, some.data(), n, T(7));
        const Values<T> with_zeros = result(lanes, lanes.load_with_zeros, some.data(), n);
        for (std::size_t i = 0; i < width; ++i) {
          CHECK(loaded[i] == (i < count ? some[i] : T(7)));
          CHECK(with_zeros[i] == (i < count ? some[i] : T(0)));
        }
        Buffer<T> part(count, (shift + 1) % 4);
        lanes.store_partial(part.data(), from.data(), n);
        CHECK(std::equal(part.data(), part.data() + count, from.data()));
        CHECK(part.intact());
      }
    }
  });
}

TEST_CASE("lanes: splat, sum, largest, keep_first") {
  for_lane_types([]<class T>(const LaneOperations<T>& lanes) {
    const std::size_t width = width_of(lanes);
    for (const T x : result(lanes, lanes.splat, T(2.5))) CHECK(x == T(2.5));

    Numbers numbers;
    for (int repetition = 0; repetition < 50; ++repetition) {
      const Values<T> list = numbers.whole_list<T>(width, -100, 100);
      CHECK(lanes.sum(list.data()) == std::accumulate(list.begin(), list.end(), T(0)));
      CHECK(lanes.largest(list.data()) == *std::max_element(list.begin(), list.end()));
      for (std::size_t count = 0; count <= width; ++count) {
        const Values<T> kept = result(lanes, lanes.keep_first, list.data(), static_cast<int>(count), T(-0.5));
        for (std::size_t i = 0; i < width; ++i) CHECK(kept[i] == (i < count ? list[i] : T(-0.5)));
      }
    }
  });
}

TEST_CASE("lanes: transpose exchanges rows and columns") {
  for_lane_types([]<class T>(const LaneOperations<T>& lanes) {
    const std::size_t width = width_of(lanes);
    Values<T> rows(width * width);
    std::iota(rows.begin(), rows.end(), T(0));
    lanes.transpose(rows.data());
    for (std::size_t i = 0; i < width; ++i) {
      for (std::size_t j = 0; j < width; ++j) CHECK(rows[i * width + j] == static_cast<T>(j * width + i));
    }
  });
}

TEST_CASE("lanes: the sums over the lanes of many registers") {
  for_lane_types([]<class T>(const LaneOperations<T>& lanes) {
    const std::size_t width = width_of(lanes);
    Values<T> rows(width * width), sums(width);
    std::iota(rows.begin(), rows.end(), T(0));
    lanes.sums(sums.data(), rows.data());
    for (std::size_t i = 0; i < width; ++i) {
      const auto row = rows.begin() + static_cast<std::ptrdiff_t>(i * width);
      CHECK(sums[i] == std::accumulate(row, row + static_cast<std::ptrdiff_t>(width), T(0)));
    }
  });
}

TEST_CASE("lanes: the bit steps of exp and log") {
  for_lane_types([]<class T>(const LaneOperations<T>& lanes) {
    if constexpr (std::is_same_v<T, float>) {
      constexpr float shift = 12582912.0f;  // 1.5 * 2^23
      for (int n = 0; n <= 254; ++n) {
        INFO("n = " << n);
        const float expected = n == 0 ? 0.0f : std::ldexp(1.0f, n - 127);
        const Values<float> shifted(width_of(lanes), shift + static_cast<float>(n));
        for (const float x : result(lanes, lanes.shifted_to_power, shifted.data())) CHECK(x == expected);
      }
      Values<float> positive = Numbers().list<float>(40, 1e-3, 1e3);
      positive.insert(positive.end(), {1.0f, 0.70710678f, 0.7071067f, 1.4142135f, 1.4142136f,
                                       std::numeric_limits<float>::min(), std::numeric_limits<float>::max()});
      for (const float x : positive) {
        INFO(x);
        const Values<float> all(width_of(lanes), x);
        Values<float> exponents(all.size());
        const Values<float> mantissas =
            result(lanes, lanes.exponent_and_mantissa, exponents.data(), all.data());
        for (std::size_t i = 0; i < mantissas.size(); ++i) {
          CHECK(mantissas[i] >= 0.70710670f);
          CHECK(mantissas[i] < 1.41421363f);
          CHECK(std::ldexp(mantissas[i], static_cast<int>(exponents[i])) == x);
        }
      }
    }
  });
}

}  // namespace lanes
