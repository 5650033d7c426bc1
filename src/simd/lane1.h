// One lane: a "vector" of a single number. The plain reading of every kernel, and of the contract in lane.h.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "simd/lane.h"

namespace lanes {

/// holds ? a : b. Between floats, V8 makes a jump of that, which random numbers mispredict: 5 ns each. So
/// there it is done on the bits.
template <class T>
inline T choose(bool holds, T a, T b) {
#ifdef __wasm__
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  const Bits mask = Bits(0) - Bits(holds);
  return std::bit_cast<T>((std::bit_cast<Bits>(a) & mask) | (std::bit_cast<Bits>(b) & ~mask));
#else
  return holds ? a : b;
#endif
}

template <class T>
struct Lane1 {
  using Scalar = T;
  static constexpr int width = 1;
  static constexpr bool fuses = false;
  T value;

  static Lane1 splat(T x) { return {x}; }
  static Lane1 load(const T* p) { return {*p}; }
  static Lane1 load_partial(const T*, int, T rest = T(0)) { return {rest}; }
  void store(T* p) const { *p = value; }
  void store_partial(T*, int) const {}

  friend Lane1 operator+(Lane1 a, Lane1 b) { return {a.value + b.value}; }
  friend Lane1 operator-(Lane1 a, Lane1 b) { return {a.value - b.value}; }
  friend Lane1 operator*(Lane1 a, Lane1 b) { return {a.value * b.value}; }
  friend Lane1 operator/(Lane1 a, Lane1 b) { return {a.value / b.value}; }
  friend Lane1 sqrt(Lane1 a) { return {std::sqrt(a.value)}; }
  friend Lane1 fma(Lane1 a, Lane1 b, Lane1 c) { return {a.value * b.value + c.value}; }
  friend Lane1 min(Lane1 a, Lane1 b) { return {choose(b.value < a.value, b.value, a.value)}; }
  friend Lane1 max(Lane1 a, Lane1 b) { return {choose(a.value < b.value, b.value, a.value)}; }
  friend Lane1 where_positive(Lane1 x, Lane1 a, Lane1 b) {
    return {choose(x.value > T(0), a.value, b.value)};
  }
  friend Lane1 zero_below(Lane1 a, Lane1 limit) {
    return {choose(std::abs(a.value) < limit.value, T(0), a.value)};
  }
  friend T sum(Lane1 a) { return a.value; }
  friend T largest(Lane1 a) { return a.value; }
  friend Lane1 keep_first(Lane1 a, int n, T rest) { return {n > 0 ? a.value : rest}; }
  static void transpose(Lane1*) {}
  static Lane1 sums(const Lane1* rows) { return *rows; }

  friend Lane1 shifted_to_power(Lane1 x) {
    return {std::bit_cast<float>(std::bit_cast<std::uint32_t>(x.value) << 23)};
  }
  friend Lane1 exponent_and_mantissa(Lane1 x, Lane1& exponent) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(x.value);
    const std::int32_t e = static_cast<std::int32_t>(bits - 0x3f3504f3u) >> 23;
    exponent.value = static_cast<float>(e);
    return {std::bit_cast<float>(bits - (static_cast<std::uint32_t>(e) << 23))};
  }
};

static_assert(FloatLane<Lane1<float>> && Lane<Lane1<double>>);

}  // namespace lanes
