// What the whole numbers about a model and its training may be.
#pragma once

#include <cstdint>

namespace lanes {

struct Limits {
  std::int64_t low, high;
};

inline constexpr Limits layer_limits{1, 96};
inline constexpr Limits size_limits{1, 4096};  ///< of the width, the heads and the block
inline constexpr Limits batch_limits{1, 65536};
inline constexpr Limits step_limits{0, 1'000'000'000};
inline constexpr Limits seed_limits{0, (std::int64_t{1} << 53) - 1};  ///< what a double holds exactly
inline constexpr Limits sample_limits{0, 1'000'000};

/// Throws std::invalid_argument, in a sentence about `what`, unless the value lies within the limits.
void require_within(const char* what, std::int64_t value, Limits limits);

}  // namespace lanes
