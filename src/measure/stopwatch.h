// The stopwatch: runs things that do comparable work in turns and takes their times, such that a busy
// machine, a drifting one, a coarse clock or a compiler at work do not decide who wins. README.md beside this
// file is its protocol; web/src/measure/stopwatch.ts is the same for the page. What follows from the times is
// in statistics.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "measure/random_stream.h"

namespace lanes::measure {

/// What a block of repetitions came to.
struct Block {
  double seconds;
  double work;  ///< in average repetitions: unlike their number where some are harder than others
};

/// One of those that are compared.
struct Side {
  std::function<Block(std::int64_t repetitions)> run;
  /// Makes a second copy, for the control; empty where that is not possible.
  std::function<Side()> twin = {};
  /// In seconds: what does work now and then, such as collecting garbage, needs longer ones.
  double shortest_block = 0.0;
};

/// What runs `work` by the machine's clock. `work(repetitions)` returns its work in average repetitions.
std::function<Block(std::int64_t repetitions)> timed(std::function<double(std::int64_t repetitions)> work);

/// The smallest difference that two readings of the machine's clock have, in seconds.
double timer_step();

/// How much time to spend.
struct Plan {
  double block_seconds = 5e-4;   ///< a block lasts at least so long, and what the clock needs
  double warm_up_seconds = 0.1;  ///< for each side, and longer while one gets faster
  double seconds = 0.5;          ///< for all rounds together; twice that if nothing could be told by then
  int fewest_rounds = 16, most_rounds = 300;
};

/// The times of all sides, round by round.
struct Rounds {
  /// [side][round]: seconds per average repetition; NaN where a block was too short for the clock, or held a
  /// gap. The twin of the fastest side that can have one comes last.
  std::vector<std::vector<double>> seconds;
  std::optional<std::size_t> twin_of;  ///< that side
  double gap = 0.0;                    ///< seconds in which nothing ran, as while the computer slept
};

/// Warms all sides up and measures them; `timer_step` is that of the clock that they are timed with, in
/// seconds. Without sides there are no rounds.
Rounds take_rounds(std::vector<Side> sides, const Plan& plan, double timer_step,
                   RandomStream random = RandomStream(42));

}  // namespace lanes::measure
