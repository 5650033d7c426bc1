// autovec: the scalar source once more; the compiler vectorises what it can.
#include "kernels/instantiate.h"

namespace {

struct Autovec {
  template <class>
  using Lane = lanes::Lane1<float>;
  template <class>
  using Tile = lanes::kernels::OneLaneTile;
};

}  // namespace

LANES_DEFINE_VARIANT(autovec, Autovec)
