// The threads behind for_ranges(). One job at a time: the caller publishes it by changing one word, takes
// range 0 itself and waits until the others are done. Whoever waits spins a little, since a training step
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
  /// The most ranges that a job can have.
  static constexpr std::size_t most_ranges = 0xff;

  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  /// Has `workers` threads (fewer than most_ranges) wait beside the caller, or, when the system has no more
  /// to give, as many as workers() then says.
  void grow(std::size_t workers);

  /// How many threads wait beside the caller.
  std::size_t workers() const { return threads_.size(); }

  /// Calls body(context, r) for r = 0..ranges-1, each in a thread of its own, and returns when all have
  /// returned. There must be ranges - 1 workers. Only one thread at a time may call this, and no body may.
  void run(std::size_t ranges, void (*body)(void* context, std::size_t range), void* context);

 private:
  void publish(std::uint32_t ranges);
  void work(std::uint32_t number, std::uint32_t seen);
  void wait_for_workers();

  std::vector<pthread_t>
      threads_;  // std::thread weighs 7 KB more in a module: every error text of the system
  // A count of jobs, and in its lowest byte how many ranges the job has. A thread that has no range in a job
  // never looks at it further, so the next job need not wait for such threads.
  std::atomic<std::uint32_t> word_{0};
  std::atomic<std::uint32_t> unfinished_{0};  // ranges of the job that workers have yet to finish
  std::atomic<std::uint32_t> sleepers_{0};    // workers that may be asleep
  std::atomic<bool> caller_sleeps_{false};
  void (*body_)(void*, std::size_t) = nullptr;
  void* context_ = nullptr;
};

}  // namespace lanes

#endif
