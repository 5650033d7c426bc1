// simd: 128 bits by hand.
#include <type_traits>

#include "experiments/experiment.h"
#include "simd/lane4.h"
#include "simd/lane_vector.h"

namespace lanes::experiments {
namespace {

struct Variant {
  static constexpr Home home = Home::simd;
  static constexpr bool has_threads = built_with_threads;
  template <class T>
  using Lane = std::conditional_t<std::is_same_v<T, float>, Lane4<MultiplyThenAdd>, LaneVector<T, 16>>;
};

}  // namespace
}  // namespace lanes::experiments

#include "experiments/registry.h"
