// The threads behind an Executor. One job at a time: the caller publishes it by changing one word, and then
// everybody, the caller too, takes one range after the other until none is left, so that a slow core or a
// busy one has fewer of them and nobody waits for it. Whoever waits spins a little, since a training step
// hands out jobs within microseconds of each other, and then sleeps.
#pragma once

#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)
#define LANES_HAS_THREADS 1

#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lanes {

class Pool {
 public:
  /// The most ranges that a job can have, and the most threads that there can be.
  static constexpr std::size_t most_ranges = 0x3ff, most_threads = 0xff;

  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  /// Has `workers` threads (fewer than most_threads) wait beside the caller, or, when the system has no more
  /// to give, as many as workers() then says.
  void grow(std::size_t workers);

  /// How many threads wait beside the caller.
  std::size_t workers() const { return threads_.size(); }

  using Body = void (*)(void* context, std::size_t range, std::size_t thread);

  /// Calls body(context, r, t) for r = 0..ranges-1, on at most `threads` threads, of which the caller is one,
  /// and returns when all have returned. t is the thread's number, 0 for the caller. Only one thread at a
  /// time may call this, and no body may.
  void run(std::size_t threads, std::size_t ranges, Body body, void* context);

 private:
  void publish(std::uint32_t word);
  std::uint32_t take_ranges(std::uint32_t thread);
  void work(std::uint32_t thread);
  void wait_for_others();

  std::vector<pthread_t>
      threads_;  // std::thread weighs 7 KB more in a module: every error text of the system
  // The job in one number, so that taking a range is one atomic change: from the lowest bits up the next
  // range that nobody has taken, the number of ranges, and the number of threads that may take one. The job
  // stays the same until each of its ranges is done, so whoever has taken one knows whose body to call.
  std::atomic<std::uint32_t> word_{0};
  std::atomic<std::uint32_t> unfinished_{0};  // ranges of the job
  std::atomic<std::uint32_t> sleepers_{0};    // workers that may be asleep
  std::atomic<bool> caller_sleeps_{false};
  Body body_ = nullptr;
  void* context_ = nullptr;
};

}  // namespace lanes

#endif
