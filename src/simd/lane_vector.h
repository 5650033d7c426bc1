// Lanes of any number type in a register of any size, in the compilers' own vector types: 16 x int8, 8 x
// int16, 2 x float64 in 128 bits, and the same in 256 and 512 where the processor has them. For the
// experiments about types and widths; it keeps what LoopLane asks for (lane.h), which is what they need. The
// kernels use lanes of floats written by hand.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "simd/lane.h"
#include "simd/lane4.h"

namespace lanes {

template <class T, int bytes>
struct LaneVector {
  using Scalar = T;
  static constexpr int width = bytes / static_cast<int>(sizeof(T));
  using Register __attribute__((vector_size(bytes))) = T;
  Register value;

  static LaneVector splat(T x) { return {x - Register{}}; }

  static LaneVector load(const T* p) {
    LaneVector v;
    std::memcpy(&v.value, p, sizeof v.value);
    return v;
  }

  static LaneVector load_partial(const T* p, int n, T rest = T(0)) {
    LaneVector v = splat(rest);
    for (int i = 0; i < n; ++i) v.value[i] = p[i];
    return v;
  }

  void store(T* p) const { std::memcpy(p, &value, sizeof value); }

  void store_partial(T* p, int n) const {
    for (int i = 0; i < n; ++i) p[i] = value[i];
  }

  friend LaneVector operator+(LaneVector a, LaneVector b) { return {a.value + b.value}; }
  friend LaneVector operator*(LaneVector a, LaneVector b) { return {a.value * b.value}; }

  friend T sum(LaneVector a) {
    T total = T(0);
    for (int i = 0; i < width; ++i) total = static_cast<T>(total + a.value[i]);
    return total;
  }
};

static_assert(LoopLane<LaneVector<std::int8_t, 16>> && LoopLane<LaneVector<double, 16>>);

/// Sums of neighbours, twice as wide: 16 x int8 become 8 x int16, which become 4 x int32.
inline LaneVector<std::int16_t, 16> add_pairs(LaneVector<std::int8_t, 16> a) {
  using Wider = LaneVector<std::int16_t, 16>;
  return {std::bit_cast<Wider::Register>(wasm_i16x8_extadd_pairwise_i8x16(std::bit_cast<v128_t>(a.value)))};
}
inline LaneVector<std::int32_t, 16> add_pairs(LaneVector<std::int16_t, 16> a) {
  using Wider = LaneVector<std::int32_t, 16>;
  return {std::bit_cast<Wider::Register>(wasm_i32x4_extadd_pairwise_i16x8(std::bit_cast<v128_t>(a.value)))};
}

/// Lanes in which many of `a` can be added up: neighbours in int32 for the small integers, `a` itself
/// otherwise.
inline LaneVector<std::int32_t, 16> widened(LaneVector<std::int8_t, 16> a) { return add_pairs(add_pairs(a)); }
inline LaneVector<std::int32_t, 16> widened(LaneVector<std::int16_t, 16> a) { return add_pairs(a); }
template <class L>
inline L widened(L a) {
  return a;
}

}  // namespace lanes
