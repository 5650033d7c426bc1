// Which variant this module was built for.
#pragma once

#include <string_view>

namespace lanes {

#define LANES_TEXT_OF(x) #x
#define LANES_TEXT(x) LANES_TEXT_OF(x)
inline constexpr std::string_view variant_name = LANES_TEXT(LANES_ONLY_VARIANT);
#undef LANES_TEXT
#undef LANES_TEXT_OF

}  // namespace lanes
