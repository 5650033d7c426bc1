// Time per training step, in chunks long enough for the clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

namespace lanes {

/// A clock that can be stopped while something other than the work goes on.
class Stopwatch {
 public:
  /// Milliseconds that it has been running for.
  double milliseconds() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin_).count();
  }

  /// Runs `f` off the clock.
  template <class F>
  void pause_for(F f) {
    const Clock::time_point paused = Clock::now();
    f();
    begin_ += Clock::now() - paused;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin_ = Clock::now();
};

/// The smallest difference that two readings of the clock can have, in milliseconds.
double timer_step_ms();

/// Consecutive steps that were timed together, because the clock is too coarse for one.
struct ChunkTimes {
  std::size_t chunk_steps = 1;
  std::vector<double> step_ms;  ///< one per chunk: the time of the chunk / chunk_steps
};

/// Cuts a run into chunks of equally many steps, as few as possible such that each chunk lasts `shortest_ms`.
/// Steps left over at the end are in no chunk. `end_ms`: when each step ended, from the beginning of the run.
ChunkTimes chunk_times(std::span<const double> end_ms, double shortest_ms);

}  // namespace lanes
