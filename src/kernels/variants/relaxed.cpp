// relaxed: four lanes by hand with fused multiply-add.
#include "kernels/instantiate.h"
#include "simd/lane4.h"

namespace {

/// Best in V8 of the shapes tried: 6 x 8; a fused multiply-add needs no register for the product.
struct RelaxedTile {
  static constexpr std::size_t registers = 2, row_registers = 8;
  static constexpr std::size_t rows(std::size_t columns) { return columns == 1 ? 4 : 6; }
};

struct Relaxed {
  template <class>
  using Lane = lanes::Lane4<lanes::FusedMultiplyAdd>;
  template <class>
  using Tile = RelaxedTile;
};

}  // namespace

LANES_DEFINE_VARIANT(relaxed, Relaxed)
