// How many threads there are and may be, and the one pool that for_ranges() splits its loops over.
#include "parallel/for_ranges.h"

#include <stdexcept>
#include <string>
#include <thread>

#include "parallel/pool.h"

namespace lanes {
namespace {

std::uint64_t splits_so_far = 0;

}  // namespace

std::uint64_t parallel::splits() { return splits_so_far; }

#ifdef LANES_HAS_THREADS

namespace {

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
#ifdef __EMSCRIPTEN__
  constexpr unsigned most =
      16;  // CMakeLists.txt has as many made when the module is loaded, less the caller's own
#else
  constexpr unsigned most = 64;
#endif
  static_assert(most < Pool::most_threads && most * parallel::ranges_per_thread <= Pool::most_ranges);
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
  if (const std::size_t there = pool().workers() + 1; there < static_cast<std::size_t>(threads)) {
    throw std::runtime_error("Only " + std::to_string(there) + " of " + std::to_string(threads) +
                             " threads could be started.");
  }
  in_use = threads;
}

int threads_in_use() { return in_use; }

void parallel::run_ranges(std::size_t ranges, void (*run)(void*, std::size_t, std::size_t), void* context) {
  ++splits_so_far;
  pool().run(static_cast<std::size_t>(in_use), ranges, run, context);
}

#else

int thread_limit() { return 1; }

void use_threads(int threads) {
  if (threads != 1) throw std::invalid_argument("This build works on one thread only.");
}

int threads_in_use() { return 1; }

void parallel::run_ranges(std::size_t ranges, void (*run)(void*, std::size_t, std::size_t), void* context) {
  ++splits_so_far;
  for (std::size_t range = 0; range < ranges; ++range) run(context, range, 0);
}

#endif

}  // namespace lanes
