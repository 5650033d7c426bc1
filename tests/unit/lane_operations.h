// What a lane type does, as functions on arrays, so that a test can ask for it that is not compiled with the
// flags of a variant.
#pragma once

#include <string_view>
#include <type_traits>

namespace lanes {

/// Arrays are of `width` numbers, or as many as the last argument says.
template <class T>
struct LaneOperations {
  std::string_view name;
  int width;
  bool fuses;
  void (*copy)(T* out, const T* a);
  void (*load_partial)(T* out, const T* a, int n, T rest);
  void (*load_with_zeros)(T* out, const T* a, int n);
  void (*store_partial)(T* out, const T* a, int n);
  void (*splat)(T* out, T x);
  void (*add)(T* out, const T* a, const T* b);
  void (*subtract)(T* out, const T* a, const T* b);
  void (*multiply)(T* out, const T* a, const T* b);
  void (*divide)(T* out, const T* a, const T* b);
  void (*root)(T* out, const T* a);
  void (*fused)(T* out, const T* a, const T* b, const T* c);
  void (*least)(T* out, const T* a, const T* b);
  void (*most)(T* out, const T* a, const T* b);
  void (*where_positive)(T* out, const T* x, const T* a, const T* b);
  void (*zero_below)(T* out, const T* a, const T* limit);
  T (*sum)(const T* a);
  T (*largest)(const T* a);
  void (*keep_first)(T* out, const T* a, int n, T rest);
  void (*transpose)(T* rows);  ///< (width, width)
  void (*sums)(T* out, const T* rows);
  // In single precision only.
  void (*shifted_to_power)(T* out, const T* a);
  void (*exponent_and_mantissa)(T* mantissas, T* exponents, const T* a);
};

/// V is a variant, as simd/this_variant.h tells.
template <class V, class T>
constexpr LaneOperations<T> lane_operations(std::string_view name) {
  using L = typename V::template Lane<T>;
  LaneOperations<T> of{
      .name = name,
      .width = L::width,
      .fuses = L::fuses,
      .copy = [](T* out, const T* a) { L::load(a).store(out); },
      .load_partial = [](T* out, const T* a, int n, T rest) { L::load_partial(a, n, rest).store(out); },
      .load_with_zeros = [](T* out, const T* a, int n) { L::load_partial(a, n).store(out); },
      .store_partial = [](T* out, const T* a, int n) { L::load(a).store_partial(out, n); },
      .splat = [](T* out, T x) { L::splat(x).store(out); },
      .add = [](T* out, const T* a, const T* b) { (L::load(a) + L::load(b)).store(out); },
      .subtract = [](T* out, const T* a, const T* b) { (L::load(a) - L::load(b)).store(out); },
      .multiply = [](T* out, const T* a, const T* b) { (L::load(a) * L::load(b)).store(out); },
      .divide = [](T* out, const T* a, const T* b) { (L::load(a) / L::load(b)).store(out); },
      .root = [](T* out, const T* a) { sqrt(L::load(a)).store(out); },
      .fused = [](T* out, const T* a, const T* b,
                  const T* c) { fma(L::load(a), L::load(b), L::load(c)).store(out); },
      .least = [](T* out, const T* a, const T* b) { min(L::load(a), L::load(b)).store(out); },
      .most = [](T* out, const T* a, const T* b) { max(L::load(a), L::load(b)).store(out); },
      .where_positive = [](T* out, const T* x, const T* a,
                           const T* b) { where_positive(L::load(x), L::load(a), L::load(b)).store(out); },
      .zero_below = [](T* out, const T* a,
                       const T* limit) { zero_below(L::load(a), L::load(limit)).store(out); },
      .sum = [](const T* a) { return sum(L::load(a)); },
      .largest = [](const T* a) { return largest(L::load(a)); },
      .keep_first = [](T* out, const T* a, int n, T rest) { keep_first(L::load(a), n, rest).store(out); },
      .transpose =
          [](T* rows) {
            L block[L::width];
            for (int i = 0; i < L::width; ++i) block[i] = L::load(rows + i * L::width);
            L::transpose(block);
            for (int i = 0; i < L::width; ++i) block[i].store(rows + i * L::width);
          },
      .sums =
          [](T* out, const T* rows) {
            L block[L::width];
            for (int i = 0; i < L::width; ++i) block[i] = L::load(rows + i * L::width);
            L::sums(block).store(out);
          },
      .shifted_to_power = nullptr,
      .exponent_and_mantissa = nullptr,
  };
  if constexpr (std::is_same_v<T, float>) {
    of.shifted_to_power = [](T* out, const T* a) { shifted_to_power(L::load(a)).store(out); };
    of.exponent_and_mantissa = [](T* mantissas, T* exponents, const T* a) {
      L exponent;
      exponent_and_mantissa(L::load(a), exponent).store(mantissas);
      exponent.store(exponents);
    };
  }
  return of;
}

}  // namespace lanes
