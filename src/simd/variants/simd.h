// simd: 128 bits by hand, multiply then add.
#pragma once

#include <cstddef>
#include <type_traits>

#include "simd/lane4.h"
#include "simd/lane_vector.h"

namespace lanes::tags::simd {

struct Tag {
  template <class T>
  using Lane = std::conditional_t<std::is_same_v<T, float>, Lane4<MultiplyThenAdd>, LaneVector<T, 16>>;

  /// Best in V8 of the shapes tried: 3 x 12 and its narrower cousins, 9 to 10 sums beside their operands.
  struct Tile {
    static constexpr std::size_t registers = 3, row_registers = 8;
    static constexpr std::size_t rows(std::size_t columns) { return columns == 1 ? 4 : columns == 2 ? 5 : 3; }
  };
};

}  // namespace lanes::tags::simd
