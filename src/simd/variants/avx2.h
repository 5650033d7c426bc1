// avx2: 256 bits by hand with fused multiply-add, natively. WebAssembly stops at 128.
#pragma once

#include <cstddef>
#include <type_traits>

#include "simd/lane8.h"
#include "simd/lane_vector.h"

namespace lanes::tags::avx2 {

struct Tag {
  template <class T>
  using Lane = std::conditional_t<std::is_same_v<T, float>, Lane8, LaneVector<T, 32>>;

  /// With 12 sums and 2 + 1 operands it fits in the 16 registers there are.
  struct Tile {
    static constexpr std::size_t registers = 2, row_registers = 8;
    static constexpr std::size_t rows(std::size_t columns) { return columns == 1 ? 8 : 6; }
  };
};

}  // namespace lanes::tags::avx2
