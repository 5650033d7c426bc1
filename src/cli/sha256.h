// SHA-256 (FIPS 180-4), so that a result says exactly which data it was made from.
#pragma once

#include <string>
#include <string_view>

namespace lanes {

/// The digest as 64 hexadecimal digits in lower case.
std::string sha256(std::string_view bytes);

}  // namespace lanes
