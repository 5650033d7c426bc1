// A line on the terminal that follows the training.
#pragma once

#include <cstdint>
#include <span>

namespace lanes {

class ProgressBar {
 public:
  /// Draws nothing at all unless `wanted` and stderr is a terminal.
  ProgressBar(bool wanted, std::int64_t steps);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Leaves the line, so that what comes next has its own.
  ~ProgressBar();

  /// Whether it is time to draw again: some ten times a second.
  bool is_due(double milliseconds) const { return shown_ && milliseconds >= next_ms_; }

  /// Draws the state after losses.size() steps, `milliseconds` into the run.
  void draw(std::span<const double> losses, double milliseconds);

 private:
  bool shown_;
  std::int64_t steps_;
  double next_ms_ = 0.0;
};

}  // namespace lanes
