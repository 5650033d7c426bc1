// A small reproducible stream of random numbers.
#pragma once

#include <cstdint>

namespace lanes::measure {

/// mulberry32 (Tommy Ettinger), the generator of web/src/measure/statistics.ts too.
class RandomStream {
 public:
  explicit RandomStream(std::uint32_t seed) : state_(seed) {}

  std::uint32_t bits() {
    state_ += 0x6d2b79f5u;
    std::uint32_t t = (state_ ^ (state_ >> 15)) * (state_ | 1u);
    t ^= t + (t ^ (t >> 7)) * (t | 61u);
    return t ^ (t >> 14);
  }

  /// From 0 up to 1.
  double uniform() { return bits() / 4294967296.0; }

  /// From 0 to n - 1.
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>((std::uint64_t{bits()} * n) >> 32);
  }

 private:
  std::uint32_t state_;
};

}  // namespace lanes::measure
