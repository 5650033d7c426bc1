// autovec: the scalar source once more; the compiler vectorises what it can.
#include "experiments/experiment.h"
#include "simd/lane1.h"

namespace lanes::experiments {
namespace {

struct Variant {
  static constexpr Home home = Home::autovec;
  static constexpr bool has_threads = false;
  template <class T>
  using Lane = Lane1<T>;
};

}  // namespace
}  // namespace lanes::experiments

#include "experiments/registry.h"
