// The stopwatch: runs things that do comparable work in turns and takes their times, such that a busy
// machine, a drifting one, a coarse clock or a compiler at work do not decide who wins. README.md beside this
// file is its protocol; web/src/measure/stopwatch.ts is the same for the page. What follows from the times is
// in statistics.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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
  double shortest_block =
      0.0;  ///< in seconds: what does work now and then, such as collecting garbage, needs longer ones
};

/// A side that runs `work` by the machine's clock. `work(repetitions)` returns its work in average
/// repetitions.
Side timed(std::function<double(std::int64_t repetitions)> work, double shortest_block = 0.0);

/// The smallest difference that two readings of the machine's clock have, in seconds.
double timer_step();

/// How much time to spend.
struct Plan {
  double block_seconds = 5e-4;   ///< a block lasts at least so long, and what the clock needs
  double warm_up_seconds = 0.1;  ///< for each side, and longer while one gets faster
  double seconds = 0.5;          ///< for all rounds together
  int fewest_rounds = 16, most_rounds = 300;
};

struct Surroundings {
  double timer_step = 0.0;  ///< of the clock that sides are timed with, in seconds
  RandomStream random = RandomStream(42);
  /// Makes a second copy of the side of that index, the fastest, for the control; or empty.
  std::function<Side(std::size_t fastest)> twin = {};
};

/// The times of all sides, round by round.
struct Rounds {
  /// [side][round]: seconds per average repetition; NaN where a block was too short for the clock. A twin
  /// comes last.
  std::vector<std::vector<double>> seconds;
  std::size_t fastest;  ///< the side whose twin the last is
};

/// Warms all sides up and measures them. Without sides there are no rounds.
Rounds take_rounds(std::vector<Side> sides, const Plan& plan, Surroundings surroundings);

}  // namespace lanes::measure
