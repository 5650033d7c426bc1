// Chunks are formed after the run from the time at which each step ended: reading the clock takes some 20 ns,
// which even the fastest step hardly notices.
#include "cli/step_times.h"

#include <algorithm>

#include "measure/stopwatch.h"

namespace lanes {
namespace {

std::vector<double> chunk_lengths(std::span<const double> end_ms, std::size_t chunk_steps) {
  std::vector<double> lengths;
  double begin = 0.0;
  for (std::size_t end = chunk_steps; end <= end_ms.size(); end += chunk_steps) {
    lengths.push_back(end_ms[end - 1] - begin);
    begin = end_ms[end - 1];
  }
  return lengths;
}

}  // namespace

double timer_step_ms() { return 1e3 * measure::timer_step(); }

ChunkTimes chunk_times(std::span<const double> end_ms, double shortest_ms) {
  if (end_ms.empty()) {
    return {};
  }
  // At least as many steps as the average asks for; then more, until the shortest chunk is long enough.
  const auto steps = static_cast<double>(end_ms.size());
  std::size_t chunk_steps =
      static_cast<std::size_t>(std::clamp(shortest_ms / (end_ms.back() / steps), 1.0, steps));
  std::vector<double> lengths = chunk_lengths(end_ms, chunk_steps);
  while (chunk_steps < end_ms.size() && std::ranges::min(lengths) < shortest_ms) {
    ++chunk_steps;
    lengths = chunk_lengths(end_ms, chunk_steps);
  }
  for (double& length : lengths) {
    length /= static_cast<double>(chunk_steps);
  }
  return {chunk_steps, lengths};
}

}  // namespace lanes
