// scalar: one lane, and the compiler may not vectorise.
#include "kernels/instantiate.h"

namespace {

struct Scalar {
  template <class>
  using Lane = lanes::Lane1<float>;
  template <class>
  using Tile = lanes::kernels::OneLaneTile;
};

}  // namespace

LANES_DEFINE_VARIANT(scalar, Scalar)
