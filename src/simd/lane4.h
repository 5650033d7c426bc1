// Four float lanes in a 128-bit register, in WebAssembly's own intrinsics; natively the same through SIMDe.
// The contract is told in lane.h. What fma does is a parameter: the fused lane type overrides only that.
#pragma once

#include <bit>
#include <cstdint>

#include "simd/lane.h"

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#else
#include <simde/wasm/relaxed-simd.h>
#include <simde/wasm/simd128.h>
#endif

namespace lanes {

/// What four floats are kept in.
#ifdef __wasm_simd128__
using Register4 = v128_t;
#else
// Natively v128_t is a register of integers, and g++ copies a sum that is kept as one at every turn of a
// loop, from the register of floats in which it was added up: that halves the speed of matrix products.
using Register4 __attribute__((vector_size(16))) = float;
#endif

/// a * b + c in two roundings: what plain wasm SIMD offers.
struct MultiplyThenAdd {
  static constexpr bool fuses = false;
  static v128_t apply(v128_t a, v128_t b, v128_t c) { return wasm_f32x4_add(wasm_f32x4_mul(a, b), c); }
};

#if defined(__wasm_relaxed_simd__) || !defined(__wasm_simd128__)
/// a * b + c in one rounding, wherever the machine has the instruction (relaxed SIMD leaves it free).
struct FusedMultiplyAdd {
  static constexpr bool fuses = true;
  static v128_t apply(v128_t a, v128_t b, v128_t c) { return wasm_f32x4_relaxed_madd(a, b, c); }
};
#endif

template <class MultiplyAdd>
struct Lane4 {
  using Scalar = float;
  static constexpr int width = 4;
  static constexpr bool fuses = MultiplyAdd::fuses;

  Register4 value;

  Lane4() = default;
  Lane4(v128_t bits) : value(std::bit_cast<Register4>(bits)) {}
  operator v128_t() const { return std::bit_cast<v128_t>(value); }

  static Lane4 splat(float x) { return {wasm_f32x4_splat(x)}; }
  static Lane4 load(const float* p) { return {wasm_v128_load(p)}; }

  static Lane4 load_partial(const float* p, int n, float rest = 0.0f) {
    v128_t v = n > 1 ? wasm_v128_load64_zero(p) : wasm_v128_load32_zero(p);
    if (n > 2) v = wasm_v128_load32_lane(p + 2, v, 2);
    return rest == 0.0f ? Lane4{v} : keep_first(Lane4{v}, n, rest);
  }

  void store(float* p) const { wasm_v128_store(p, *this); }

  void store_partial(float* p, int n) const {
    if (n == 1) return wasm_v128_store32_lane(p, *this, 0);
    wasm_v128_store64_lane(p, *this, 0);
    if (n > 2) wasm_v128_store32_lane(p + 2, *this, 2);
  }

  friend Lane4 operator+(Lane4 a, Lane4 b) { return {wasm_f32x4_add(a, b)}; }
  friend Lane4 operator-(Lane4 a, Lane4 b) { return {wasm_f32x4_sub(a, b)}; }
  friend Lane4 operator*(Lane4 a, Lane4 b) { return {wasm_f32x4_mul(a, b)}; }
  friend Lane4 operator/(Lane4 a, Lane4 b) { return {wasm_f32x4_div(a, b)}; }
  friend Lane4 sqrt(Lane4 a) { return {wasm_f32x4_sqrt(a)}; }
  friend Lane4 fma(Lane4 a, Lane4 b, Lane4 c) { return {MultiplyAdd::apply(a, b, c)}; }

  // pmin and pmax are one x86 instruction each; min and max are seven, for the sake of NaN and -0.
  friend Lane4 min(Lane4 a, Lane4 b) { return {wasm_f32x4_pmin(a, b)}; }
  friend Lane4 max(Lane4 a, Lane4 b) { return {wasm_f32x4_pmax(a, b)}; }

  friend Lane4 where_positive(Lane4 x, Lane4 a, Lane4 b) {
    return {wasm_v128_bitselect(a, b, wasm_f32x4_gt(x, wasm_f32x4_splat(0.0f)))};
  }

  friend Lane4 zero_below(Lane4 a, Lane4 limit) {
    return {wasm_v128_andnot(a, wasm_f32x4_lt(wasm_f32x4_abs(a), limit))};
  }

  friend float sum(Lane4 a) {
    const v128_t bits = a, pairs = wasm_f32x4_add(bits, wasm_i32x4_shuffle(bits, bits, 2, 3, 0, 1));
    return wasm_f32x4_extract_lane(pairs, 0) + wasm_f32x4_extract_lane(pairs, 1);
  }
  friend float largest(Lane4 a) {
    const v128_t bits = a, pairs = wasm_f32x4_pmax(bits, wasm_i32x4_shuffle(bits, bits, 2, 3, 0, 1));
    // A choice between two floats V8 would make by a jump.
    const v128_t all = wasm_f32x4_pmax(pairs, wasm_i32x4_shuffle(pairs, pairs, 1, 0, 3, 2));
    return wasm_f32x4_extract_lane(all, 0);
  }

  friend Lane4 keep_first(Lane4 a, int n, float rest) {
    const v128_t index = wasm_i32x4_make(0, 1, 2, 3);
    const v128_t kept = wasm_i32x4_lt(index, wasm_i32x4_splat(n));
    return {wasm_v128_bitselect(a, wasm_f32x4_splat(rest), kept)};
  }

  static void transpose(Lane4* rows) {
    const v128_t a = rows[0], b = rows[1], c = rows[2], d = rows[3];
    const v128_t ab_low = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5);
    const v128_t ab_high = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7);
    const v128_t cd_low = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5);
    const v128_t cd_high = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
    rows[0] = wasm_i64x2_shuffle(ab_low, cd_low, 0, 2);
    rows[1] = wasm_i64x2_shuffle(ab_low, cd_low, 1, 3);
    rows[2] = wasm_i64x2_shuffle(ab_high, cd_high, 0, 2);
    rows[3] = wasm_i64x2_shuffle(ab_high, cd_high, 1, 3);
  }

  static Lane4 sums(const Lane4* rows) {
    const v128_t a = rows[0], b = rows[1], c = rows[2], d = rows[3];
    const v128_t ab =
        wasm_f32x4_add(wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), wasm_i32x4_shuffle(a, b, 2, 6, 3, 7));
    const v128_t cd =
        wasm_f32x4_add(wasm_i32x4_shuffle(c, d, 0, 4, 1, 5), wasm_i32x4_shuffle(c, d, 2, 6, 3, 7));
    return {wasm_f32x4_add(wasm_i64x2_shuffle(ab, cd, 0, 2), wasm_i64x2_shuffle(ab, cd, 1, 3))};
  }

  friend Lane4 shifted_to_power(Lane4 x) { return {wasm_i32x4_shl(x, 23)}; }
  friend Lane4 exponent_and_mantissa(Lane4 x, Lane4& exponent) {
    const v128_t e = wasm_i32x4_shr(wasm_i32x4_sub(x, wasm_i32x4_splat(0x3f3504f3)), 23);
    exponent = wasm_f32x4_convert_i32x4(e);
    return {wasm_i32x4_sub(x, wasm_i32x4_shl(e, 23))};
  }
};

static_assert(FloatLane<Lane4<MultiplyThenAdd>>);

}  // namespace lanes
