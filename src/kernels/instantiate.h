// Makes a kernel table. Included only by variants/<name>.cpp, each of which says what its variant is and is
// compiled with that variant's flags, and by f64.cpp.
//
// A variant is a tag type with
//   template <class T> Lane        the lane type for T (simd/)
//   template <class T> Tile        the shape of the register tile in matrix products (gemm.h)
// The tag is part of every instantiation (helpers that know only the lane type are static), so that two
// variants with one lane type and different flags are never merged by the linker.
#pragma once

#include <cstddef>

#include "kernels/adam.h"
#include "kernels/attention.h"
#include "kernels/attention_step.h"
#include "kernels/elementwise.h"
#include "kernels/gemm.h"
#include "kernels/kernel_table.h"
#include "kernels/rows.h"
#include "simd/lane1.h"

namespace lanes::kernels {

/// The register tile of matrix products for one f32 lane: `registers` side by side and as many rows as rows()
/// says, `row_registers` side by side for a single row. With 9 sums and 3 + 1 operands it fits in the 16
/// registers there are.
struct OneLaneTile {
  static constexpr std::size_t registers = 3, row_registers = 8;
  static constexpr std::size_t rows(std::size_t columns) { return columns == 3 ? 3 : 4; }
};

template <class V, class T>
constexpr KernelTable<T> make_table(std::string_view name) {
  KernelTable<T> table{};
  table.variant = name;
#define LANES_KERNEL(kernel, result, parameters, description) table.kernel = &kernel<V, T>;
#include "kernels/kernels.def"
#undef LANES_KERNEL
  return table;
}

}  // namespace lanes::kernels

/// Defines the table that kernel_table.cpp looks for.
#define LANES_DEFINE_VARIANT(name, Tag)                                             \
  namespace lanes {                                                                 \
  extern const KernelTable<float> name##_f32;                                       \
  constexpr KernelTable<float> name##_f32 = kernels::make_table<Tag, float>(#name); \
  }
