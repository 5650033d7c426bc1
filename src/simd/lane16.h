// Sixteen float lanes in a 512-bit register, for x86-64 processors with AVX-512 (F, BW, DQ and VL). The
// contract is told in lane.h.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 warns of what its own header leaves undefined on purpose (its bug 105593).
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include "simd/lane.h"
#include "simd/sums.h"

namespace lanes {

struct Lane16 {
  using Scalar = float;
  static constexpr int width = 16;
  static constexpr bool fuses = true;
  __m512 value;

  static Lane16 splat(float x) { return {_mm512_set1_ps(x)}; }
  static Lane16 load(const float* p) { return {_mm512_loadu_ps(p)}; }
  static Lane16 load_partial(const float* p, int n, float rest = 0.0f) {
    return {_mm512_mask_loadu_ps(_mm512_set1_ps(rest), first(n), p)};
  }
  void store(float* p) const { _mm512_storeu_ps(p, value); }
  void store_partial(float* p, int n) const { _mm512_mask_storeu_ps(p, first(n), value); }

  friend Lane16 operator+(Lane16 a, Lane16 b) { return {_mm512_add_ps(a.value, b.value)}; }
  friend Lane16 operator-(Lane16 a, Lane16 b) { return {_mm512_sub_ps(a.value, b.value)}; }
  friend Lane16 operator*(Lane16 a, Lane16 b) { return {_mm512_mul_ps(a.value, b.value)}; }
  friend Lane16 operator/(Lane16 a, Lane16 b) { return {_mm512_div_ps(a.value, b.value)}; }
  friend Lane16 sqrt(Lane16 a) { return {_mm512_sqrt_ps(a.value)}; }
  friend Lane16 fma(Lane16 a, Lane16 b, Lane16 c) { return {_mm512_fmadd_ps(a.value, b.value, c.value)}; }

  // The instructions return their second operand when either is NaN.
  friend Lane16 min(Lane16 a, Lane16 b) { return {_mm512_min_ps(b.value, a.value)}; }
  friend Lane16 max(Lane16 a, Lane16 b) { return {_mm512_max_ps(b.value, a.value)}; }

  friend Lane16 where_positive(Lane16 x, Lane16 a, Lane16 b) {
    const __mmask16 positive = _mm512_cmp_ps_mask(x.value, _mm512_setzero_ps(), _CMP_GT_OQ);
    return {_mm512_mask_blend_ps(positive, b.value, a.value)};
  }

  friend Lane16 zero_below(Lane16 a, Lane16 limit) {
    const __mmask16 kept = _mm512_cmp_ps_mask(_mm512_abs_ps(a.value), limit.value, _CMP_NLT_UQ);
    return {_mm512_maskz_mov_ps(kept, a.value)};
  }

  friend float sum(Lane16 a) {
    const __m256 eights = _mm256_add_ps(_mm512_castps512_ps256(a.value), _mm512_extractf32x8_ps(a.value, 1));
    const __m128 fours = _mm_add_ps(_mm256_castps256_ps128(eights), _mm256_extractf128_ps(eights, 1));
    const __m128 pairs = _mm_add_ps(fours, _mm_movehl_ps(fours, fours));
    return _mm_cvtss_f32(_mm_add_ss(pairs, _mm_movehdup_ps(pairs)));
  }
  friend float largest(Lane16 a) {
    const __m256 eights = _mm256_max_ps(_mm512_castps512_ps256(a.value), _mm512_extractf32x8_ps(a.value, 1));
    const __m128 fours = _mm_max_ps(_mm256_castps256_ps128(eights), _mm256_extractf128_ps(eights, 1));
    const __m128 pairs = _mm_max_ps(fours, _mm_movehl_ps(fours, fours));
    return _mm_cvtss_f32(_mm_max_ss(pairs, _mm_movehdup_ps(pairs)));
  }

  friend Lane16 keep_first(Lane16 a, int n, float rest) {
    return {_mm512_mask_blend_ps(first(n), _mm512_set1_ps(rest), a.value)};
  }

  [[gnu::always_inline]] static void transpose(Lane16* rows) {
    __m512 pairs[16], quads[16];  // in each quarter of a register by itself: pairs of rows, then four rows
    for (int i = 0; i < 16; i += 2) {
      pairs[i] = _mm512_unpacklo_ps(rows[i].value, rows[i + 1].value);
      pairs[i + 1] = _mm512_unpackhi_ps(rows[i].value, rows[i + 1].value);
    }
    for (int i = 0; i < 16; i += 4) {
      for (int j = 0; j < 2; ++j) {
        quads[i + 2 * j] = _mm512_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0x44);
        quads[i + 2 * j + 1] = _mm512_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0xee);
      }
    }
    // The quarters are the elements of a 4 x 4 block, to be transposed in the same way.
    for (int i = 0; i < 4; ++i) {
      const __m512 a = _mm512_shuffle_f32x4(quads[i], quads[i + 4], 0x88);
      const __m512 b = _mm512_shuffle_f32x4(quads[i + 8], quads[i + 12], 0x88);
      const __m512 c = _mm512_shuffle_f32x4(quads[i], quads[i + 4], 0xdd);
      const __m512 d = _mm512_shuffle_f32x4(quads[i + 8], quads[i + 12], 0xdd);
      rows[i].value = _mm512_shuffle_f32x4(a, b, 0x88);
      rows[i + 4].value = _mm512_shuffle_f32x4(c, d, 0x88);
      rows[i + 8].value = _mm512_shuffle_f32x4(a, b, 0xdd);
      rows[i + 12].value = _mm512_shuffle_f32x4(c, d, 0xdd);
    }
  }

  [[gnu::always_inline]] static Lane16 sums(const Lane16* rows) { return sums_by_transpose(rows); }

  friend Lane16 shifted_to_power(Lane16 x) {
    return {_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(x.value), 23))};
  }
  friend Lane16 exponent_and_mantissa(Lane16 x, Lane16& exponent) {
    const __m512i bits = _mm512_castps_si512(x.value);
    const __m512i e = _mm512_srai_epi32(_mm512_sub_epi32(bits, _mm512_set1_epi32(0x3f3504f3)), 23);
    exponent.value = _mm512_cvtepi32_ps(e);
    return {_mm512_castsi512_ps(_mm512_sub_epi32(bits, _mm512_slli_epi32(e, 23)))};
  }

 private:
  /// The first n lanes.
  static __mmask16 first(int n) { return static_cast<__mmask16>((1u << n) - 1); }
};

static_assert(FloatLane<Lane16>);

}  // namespace lanes
