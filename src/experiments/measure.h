// Measuring the contenders of an experiment against each other, fairly: all warmed up, in rounds that run
// them in order and then backwards (A B C C B A), so that a slow drift of the machine hits all alike.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "experiments/experiments.h"
#include "experiments/statistics.h"

namespace lanes::experiments {

/// How much time to spend. What alone takes longer than all of it is still run a few times.
struct Effort {
  double block_seconds = 0.002;   ///< what is timed at once lasts at least this long
  double warm_up_seconds = 0.02;  ///< for each that takes part
  double seconds = 0.5;           ///< for all rounds together
  int fewest_rounds = 5, most_rounds = 25;
};

/// Does something so many times and returns how many seconds that took.
using Timed = std::function<double(std::int64_t repetitions)>;

/// Measures several things in turns. Returns, for each, the seconds per repetition in each round.
std::vector<std::vector<double>> measure(std::span<const Timed> entrants, const Effort& effort);

/// What came out for one contender.
struct Result {
  const Contender* contender;
  double seconds;     ///< per pass, the median over the rounds
  Totals pass;        ///< what a pass amounts to; its checksum is that of a first pass
  Estimate speed_up;  ///< over the first contender
  std::vector<Note> notes;

  double nanoseconds_per_item() const { return seconds / pass.items * 1e9; }
  double gigabytes_per_second() const { return pass.bytes / seconds / 1e9; }
  double gigaflops() const { return pass.flops / seconds / 1e9; }
};

struct Comparison {
  std::int64_t size;
  std::vector<Result> results;  ///< of the contenders that are here, in their order
  Estimate control;             ///< how many times faster the last contender was than itself: should be 1
};

/// Measures all contenders that are here, at one size. Throws std::invalid_argument for a bad size or when no
/// contender is here, and std::runtime_error when two disagree about the result.
Comparison compare(const Description& description, std::int64_t size, const Effort& effort = {});

}  // namespace lanes::experiments
