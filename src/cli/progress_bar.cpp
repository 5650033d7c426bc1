// Redraws one line by returning the cursor to its beginning.
#include "cli/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <string>

namespace lanes {
namespace {

constexpr double interval_ms = 100.0;
constexpr std::size_t width = 30;
constexpr std::size_t smoothed_steps = 50;  // single documents differ far too much to be watched

}  // namespace

ProgressBar::ProgressBar(bool wanted, std::int64_t steps)
    : shown_(wanted && steps > 0 && ::isatty(STDERR_FILENO) != 0), steps_(steps) {}

ProgressBar::~ProgressBar() {
  if (shown_) {
    std::fputc('\n', stderr);
  }
}

void ProgressBar::draw(std::span<const double> losses, double milliseconds) {
  if (!shown_) {
    return;
  }
  const std::size_t done = losses.size();
  const std::size_t filled = width * done / static_cast<std::size_t>(steps_);
  const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
  std::fprintf(stderr, "\r[%s] step %zu/%lld", bar.c_str(), done, static_cast<long long>(steps_));
  if (done > 0) {
    const std::span<const double> recent = losses.last(std::min(done, smoothed_steps));
    const double loss =
        std::accumulate(recent.begin(), recent.end(), 0.0) / static_cast<double>(recent.size());
    std::fprintf(stderr, "  %.4g ms per step  loss %.4f\033[K", milliseconds / static_cast<double>(done),
                 loss);
  }
  next_ms_ = milliseconds + interval_ms;
}

}  // namespace lanes
