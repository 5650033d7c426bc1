// Makes kernel tables from the templates. Included only by each_variant.cpp, which is compiled once for each
// variant, and by f64.cpp.
#pragma once

#include <cstddef>

#include "kernels/adam.h"
#include "kernels/attention.h"
#include "kernels/attention_step.h"
#include "kernels/elementwise.h"
#include "kernels/gemm.h"
#include "kernels/kernel_table.h"
#include "kernels/rows.h"

namespace lanes::kernels {

/// V is a variant, as simd/this_variant.h tells.
template <class V, class T>
constexpr KernelTable<T> make_table(std::string_view name) {
  static_assert(Lane<typename V::template Lane<T>>);
  KernelTable<T> table{};
  table.variant = name;
#define LANES_KERNEL(kernel, result, parameters, description) table.kernel = &kernel<V, T>;
#include "kernels/kernels.def"
#undef LANES_KERNEL
  return table;
}

/// The same without what a GPT does without: those are nullptr.
template <class V, class T>
constexpr KernelTable<T> make_training_table(std::string_view name) {
  KernelTable<T> table{};
  table.variant = name;
#define LANES_KERNEL(kernel, result, parameters, description) table.kernel = &kernel<V, T>;
#define LANES_OTHER_KERNEL(kernel, result, parameters, description)
#include "kernels/kernels.def"
#undef LANES_KERNEL
  return table;
}

}  // namespace lanes::kernels
