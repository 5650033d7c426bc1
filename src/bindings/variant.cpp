// Every module says which variant it is.
#include "bindings/variant.h"

#include <emscripten/bind.h>

#include <string>

EMSCRIPTEN_BINDINGS(variant) {
  emscripten::function(
      "variant", +[] { return std::string(lanes::variant_name); });
}
