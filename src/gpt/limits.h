// What the numbers about a model and its training may be.
#pragma once

#include <cmath>
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

/// What a number has to be besides finite, as a sentence goes on after "must be a number", and as a check.
struct Demand {
  const char* text;
  bool (*holds)(double value);
};

inline constexpr Demand above_zero{"above zero", [](double value) { return value > 0.0; }};
inline constexpr Demand below_one{"from 0 to below 1", [](double v) { return v >= 0.0 && v < 1.0; }};

inline bool meets(double value, const Demand& demand) { return std::isfinite(value) && demand.holds(value); }

}  // namespace lanes
