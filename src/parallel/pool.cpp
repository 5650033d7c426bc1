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

constexpr unsigned range_bits = 10;
static_assert(Pool::most_ranges < 1u << range_bits && Pool::most_threads < 1u << (31 - 2 * range_bits));

constexpr std::uint32_t stop = 1u << 31;  // the word when the pool ends

std::uint32_t job(std::size_t threads, std::size_t ranges) {
  return static_cast<std::uint32_t>((threads << range_bits | ranges) << range_bits);
}
std::uint32_t next_of(std::uint32_t word) { return word & Pool::most_ranges; }
std::uint32_t ranges_of(std::uint32_t word) { return word >> range_bits & Pool::most_ranges; }
std::uint32_t threads_of(std::uint32_t word) { return word >> 2 * range_bits & Pool::most_threads; }

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
    std::uint32_t thread;
  };
  const auto begin = [](void* given) -> void* {
    const std::unique_ptr<Start> start(static_cast<Start*>(given));
    start->pool->work(start->thread);
    return nullptr;
  };
  threads_.reserve(workers);
  while (threads_.size() < workers) {
    auto start = std::make_unique<Start>(Start{this, static_cast<std::uint32_t>(threads_.size() + 1)});
    pthread_t thread;
    if (pthread_create(&thread, nullptr, begin, start.get()) != 0) return;
    start.release();  // the thread's, from now on
    threads_.push_back(thread);
  }
}

void Pool::run(std::size_t threads, std::size_t ranges, Body body, void* context) {
  body_ = body;
  context_ = context;
  unfinished_.store(static_cast<std::uint32_t>(ranges));
  publish(job(threads, ranges));
  take_ranges(0);
  wait_for_others();
}

void Pool::publish(std::uint32_t word) {
  word_.store(word);
  if (sleepers_.load() != 0) wake_all(word_);
}

/// Takes ranges until there is none for this thread, and returns the word that says so.
std::uint32_t Pool::take_ranges(std::uint32_t thread) {
  std::uint32_t word = word_.load();
  while (thread < threads_of(word) && next_of(word) < ranges_of(word)) {
    if (!word_.compare_exchange_weak(word, word + 1)) continue;
    body_(context_, next_of(word), thread);
    if (unfinished_.fetch_sub(1) == 1 && caller_sleeps_.load()) wake_all(unfinished_);
    word = word_.load();
  }
  return word;
}

void Pool::wait_for_others() {
  const auto done = [this] { return unfinished_.load(std::memory_order_acquire) == 0; };
  for (int spin = 0; spin < spins_before_sleep && !done(); ++spin) pause_spinning();
  while (!may_sleep() && !done()) pause_spinning();
  caller_sleeps_.store(true);
  while (const std::uint32_t left = unfinished_.load()) sleep_while(unfinished_, left);
  caller_sleeps_.store(false);
}

void Pool::work(std::uint32_t thread) {
  for (;;) {
    const std::uint32_t seen = take_ranges(thread);
    if (seen == stop) return;
    for (int spin = 0; spin < spins_before_sleep && word_.load(std::memory_order_acquire) == seen; ++spin) {
      pause_spinning();
    }
    if (word_.load() != seen) continue;
    sleepers_.fetch_add(1);
    sleep_while(word_, seen);
    sleepers_.fetch_sub(1);
  }
}

}  // namespace lanes

#endif
