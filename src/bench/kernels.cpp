// Gathers the benchmarks of all kernels, in the order of their list.
#include "bench/kernels.h"

#include <iterator>

namespace lanes::bench {

std::vector<Benchmark> kernels() {
  std::vector<Benchmark> all;
  const auto append = [&](std::vector<Benchmark> some) {
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  };
#define LANES_KERNEL(name, result, parameters, description) append(name##_benchmarks());
#include "kernels/kernels.def"
#undef LANES_KERNEL
  return all;
}

std::string_view name(Group group) {
  return group == Group::ceiling ? "ceiling" : group == Group::kernel ? "kernel" : "step";
}

}  // namespace lanes::bench
