// Which variant this module was built for.
#pragma once

#include <string_view>

#include "simd/macros.h"

namespace lanes {

inline constexpr std::string_view variant_name = LANES_TEXT(LANES_ONLY_VARIANT);

}  // namespace lanes
