// One lane: a "vector" of a single number. The plain reading of every kernel, and the model of the contract
// that each lane type keeps.
//
// The contract (L is a lane type, L::Scalar its number, L::width how many it holds):
//   L::splat(x), L::load(p), L::load_partial(p, n, rest), v.store(p), v.store_partial(p, n)   0 < n < width
//   a + b, a - b, a * b, a / b, sqrt(a)              each lane by itself, correctly rounded
//   fma(a, b, c)                                     a * b + c; rounded once only where the lane type says so
//   min(a, b), max(a, b)                             a when either is NaN
//   where_positive(x, a, b)                          per lane x > 0 ? a : b
//   zero_below(a, limit)                             per lane |a| < limit ? 0 : a; NaN stays
//   sum(a), largest(a)                               over the lanes, always in the same order
//   keep_first(a, n, rest)                           lanes 0..n-1 of a, then `rest`
//   transpose(rows)                                  a width x width block in place
//   f32 only: shifted_to_exponent(x), exponent_and_mantissa(x, e): the bit steps of exp and log (math.h)
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

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

  /// 2^(n - 1), where x = 1.5 * 2^23 + n holds the integer n in its lowest bits; zero for n = -126.
  friend Lane1 shifted_to_exponent(Lane1 x) {
    return {std::bit_cast<float>((std::bit_cast<std::uint32_t>(x.value) << 23) + (126u << 23))};
  }
  /// Splits a positive normal x into mantissa * 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)).
  friend Lane1 exponent_and_mantissa(Lane1 x, Lane1& exponent) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(x.value);
    const std::int32_t e = static_cast<std::int32_t>(bits - 0x3f3504f3u) >> 23;
    exponent.value = static_cast<float>(e);
    return {std::bit_cast<float>(bits - (static_cast<std::uint32_t>(e) << 23))};
  }
};

}  // namespace lanes
