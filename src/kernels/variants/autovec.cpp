// autovec: the scalar source once more; the compiler vectorises what it can.
#include "kernels/instantiate.h"

namespace {

struct Autovec {
  template <class T>
  using Lane = lanes::Lane1<T>;
  template <class T>
  using Tile = lanes::kernels::ForType<T, lanes::kernels::OneLaneTile, lanes::kernels::SmallTile>;
};

}  // namespace

LANES_DEFINE_VARIANT(autovec, Autovec)
