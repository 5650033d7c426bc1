// avx512: 512-bit registers, where the processor has them. WebAssembly stops at 128.
#include "experiments/experiment.h"
#include "simd/lane_vector.h"

namespace lanes::experiments {
namespace {

struct Variant {
  static constexpr Home home = Home::avx512;
  static constexpr bool has_threads = false;
  template <class T>
  using Lane = LaneVector<T, 64>;
};

}  // namespace
}  // namespace lanes::experiments

#include "experiments/registry.h"
