// The pool behind for_ranges(). One job at a time: the caller publishes it by changing one word, takes range
// 0 itself and spins until the others are done. Waiting threads spin a little, since the next job of a
// training step follows within microseconds, and then sleep.
#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "parallel/for_ranges.h"

namespace lanes {

#if defined(__EMSCRIPTEN__) && !defined(__EMSCRIPTEN_PTHREADS__)

int thread_limit() { return 1; }

void use_threads(int threads) {
  if (threads != 1) throw std::invalid_argument("This build works on one thread only.");
}

int threads_in_use() { return 1; }

void parallel::run_ranges(std::size_t ranges, void (*run)(void*, std::size_t), void* context) {
  for (std::size_t range = 0; range < ranges; ++range) run(context, range);
}

#else

namespace {

constexpr int spins_before_sleep = 20'000;

/// Sleeps while `word` holds `seen`. In wasm std::atomic::wait polls, the instruction itself does not.
void sleep_while(std::atomic<std::uint32_t>& word, std::uint32_t seen) {
#ifdef __EMSCRIPTEN__
  static_assert(sizeof(word) == sizeof(int));
  __builtin_wasm_memory_atomic_wait32(reinterpret_cast<int*>(&word), static_cast<int>(seen), -1);
#else
  word.wait(seen);
#endif
}

void wake_all(std::atomic<std::uint32_t>& word) {
#ifdef __EMSCRIPTEN__
  __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(&word), ~0u);
#else
  word.notify_all();
#endif
}

void pause_spinning() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

class Pool {
 public:
  ~Pool() {
    publish(stop);
    for (std::thread& thread : threads_) thread.join();
  }

  /// Makes sure that `workers` threads wait beside the caller.
  void grow(std::size_t workers) {
    while (threads_.size() < workers) {
      const auto number = static_cast<std::uint32_t>(threads_.size() + 1);
      threads_.emplace_back([this, number, seen = word_.load()] { work(number, seen); });
    }
  }

  void run(std::size_t ranges, void (*body)(void*, std::size_t), void* context) {
    body_ = body;
    context_ = context;
    unfinished_.store(static_cast<std::uint32_t>(ranges - 1));
    publish(static_cast<std::uint32_t>(ranges));
    body(context, 0);
    while (unfinished_.load(std::memory_order_acquire) != 0) pause_spinning();
  }

 private:
  // The word: a count of jobs, and in its lowest byte how many ranges the job has. A thread that has no range
  // in a job never looks at it further, so the next job need not wait for such threads.
  static constexpr std::uint32_t ranges_mask = 0xff, one_job = 0x100, stop = 0;

  void publish(std::uint32_t ranges) {
    const std::uint32_t next = ((word_.load() & ~ranges_mask) + one_job) | ranges;
    word_.store(next);
    if (sleepers_.load() != 0) wake_all(word_);
  }

  void work(std::uint32_t number, std::uint32_t seen) {
    for (;;) {
      for (int i = 0; i < spins_before_sleep && word_.load(std::memory_order_acquire) == seen; ++i)
        pause_spinning();
      if (word_.load() == seen) {
        sleepers_.fetch_add(1);
        sleep_while(word_, seen);
        sleepers_.fetch_sub(1);
        continue;
      }
      seen = word_.load();
      const std::uint32_t ranges = seen & ranges_mask;
      if (ranges == stop) return;
      if (number < ranges) {
        body_(context_, number);
        unfinished_.fetch_sub(1, std::memory_order_release);
      }
    }
  }

  std::vector<std::thread> threads_;
  std::atomic<std::uint32_t> word_{0}, unfinished_{0}, sleepers_{0};
  void (*body_)(void*, std::size_t) = nullptr;
  void* context_ = nullptr;
};

Pool& pool() {
#ifdef __EMSCRIPTEN__
  // A page's threads end with the page, and its main thread may not wait for them.
  static Pool* const shared = new Pool;
  return *shared;
#else
  static Pool shared;
  return shared;
#endif
}

int in_use = 1;

}  // namespace

int thread_limit() {
  constexpr unsigned most = 64;
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, most));
}

void use_threads(int threads) {
  if (threads == in_use) return;
  if (threads < 1 || threads > thread_limit()) {
    throw std::invalid_argument("The number of threads must be between 1 and " +
                                std::to_string(thread_limit()) + ", which is what this machine has, not " +
                                std::to_string(threads) + ".");
  }
  pool().grow(static_cast<std::size_t>(threads) - 1);
  in_use = threads;
}

int threads_in_use() { return in_use; }

void parallel::run_ranges(std::size_t ranges, void (*run)(void*, std::size_t), void* context) {
  pool().run(ranges, run, context);
}

#endif

}  // namespace lanes
