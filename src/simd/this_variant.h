// The variant that a source file is compiled for, as ThisVariant. CMake compiles such files,
// each_variant.cpp, once for each variant, with its flags, its name as LANES_VARIANT and its header as
// LANES_VARIANT_HEADER.
//
// What a variant is, says its tag, the type Tag of variants/<name>.h:
//   template <class T> Lane      the lane type for numbers of type T; that for float keeps FloatLane
//   Tile                         the shape of the register tile in matrix products (kernels/gemm.h):
//     registers                  columns side by side, at most
//     rows(columns)              rows, when `columns` registers lie side by side
//     row_registers              columns side by side where there is one row
#pragma once

#include <string_view>

#include "simd/lane.h"
#include "simd/macros.h"
#include "simd/variant_list.h"

#include LANES_VARIANT_HEADER

namespace lanes {

// Everything that is made from a type in a namespace without a name stays in its own object file: two
// variants with one lane type and different flags are never merged by the linker, and what was compiled for a
// newer processor is never taken for what is to run on any. (Helpers that know the lane type only are
// static.)
namespace {

struct ThisVariant : tags::LANES_VARIANT::Tag {
  static constexpr std::string_view name = LANES_TEXT(LANES_VARIANT);
};

constexpr int listed_lanes() {
#define LANES_FIND(listed, description, lanes, check) \
  if (ThisVariant::name == #listed) return lanes;
  LANES_VARIANTS_HERE(LANES_FIND)
#undef LANES_FIND
  return 0;
}

static_assert(FloatLane<ThisVariant::Lane<float>>);
static_assert(ThisVariant::Lane<float>::width == listed_lanes(), "simd/variants.json tells another width");

}  // namespace
}  // namespace lanes
