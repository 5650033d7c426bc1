// autovec: the scalar source once more; the compiler vectorises what it can.
#pragma once

#include "simd/variants/scalar.h"

namespace lanes::tags::autovec {

struct Tag : scalar::Tag {};

}  // namespace lanes::tags::autovec
