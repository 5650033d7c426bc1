// exp and log on lanes. In f32 they are polynomials, with the least largest error, after the usual range
// reduction; in f64 they are the C library's, one lane at a time.
//
// Each is an object that is made before a loop, `const ExpLanes<L> e_to;`, and called in it, `e_to(x)`. When
// it is made it reads its numbers from memory that might change for all a compiler knows (`volatile`): V8
// makes a number that it knows anew for every register, in three steps, and keeps one that it does not know.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>

namespace lanes {

/// The polynomial with these coefficients, that of the highest power first.
template <class L, int count>
static inline L polynomial(L x, const L (&coefficients)[count]) {
  L sum = coefficients[0];
  for (int i = 1; i < count; ++i) sum = fma(sum, x, coefficients[i]);
  return sum;
}

/// The same number on every lane, for each of several.
template <class L, int count>
static inline void splat_all(L (&to)[count], const volatile float (&numbers)[count]) {
  for (int i = 0; i < count; ++i) to[i] = L::splat(numbers[i]);
}

/// e^x on each lane. f32: within 2e-7 relative on [-86.9, 88.7]; 0 below (never a subnormal), infinity above;
/// NaN stays NaN.
template <class L>
class ExpLanes {
 public:
  ExpLanes() { splat_all(coefficients_, numbers.coefficients); }

  L operator()(L x) const {
    // x = n ln 2 + r with |r| <= ln(2)/2; n is rounded by adding a number whose last bit weighs 1.
    x = min(max(x, lowest_), highest_);
    const L shifted = fma(x, log2_e_, shift_), n = shifted - shift_;
    // ln 2 in two parts, so that n times the first part is exact.
    const L r = fma(n, ln2_rest_, fma(n, ln2_, x));
    return polynomial(r, coefficients_) * shifted_to_power(shifted);
  }

 private:
  // 2^(n - 1) times 2 e^r, because 2^128 has no float; n = -126 gives zero, which flushes the results that
  // are (nearly) subnormal.
  static inline const volatile struct {
    float lowest = -87.5f, highest = 89.0f;
    float log2_e = 1.44269504f, ln2 = -0.693359375f, ln2_rest = 2.12194440e-4f;
    float shift = 12582912.0f + 126.0f;  // 1.5 * 2^23, and what n = -126 lacks to 0
    float coefficients[7] = {2 * 1.3843650e-3f,
                             2 * 8.3741555e-3f,
                             2 * 4.1668002e-2f,
                             2 * 1.6666432e-1f,
                             2 * 4.9999994e-1f,
                             2.0f,
                             2.0f};
  } numbers = {};

  const L lowest_ = L::splat(numbers.lowest), highest_ = L::splat(numbers.highest);
  const L log2_e_ = L::splat(numbers.log2_e), shift_ = L::splat(numbers.shift);
  const L ln2_ = L::splat(numbers.ln2), ln2_rest_ = L::splat(numbers.ln2_rest);
  L coefficients_[7];
};

/// e^x on each lane for x <= 0, as the parts of a sum whose largest part is 1. f32: within 2e-7 (1 - x)
/// relative; a part below 9.6e-21, which adds nothing to the sum, is 0: products of such parts would soon be
/// subnormal numbers, which take a processor many times longer. NaN stays NaN.
template <class L>
class PartLanes {
 public:
  PartLanes() { splat_all(coefficients_, numbers.coefficients); }

  L operator()(L x) const {
    // x log2(e) = n + r with |r| <= 1/2, as above.
    x = max(x, lowest_);
    const L shifted = fma(x, log2_e_, shift_);
    const L r = fma(x, log2_e_, shift_ - shifted);
    return polynomial(r, coefficients_) * shifted_to_power(shifted);
  }

 private:
  static constexpr float rest = 0x1p60f;
  // 2^(n - 60) times 2^60 2^r, so that n = -67 gives zero.
  static inline const volatile struct {
    float lowest = -46.4f, log2_e = 1.44269504f, shift = 12582912.0f + 67.0f;
    float coefficients[6] = {rest * 1.3264724e-3f, rest * 9.6715130e-3f, rest * 5.5507336e-2f,
                             rest * 2.4022242e-1f, rest * 6.9314706e-1f, rest};
  } numbers = {};

  const L lowest_ = L::splat(numbers.lowest);
  const L log2_e_ = L::splat(numbers.log2_e), shift_ = L::splat(numbers.shift);
  L coefficients_[6];
};

/// Natural logarithm of each lane. f32: within 3e-7 of the true value (absolute or relative, whichever is
/// larger) for normal x; -infinity at 0 and for subnormals, NaN below 0 and for NaN, infinity at infinity.
template <class L>
class LogLanes {
 public:
  LogLanes() { splat_all(coefficients_, numbers.coefficients); }

  L operator()(L x) const {
    L e;
    const L m = exponent_and_mantissa(max(x, smallest_), e) - one_;
    const L square = m * m;
    L y = polynomial(m, coefficients_) * m * square;
    y = fma(e, ln2_rest_, y);
    y = fma(square, minus_half_, y);
    y = fma(e, ln2_, m + y);
    // The edges: infinity and NaN stay what they are, below the normal range it is -infinity or NaN.
    const L zero = L::splat(0.0f);
    y = y + max(x - largest_, zero);
    return where_positive(smallest_ - x, where_positive(zero - x, nan_, lowest_), y);
  }

 private:
  using Limits = std::numeric_limits<float>;
  static inline const volatile struct {
    float smallest = Limits::min(), largest = Limits::max();
    float lowest = -Limits::infinity(), nan = Limits::quiet_NaN();
    float one = 1.0f, minus_half = -0.5f, ln2 = 0.693359375f, ln2_rest = -2.12194440e-4f;
    float coefficients[6] = {-1.0224099e-1f, 1.6141150e-1f,  -1.7166924e-1f,
                             1.9910242e-1f,  -2.4980573e-1f, 3.3334690e-1f};
  } numbers = {};

  const L smallest_ = L::splat(numbers.smallest), largest_ = L::splat(numbers.largest);
  const L lowest_ = L::splat(numbers.lowest), nan_ = L::splat(numbers.nan);
  const L one_ = L::splat(numbers.one), minus_half_ = L::splat(numbers.minus_half);
  const L ln2_ = L::splat(numbers.ln2), ln2_rest_ = L::splat(numbers.ln2_rest);
  L coefficients_[6];
};

template <class L>
requires std::same_as<typename L::Scalar, double>
class ExpLanes<L> {
 public:
  L operator()(L x) const { return L{std::exp(x.value)}; }
};

template <class L>
requires std::same_as<typename L::Scalar, double>
class PartLanes<L> : public ExpLanes<L> {
};

template <class L>
requires std::same_as<typename L::Scalar, double>
class LogLanes<L> {
 public:
  L operator()(L x) const { return L{std::log(x.value)}; }
};

}  // namespace lanes
