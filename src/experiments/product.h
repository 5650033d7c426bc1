// A matrix product of small integers to be computed over and over, for whoever wants to time one kernel
// alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "experiments/workspace.h"
#include "kernels/kernel_table.h"
#include "parallel/executor.h"

namespace lanes::experiments {

class RepeatedProduct {
 public:
  /// C (m, n) = A·B over k products each, on these kernels and threads. Throws std::bad_alloc.
  RepeatedProduct(Layout layout, std::size_t m, std::size_t n, std::size_t k,
                  const KernelTable<float>& kernels, const Executor& executor);

  /// Computes it `repetitions` times, each with another first element of A. Returns a number that depends on
  /// every repetition, so that none can be left out.
  double run(std::int64_t repetitions);

  /// A number that depends on all of C as it is now. Like those of run(), it is exact: the same on every
  /// variant and any number of threads.
  double checksum() const;

  /// Floating-point operations of one repetition.
  double flops() const;

 private:
  const KernelTable<float>* kernels_;
  Executor executor_;
  Workspace workspace_;
  float *a_, *c_;
  Gemm<float> product_;
};

}  // namespace lanes::experiments
