// The lane type of one variant, for simd_lanes_test.cpp: compiled once for each (simd/this_variant.h).
#include "lane_operations.h"
#include "simd/macros.h"
#include "simd/this_variant.h"

#define LANES_OPERATIONS LANES_JOIN(LANES_VARIANT, _lanes)

namespace lanes {

extern const LaneOperations<float> LANES_OPERATIONS;
constexpr LaneOperations<float> LANES_OPERATIONS = lane_operations<ThisVariant, float>(ThisVariant::name);

}  // namespace lanes
