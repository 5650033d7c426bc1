// Splitting a loop into ranges: the one place where work may go to other threads.
//
// Whatever has loops that are worth splitting (the tape, Adam, an experiment) is given an Executor, which
// says how many threads may share them. Behind all of them waits one small pool (parallel/pool.h), which
// grows to what the largest has asked for and stays. Ranges depend on the size of the loop and the number of
// threads only, not on which thread takes which, so results repeat.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace lanes {

/// Whether loops can be split in this build.
#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)
inline constexpr bool built_with_threads = false;
#else
inline constexpr bool built_with_threads = true;
#endif

/// The most threads that an executor can have: 1 in a build without threads.
int thread_limit();

/// How many threads to train on where nobody says: all there are, but no more than four, since past that the
/// small models which train in a page only wait for each other.
int usual_threads();

/// Throws std::invalid_argument, in a sentence for people, unless there can be so many threads.
void require_threads(int threads);

/// How many threads share a loop. A plain value; all of them use one pool, so that only one thread of the
/// program may split loops at a time.
class Executor {
 public:
  /// Long loops have this many ranges for each thread: whoever is done with one takes the next, and no core
  /// waits for a slower one.
  static constexpr std::size_t ranges_per_thread = 4;

  /// The calling thread alone.
  Executor() = default;

  /// The calling thread and threads - 1 others. Throws as require_threads() does, and std::runtime_error when
  /// the system does not give so many.
  explicit Executor(int threads);

  std::size_t threads() const { return threads_; }

  /// Into how many ranges to split so much work when each should have at least `grain` of it: as many for
  /// each thread, so that equal threads end together.
  std::size_t range_count(std::uint64_t work, std::uint64_t grain) const {
    if (!built_with_threads || threads_ == 1) return 1;
    const std::uint64_t fitting = work / std::max<std::uint64_t>(grain, 1);
    if (fitting < threads_) return std::max<std::size_t>(static_cast<std::size_t>(fitting), 1);
    return threads_ *
           static_cast<std::size_t>(std::min<std::uint64_t>(ranges_per_thread, fitting / threads_));
  }

  /// Calls body(begin, end), or body(begin, end, thread), for consecutive ranges that together cover 0..n-1,
  /// each at least `grain` long unless n is smaller. Ranges may run at the same time, but only if their
  /// `thread`, from 0 to threads() - 1, is another: bodies must not share what else they write, must not
  /// throw and must not split loops themselves.
  template <class Body>
  void for_ranges(std::size_t n, std::size_t grain, Body&& body) const {
    const auto call = [&body](std::size_t begin, std::size_t end, std::size_t thread) {
      if constexpr (std::is_invocable_v<Body&, std::size_t, std::size_t, std::size_t>) {
        body(begin, end, thread);
      } else {
        body(begin, end);
      }
    };
    if (n == 0) return;
    const std::size_t ranges = range_count(n, grain);
    if (ranges == 1) return call(0, n, 0);
    struct Split {
      const decltype(call)& each;
      std::size_t n, ranges;
    } split{call, n, ranges};
    run_ranges(
        ranges,
        [](void* context, std::size_t range, std::size_t thread) {
          const Split& s = *static_cast<Split*>(context);
          s.each(s.n * range / s.ranges, s.n * (range + 1) / s.ranges, thread);
        },
        &split);
  }

  /// How many loops this program has split so far, so that a test can tell whether one was.
  static std::uint64_t splits();

 private:
  /// Calls run(context, r, t) for r = 0..ranges-1, t being the thread's number, and waits until all have
  /// returned.
  void run_ranges(std::size_t ranges, void (*run)(void* context, std::size_t range, std::size_t thread),
                  void* context) const;

  std::size_t threads_ = 1;
};

}  // namespace lanes
