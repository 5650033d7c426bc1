// Eight float lanes in a 256-bit register, for x86-64 processors with AVX2 and fused multiply-add. The
// contract is told in lane.h.
#pragma once

#include <immintrin.h>

#include "simd/lane.h"
#include "simd/sums.h"

namespace lanes {

struct Lane8 {
  using Scalar = float;
  static constexpr int width = 8;
  static constexpr bool fuses = true;
  __m256 value;

  static Lane8 splat(float x) { return {_mm256_set1_ps(x)}; }
  static Lane8 load(const float* p) { return {_mm256_loadu_ps(p)}; }

  static Lane8 load_partial(const float* p, int n, float rest = 0.0f) {
    const Lane8 loaded{_mm256_maskload_ps(p, first(n))};
    return rest == 0.0f ? loaded : keep_first(loaded, n, rest);
  }

  void store(float* p) const { _mm256_storeu_ps(p, value); }
  void store_partial(float* p, int n) const { _mm256_maskstore_ps(p, first(n), value); }

  friend Lane8 operator+(Lane8 a, Lane8 b) { return {_mm256_add_ps(a.value, b.value)}; }
  friend Lane8 operator-(Lane8 a, Lane8 b) { return {_mm256_sub_ps(a.value, b.value)}; }
  friend Lane8 operator*(Lane8 a, Lane8 b) { return {_mm256_mul_ps(a.value, b.value)}; }
  friend Lane8 operator/(Lane8 a, Lane8 b) { return {_mm256_div_ps(a.value, b.value)}; }
  friend Lane8 sqrt(Lane8 a) { return {_mm256_sqrt_ps(a.value)}; }
  friend Lane8 fma(Lane8 a, Lane8 b, Lane8 c) { return {_mm256_fmadd_ps(a.value, b.value, c.value)}; }

  // The instructions return their second operand when either is NaN.
  friend Lane8 min(Lane8 a, Lane8 b) { return {_mm256_min_ps(b.value, a.value)}; }
  friend Lane8 max(Lane8 a, Lane8 b) { return {_mm256_max_ps(b.value, a.value)}; }

  friend Lane8 where_positive(Lane8 x, Lane8 a, Lane8 b) {
    return {_mm256_blendv_ps(b.value, a.value, _mm256_cmp_ps(x.value, _mm256_setzero_ps(), _CMP_GT_OQ))};
  }

  friend Lane8 zero_below(Lane8 a, Lane8 limit) {
    const __m256 magnitude = _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.value);
    return {_mm256_andnot_ps(_mm256_cmp_ps(magnitude, limit.value, _CMP_LT_OQ), a.value)};
  }

  friend float sum(Lane8 a) {
    const __m128 fours = _mm_add_ps(_mm256_castps256_ps128(a.value), _mm256_extractf128_ps(a.value, 1));
    const __m128 pairs = _mm_add_ps(fours, _mm_movehl_ps(fours, fours));
    return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_movehdup_ps(pairs)));
  }
  friend float largest(Lane8 a) {
    const __m128 fours = _mm_max_ps(_mm256_castps256_ps128(a.value), _mm256_extractf128_ps(a.value, 1));
    const __m128 pairs = _mm_max_ps(fours, _mm_movehl_ps(fours, fours));
    return _mm_cvtss_f32(_mm_max_ss(pairs, _mm_movehdup_ps(pairs)));
  }

  friend Lane8 keep_first(Lane8 a, int n, float rest) {
    return {_mm256_blendv_ps(_mm256_set1_ps(rest), a.value, _mm256_castsi256_ps(first(n)))};
  }

  [[gnu::always_inline]] static void transpose(Lane8* rows) {
    __m256 pairs[8], quads[8];  // in each half of a register by itself: pairs of rows, then four rows
    for (int i = 0; i < 8; i += 2) {
      pairs[i] = _mm256_unpacklo_ps(rows[i].value, rows[i + 1].value);
      pairs[i + 1] = _mm256_unpackhi_ps(rows[i].value, rows[i + 1].value);
    }
    for (int i = 0; i < 8; i += 4) {
      for (int j = 0; j < 2; ++j) {
        quads[i + 2 * j] = _mm256_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0x44);
        quads[i + 2 * j + 1] = _mm256_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0xee);
      }
    }
    for (int i = 0; i < 4; ++i) {
      rows[i].value = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x20);
      rows[i + 4].value = _mm256_permute2f128_ps(quads[i], quads[i + 4], 0x31);
    }
  }

  [[gnu::always_inline]] static Lane8 sums(const Lane8* rows) { return sums_by_transpose(rows); }

  friend Lane8 shifted_to_power(Lane8 x) {
    return {_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(x.value), 23))};
  }
  friend Lane8 exponent_and_mantissa(Lane8 x, Lane8& exponent) {
    const __m256i bits = _mm256_castps_si256(x.value);
    const __m256i e = _mm256_srai_epi32(_mm256_sub_epi32(bits, _mm256_set1_epi32(0x3f3504f3)), 23);
    exponent.value = _mm256_cvtepi32_ps(e);
    return {_mm256_castsi256_ps(_mm256_sub_epi32(bits, _mm256_slli_epi32(e, 23)))};
  }

 private:
  /// All bits of the first n lanes.
  static __m256i first(int n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
};

static_assert(FloatLane<Lane8>);

}  // namespace lanes
