// The kernels in double precision: one lane at a time, the same for every variant. They are there to check
// the others.
#include "kernels/make_table.h"
#include "simd/lane1.h"

namespace lanes {
namespace {

struct Double {
  template <class T>
  using Lane = Lane1<T>;

  /// Little code rather than the last bit of speed.
  struct Tile {
    static constexpr std::size_t registers = 2, row_registers = 2;
    static constexpr std::size_t rows(std::size_t) { return 2; }
  };
};

}  // namespace

const KernelTable<double>& f64_kernels() {
  static constexpr KernelTable<double> table = kernels::make_table<Double, double>("f64");
  return table;
}

const KernelTable<double>& f64_training_kernels() {
  static constexpr KernelTable<double> table = kernels::make_training_table<Double, double>("f64");
  return table;
}

}  // namespace lanes
