// relaxed: 128 bits by hand with fused multiply-add.
#include "experiments/experiment.h"
#include "simd/lane4.h"

namespace lanes::experiments {
namespace {

struct Variant {
  static constexpr Home home = Home::relaxed;
#ifdef LANES_ONLY_VARIANT  // natively, simd has them
  static constexpr bool has_threads = built_with_threads;
#else
  static constexpr bool has_threads = false;
#endif
  template <class T>
  using Lane = Lane4<FusedMultiplyAdd>;
};

}  // namespace
}  // namespace lanes::experiments

#include "experiments/registry.h"
