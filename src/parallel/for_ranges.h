// Splitting a loop into ranges: the one place where work may go to other threads.
//
// A small pool of threads (parallel/pool.h) waits for ranges to work on; it comes to life when more than one
// thread is asked for and stays. Ranges depend on the size of the loop and the number of threads only, not on
// which thread takes which, so results repeat.
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
/// Long loops have this many ranges for each thread: whoever is done with one takes the next, and no core
/// waits for a slower one.
inline constexpr std::size_t ranges_per_thread = 4;

/// Into how many ranges to split so much work when each should have at least `grain` of it: as many for each
/// thread, so that equal threads end together.
inline std::size_t range_count(std::uint64_t work, std::uint64_t grain) {
  const auto threads = static_cast<std::size_t>(threads_in_use());
  if (threads == 1) return 1;
  const std::uint64_t fitting = work / std::max<std::uint64_t>(grain, 1);
  if (fitting < threads) return std::max<std::size_t>(static_cast<std::size_t>(fitting), 1);
  return threads * static_cast<std::size_t>(std::min<std::uint64_t>(ranges_per_thread, fitting / threads));
}

/// Calls run(context, r, t) for r = 0..ranges-1 on the threads in use, t being the thread's number, and waits
/// until all have returned.
void run_ranges(std::size_t ranges, void (*run)(void* context, std::size_t range, std::size_t thread),
                void* context);

/// How many loops have been split so far, so that a test can tell whether one was.
std::uint64_t splits();
}  // namespace parallel

/// Calls body(begin, end), or body(begin, end, thread), for consecutive ranges that together cover 0..n-1,
/// each at least `grain` long unless n is smaller. Ranges may run at the same time, but only if their
/// `thread`, from 0 to threads_in_use() - 1, is another: bodies must not share what else they write, must not
/// throw and must not call for_ranges() again.
template <class Body>
void for_ranges(std::size_t n, std::size_t grain, Body&& body) {
  const auto call = [&body](std::size_t begin, std::size_t end, std::size_t thread) {
    if constexpr (std::is_invocable_v<Body&, std::size_t, std::size_t, std::size_t>) {
      body(begin, end, thread);
    } else {
      body(begin, end);
    }
  };
  if (n == 0) return;
  const std::size_t ranges = parallel::range_count(n, grain);
  if (ranges == 1) return call(0, n, 0);
  struct Split {
    const decltype(call)& each;
    std::size_t n, ranges;
  } split{call, n, ranges};
  parallel::run_ranges(
      ranges,
      [](void* context, std::size_t range, std::size_t thread) {
        const Split& s = *static_cast<Split*>(context);
        s.each(s.n * range / s.ranges, s.n * (range + 1) / s.ranges, thread);
      },
      &split);
}

}  // namespace lanes
