// simd: four lanes by hand, multiply then add.
#include "kernels/instantiate.h"
#include "simd/lane4.h"

namespace {

/// Best in V8 of the shapes tried: 3 x 12 and its narrower cousins, 9 to 10 sums beside their operands.
struct SimdTile {
  static constexpr std::size_t registers = 3, row_registers = 8;
  static constexpr std::size_t rows(std::size_t columns) { return columns == 1 ? 4 : columns == 2 ? 5 : 3; }
};

struct Simd {
  template <class>
  using Lane = lanes::Lane4<lanes::MultiplyThenAdd>;
  template <class>
  using Tile = SimdTile;
};

}  // namespace

LANES_DEFINE_VARIANT(simd, Simd)
