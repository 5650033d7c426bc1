// The benchmarks of each kernel. The list is that of kernels.def: without a definition for each of its
// entries the program does not link, so no kernel goes unmeasured.
#pragma once

#include <vector>

#include "bench/benchmark.h"

namespace lanes::bench {

#define LANES_KERNEL(name, result, parameters, description) std::vector<Benchmark> name##_benchmarks();
#include "kernels/kernels.def"
#undef LANES_KERNEL

}  // namespace lanes::bench
