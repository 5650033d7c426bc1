// avx512: 512 bits by hand with fused multiply-add, natively. WebAssembly stops at 128.
#pragma once

#include <cstddef>
#include <type_traits>

#include "simd/lane16.h"
#include "simd/lane_vector.h"

namespace lanes::tags::avx512 {

struct Tag {
  template <class T>
  using Lane = std::conditional_t<std::is_same_v<T, float>, Lane16, LaneVector<T, 64>>;

  /// With 24 sums and 2 + 1 operands it fits in the 32 registers there are.
  struct Tile {
    static constexpr std::size_t registers = 2, row_registers = 8;
    static constexpr std::size_t rows(std::size_t) { return 12; }
  };
};

}  // namespace lanes::tags::avx512
