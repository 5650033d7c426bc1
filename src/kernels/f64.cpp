// The kernels in double precision: one lane at a time, the same for every variant. They are there to check
// the others.
#include "kernels/instantiate.h"

namespace {

/// Little code rather than the last bit of speed.
struct SmallTile {
  static constexpr std::size_t registers = 2, row_registers = 2;
  static constexpr std::size_t rows(std::size_t) { return 2; }
};

struct Double {
  template <class>
  using Lane = lanes::Lane1<double>;
  template <class>
  using Tile = SmallTile;
};

}  // namespace

namespace lanes {

const KernelTable<double>& f64_kernels() {
  static constexpr KernelTable<double> table = kernels::make_table<Double, double>("f64");
  return table;
}

}  // namespace lanes
