// scalar: one lane, and the compiler may not vectorise.
#include "kernels/instantiate.h"

namespace {

struct Scalar {
  template <class T>
  using Lane = lanes::Lane1<T>;
  template <class T>
  using Tile = lanes::kernels::ForType<T, lanes::kernels::OneLaneTile, lanes::kernels::SmallTile>;
};

}  // namespace

LANES_DEFINE_VARIANT(scalar, Scalar)
