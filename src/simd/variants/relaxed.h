// relaxed: 128 bits by hand with fused multiply-add.
#pragma once

#include <cstddef>
#include <type_traits>

#include "simd/lane4.h"
#include "simd/lane_vector.h"

namespace lanes::tags::relaxed {

struct Tag {
  template <class T>
  using Lane = std::conditional_t<std::is_same_v<T, float>, Lane4<FusedMultiplyAdd>, LaneVector<T, 16>>;

  /// Best in V8 of the shapes tried: 6 x 8; a fused multiply-add needs no register for the product.
  struct Tile {
    static constexpr std::size_t registers = 2, row_registers = 8;
    static constexpr std::size_t rows(std::size_t columns) { return columns == 1 ? 4 : 6; }
  };
};

}  // namespace lanes::tags::relaxed
