// What the preprocessor can do with a name that is itself a macro, such as LANES_VARIANT.
#pragma once

#define LANES_TEXT_OF(x) #x
#define LANES_JOIN_OF(a, b) a##b

/// The expansion of x as a string literal.
#define LANES_TEXT(x) LANES_TEXT_OF(x)

/// The expansions of a and b as one name.
#define LANES_JOIN(a, b) LANES_JOIN_OF(a, b)
