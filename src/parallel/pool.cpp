// The pool's protocol. Its atomics are sequentially consistent wherever one side sleeps on what the other
// changes.
#include "parallel/pool.h"

#ifdef LANES_HAS_THREADS

#include <memory>

#ifdef __EMSCRIPTEN__
#include <emscripten/threading.h>
#endif

namespace lanes {
namespace {

constexpr std::uint32_t ranges_mask = Pool::most_ranges, one_job = ranges_mask + 1, stop = 0;

// About a tenth of a millisecond: longer than most of what a training step does between two jobs, and not so
// long that it warms the room.
#if defined(__x86_64__)
constexpr int spins_before_sleep = 5'000;  // of some 20 ns, as the processor is asked to pause
#else
constexpr int spins_before_sleep = 100'000;
#endif

void pause_spinning() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

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

/// A page's main thread may not sleep: there the instruction traps.
bool may_sleep() {
#ifdef __EMSCRIPTEN__
  return !emscripten_is_main_browser_thread();
#else
  return true;
#endif
}

}  // namespace

Pool::~Pool() {
  publish(stop);
  for (const pthread_t thread : threads_) pthread_join(thread, nullptr);
}

void Pool::grow(std::size_t workers) {
  struct Start {
    Pool* pool;
    std::uint32_t number, seen;
  };
  const auto begin = [](void* given) -> void* {
    const std::unique_ptr<Start> start(static_cast<Start*>(given));
    start->pool->work(start->number, start->seen);
    return nullptr;
  };
  threads_.reserve(workers);
  while (threads_.size() < workers) {
    auto start = std::make_unique<Start>(this, static_cast<std::uint32_t>(threads_.size() + 1), word_.load());
    pthread_t thread;
    if (pthread_create(&thread, nullptr, begin, start.get()) != 0) return;
    start.release();  // the thread's, from now on
    threads_.push_back(thread);
  }
}

void Pool::run(std::size_t ranges, void (*body)(void*, std::size_t), void* context) {
  body_ = body;
  context_ = context;
  unfinished_.store(static_cast<std::uint32_t>(ranges - 1));
  publish(static_cast<std::uint32_t>(ranges));
  body(context, 0);
  wait_for_workers();
}

void Pool::publish(std::uint32_t ranges) {
  word_.store(((word_.load() & ~ranges_mask) + one_job) | ranges);
  if (sleepers_.load() != 0) wake_all(word_);
}

void Pool::wait_for_workers() {
  const auto done = [this] { return unfinished_.load(std::memory_order_acquire) == 0; };
  for (int spin = 0; spin < spins_before_sleep && !done(); ++spin) pause_spinning();
  while (!may_sleep() && !done()) pause_spinning();
  caller_sleeps_.store(true);
  while (const std::uint32_t left = unfinished_.load()) sleep_while(unfinished_, left);
  caller_sleeps_.store(false);
}

void Pool::work(std::uint32_t number, std::uint32_t seen) {
  for (;;) {
    for (int spin = 0; spin < spins_before_sleep && word_.load(std::memory_order_acquire) == seen; ++spin) {
      pause_spinning();
    }
    if (word_.load() == seen) {
      sleepers_.fetch_add(1);
      sleep_while(word_, seen);
      sleepers_.fetch_sub(1);
      continue;
    }
    seen = word_.load();
    const std::uint32_t ranges = seen & ranges_mask;
    if (ranges == stop) return;
    if (number >= ranges) continue;
    body_(context_, number);
    if (unfinished_.fetch_sub(1) == 1 && caller_sleeps_.load()) wake_all(unfinished_);
  }
}

}  // namespace lanes

#endif
