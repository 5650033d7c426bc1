// scalar: one lane, and the compiler may not vectorise.
#pragma once

#include <cstddef>

#include "simd/lane1.h"

namespace lanes::tags::scalar {

struct Tag {
  template <class T>
  using Lane = Lane1<T>;

  /// With 9 sums and 3 + 1 operands it fits in the 16 registers there are.
  struct Tile {
    static constexpr std::size_t registers = 3, row_registers = 8;
    static constexpr std::size_t rows(std::size_t columns) { return columns == 3 ? 3 : 4; }
  };
};

}  // namespace lanes::tags::scalar
