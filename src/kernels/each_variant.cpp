// The kernels of one variant: compiled once for each (simd/this_variant.h).
#include "kernels/make_table.h"
#include "simd/macros.h"
#include "simd/this_variant.h"

#define LANES_TABLE LANES_JOIN(LANES_VARIANT, _f32)
#define LANES_TRAINING_TABLE LANES_JOIN(LANES_VARIANT, _training_f32)

namespace lanes {

extern const KernelTable<float> LANES_TABLE, LANES_TRAINING_TABLE;  // variants.cpp looks for them
constexpr KernelTable<float> LANES_TABLE = kernels::make_table<ThisVariant, float>(ThisVariant::name);
constexpr KernelTable<float> LANES_TRAINING_TABLE =
    kernels::make_training_table<ThisVariant, float>(ThisVariant::name);

}  // namespace lanes
