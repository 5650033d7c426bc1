// Splitting a loop into ranges: the one place where work may go to other threads.
//
// A small pool of threads (parallel/pool.h) waits for ranges to work on; it comes to life when more than one
// thread is asked for and stays. Ranges depend on the size of the loop and the number of threads only, so
// results repeat.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace lanes {

/// The largest number of threads that use_threads() takes: 1 in a build without threads.
int thread_limit();

/// From now on loops are split for this many threads, the calling one among them. Throws
/// std::invalid_argument when it is not between 1 and thread_limit().
void use_threads(int threads);

/// The number of threads that loops are split for.
int threads_in_use();

namespace parallel {
/// Calls run(context, r) for r = 0..ranges-1, each in a thread of its own, and waits for all of them.
void run_ranges(std::size_t ranges, void (*run)(void* context, std::size_t range), void* context);

/// How many loops have been split so far, so that a test can tell whether one was.
std::uint64_t splits();
}  // namespace parallel

/// Calls body(begin, end), or body(begin, end, range), for consecutive ranges that together cover 0..n-1, at
/// most threads_in_use() of them and each at least `grain` long unless n is smaller. Ranges may run at the
/// same time: bodies must not share what they write, must not throw and must not call for_ranges() again.
template <class Body>
void for_ranges(std::size_t n, std::size_t grain, Body&& body) {
  const auto call = [&body](std::size_t begin, std::size_t end, std::size_t range) {
    if constexpr (std::is_invocable_v<Body&, std::size_t, std::size_t, std::size_t>) {
      body(begin, end, range);
    } else {
      body(begin, end);
    }
  };
  if (n == 0) return;
  const std::size_t ranges =
      std::min(static_cast<std::size_t>(threads_in_use()), n / std::max<std::size_t>(grain, 1));
  if (ranges <= 1) return call(0, n, 0);
  struct Split {
    const decltype(call)& each;
    std::size_t n, ranges;
  } split{call, n, ranges};
  parallel::run_ranges(
      ranges,
      [](void* context, std::size_t range) {
        const Split& s = *static_cast<Split*>(context);
        s.each(s.n * range / s.ranges, s.n * (range + 1) / s.ranges, range);
      },
      &split);
}

}  // namespace lanes
