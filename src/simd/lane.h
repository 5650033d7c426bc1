// What a lane type is: a register of numbers that are worked on together. Every loop is written once, over
// such a type; the contract here is what it may count on.
#pragma once

#include <concepts>

namespace lanes {

/// What loops over a whole array need of a register of L::width numbers of type L::Scalar.
///   L::splat(x)                                      x on every lane
///   L::load(p), v.store(p)                           width numbers at any address
///   L::load_partial(p, n, rest = 0)                  the first n of p (0 < n < width), then `rest`
///   v.store_partial(p, n)                            the first n lanes; both touch nothing past them
///   a + b, a * b                                     each lane by itself, correctly rounded
///   sum(a)                                           over the lanes, always in the same order
template <class L>
concept LoopLane = requires(L a, const typename L::Scalar* from, typename L::Scalar* to, int n,
                            typename L::Scalar x) {
  { L::width + 0 } -> std::same_as<int>;
  { L::splat(x) } -> std::same_as<L>;
  { L::load(from) } -> std::same_as<L>;
  { L::load_partial(from, n) } -> std::same_as<L>;
  { L::load_partial(from, n, x) } -> std::same_as<L>;
  { a.store(to) } -> std::same_as<void>;
  { a.store_partial(to, n) } -> std::same_as<void>;
  { a + a } -> std::same_as<L>;
  { a* a } -> std::same_as<L>;
  { sum(a) } -> std::same_as<typename L::Scalar>;
};

/// What the kernels need besides:
///   a - b, a / b, sqrt(a)                            each lane by itself, correctly rounded
///   fma(a, b, c), L::fuses                           a * b + c; rounded once if it fuses
///   min(a, b), max(a, b)                             a when either is NaN
///   where_positive(x, a, b)                          per lane x > 0 ? a : b
///   zero_below(a, limit)                             per lane |a| < limit ? 0 : a; NaN stays
///   largest(a)                                       over the lanes
///   keep_first(a, n, rest)                           lanes 0..n-1 of a, then `rest`
///   L::transpose(rows)                               a width x width block in place
///   L::sums(rows)                                    on lane i the sum over the lanes of rows[i]
template <class L>
concept Lane = LoopLane<L> && requires(L a, L* rows, int n, typename L::Scalar x) {
  { !L::fuses } -> std::same_as<bool>;
  { a - a } -> std::same_as<L>;
  { a / a } -> std::same_as<L>;
  { sqrt(a) } -> std::same_as<L>;
  { fma(a, a, a) } -> std::same_as<L>;
  { min(a, a) } -> std::same_as<L>;
  { max(a, a) } -> std::same_as<L>;
  { where_positive(a, a, a) } -> std::same_as<L>;
  { zero_below(a, a) } -> std::same_as<L>;
  { largest(a) } -> std::same_as<typename L::Scalar>;
  { keep_first(a, n, x) } -> std::same_as<L>;
  { L::transpose(rows) } -> std::same_as<void>;
  { L::sums(rows) } -> std::same_as<L>;
};

/// In single precision, the bit steps of exp and log (math.h), too:
///   shifted_to_power(x)                              2^(n - 127), where x = 1.5 * 2^23 + n holds the integer
///                                                    n, 0 to 254, in its lowest bits; zero for n = 0
///   exponent_and_mantissa(x, e)                      splits a positive normal x into mantissa * 2^e with the
///                                                    mantissa, which it returns, in [sqrt(1/2), sqrt(2))
template <class L>
concept FloatLane = Lane<L> && std::same_as<typename L::Scalar, float> && requires(L a, L& exponent) {
  { shifted_to_power(a) } -> std::same_as<L>;
  { exponent_and_mantissa(a, exponent) } -> std::same_as<L>;
};

}  // namespace lanes
