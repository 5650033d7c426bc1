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
  template <class T>
  using Lane = lanes::kernels::ForType<T, lanes::Lane4<lanes::FusedMultiplyAdd>, lanes::Lane1<T>>;
  template <class T>
  using Tile = lanes::kernels::ForType<T, RelaxedTile, lanes::kernels::SmallTile>;
};

}  // namespace

LANES_DEFINE_VARIANT(relaxed, Relaxed)
