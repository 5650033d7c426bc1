// exp and log on lanes. In f32 they are polynomials after the usual range reduction (coefficients: Moshier's
// Cephes library, expf and logf); in f64 they are the C library's, one lane at a time.
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

namespace lanes {

/// e^x * 2^(power - 1) on each lane, f32 only, for an x whose e^x and result are in the range of normal
/// numbers or just below it.
template <class L>
static inline L exp_times_power(L x, int power) {
  // x = n ln 2 + r with |r| <= ln(2)/2; n is rounded by adding a number whose last bit weighs 1.
  const L shift = L::splat(12582912.0f + static_cast<float>(power));  // 1.5 * 2^23
  const L shifted = fma(x, L::splat(1.44269504089f), shift);
  const L n = shifted - shift;
  // ln 2 in two parts, so that n times the first part is exact.
  const L r = fma(n, L::splat(2.12194440e-4f), fma(n, L::splat(-0.693359375f), x));
  L p = L::splat(1.9875691500e-4f);
  p = fma(p, r, L::splat(1.3981999507e-3f));
  p = fma(p, r, L::splat(8.3334519073e-3f));
  p = fma(p, r, L::splat(4.1665795894e-2f));
  p = fma(p, r, L::splat(1.6666665459e-1f));
  p = fma(p, r, L::splat(5.0000001201e-1f));
  p = fma(p, r * r, r) + L::splat(1.0f);
  return p * shifted_to_exponent(shifted);
}

/// e^x on each lane. f32: within 2e-7 relative on [-86.9, 88.7]; 0 below (never a subnormal), infinity above;
/// NaN stays NaN.
template <class L>
static inline L exp_lanes(L x) {
  if constexpr (std::is_same_v<typename L::Scalar, double>) {
    return L{std::exp(x.value)};
  } else {
    // 2^(n - 1) and a doubling, because 2^128 has no float; n = -126 gives zero, which flushes the results
    // that are (nearly) subnormal.
    const L half = exp_times_power(min(max(x, L::splat(-87.5f)), L::splat(89.0f)), 0);
    return half + half;
  }
}

/// e^x on each lane for x <= 0, as the parts of a sum whose largest part is 1. f32: 1.06e-20 less, and a part
/// below that, which adds nothing to the sum, is 0: products of such parts would soon be subnormal numbers,
/// which take a processor many times longer. NaN stays NaN.
template <class L>
static inline L exp_parts(L x) {
  if constexpr (std::is_same_v<typename L::Scalar, double>) {
    return exp_lanes(x);
  } else {
    const L part = exp_times_power(max(x, L::splat(-46.0f)), 1);  // at least 1.053e-20
    return max(part - L::splat(1.06e-20f), L::splat(0.0f));
  }
}

/// Natural logarithm of each lane. f32: within 3e-7 of the true value (absolute or relative, whichever is
/// larger) for normal x; -infinity at 0 and for subnormals, NaN below 0 and for NaN, infinity at infinity.
template <class L>
static inline L log_lanes(L x) {
  if constexpr (std::is_same_v<typename L::Scalar, double>) {
    return L{std::log(x.value)};
  } else {
    using Limits = std::numeric_limits<float>;
    const L smallest = L::splat(Limits::min());
    L e;
    const L m = exponent_and_mantissa(max(x, smallest), e) - L::splat(1.0f);
    L p = L::splat(7.0376836292e-2f);
    p = fma(p, m, L::splat(-1.1514610310e-1f));
    p = fma(p, m, L::splat(1.1676998740e-1f));
    p = fma(p, m, L::splat(-1.2420140846e-1f));
    p = fma(p, m, L::splat(1.4249322787e-1f));
    p = fma(p, m, L::splat(-1.6668057665e-1f));
    p = fma(p, m, L::splat(2.0000714765e-1f));
    p = fma(p, m, L::splat(-2.4999993993e-1f));
    p = fma(p, m, L::splat(3.3333331174e-1f));
    const L square = m * m;
    L y = p * m * square;
    y = fma(e, L::splat(-2.12194440e-4f), y);
    y = fma(square, L::splat(-0.5f), y);
    y = fma(e, L::splat(0.693359375f), m + y);
    // The edges: x - x is 0, but NaN for NaN and infinity; below the normal range -infinity or NaN.
    y = y + (x - x);
    y = where_positive(x - L::splat(Limits::max()), L::splat(Limits::infinity()), y);
    const L negative =
        where_positive(L::splat(0.0f) - x, L::splat(Limits::quiet_NaN()), L::splat(-Limits::infinity()));
    return where_positive(smallest - x, negative, y);
  }
}

}  // namespace lanes
