// The experiments of one variant: compiled once for each (simd/this_variant.h).
#include "experiments/experiment.h"
#include "simd/this_variant.h"

namespace lanes::experiments {
namespace {

struct Variant : ThisVariant {
  static constexpr Home home = Home::LANES_VARIANT;
#ifdef __EMSCRIPTEN__
  static constexpr bool has_threads = built_with_threads;
#else
  static constexpr bool has_threads = home == Home::simd;  // natively those of one are enough
#endif
};

}  // namespace
}  // namespace lanes::experiments

#include "experiments/registry.h"
