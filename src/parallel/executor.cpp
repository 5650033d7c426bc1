// How many threads there may be, and the one pool that all executors split their loops over.
#include "parallel/executor.h"

#include <stdexcept>
#include <string>
#include <thread>

#include "parallel/pool.h"
#include "text/sentence.h"

namespace lanes {
namespace {

std::uint64_t splits_so_far = 0;

}  // namespace

std::uint64_t Executor::splits() { return splits_so_far; }

int usual_threads() { return std::min(thread_limit(), 4); }

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

}  // namespace

int thread_limit() {
#ifdef __EMSCRIPTEN__
  constexpr unsigned most =
      16;  // CMakeLists.txt has as many made when the module is loaded, less the caller's own
#else
  constexpr unsigned most = 64;
#endif
  static_assert(most < Pool::most_threads && most * Executor::ranges_per_thread <= Pool::most_ranges);
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, most));
}

void require_threads(int threads) {
  const int most = thread_limit();
  if (threads >= 1 && threads <= most) return;
  refuse({"The number of threads must be ", most == 1 ? "" : "between 1 and ", most,
          ", which is what this machine has, not ", threads, "."});
}

Executor::Executor(int threads) {
  require_threads(threads);
  threads_ = static_cast<std::size_t>(threads);
  if (threads_ == 1) return;
  pool().grow(threads_ - 1);
  if (const std::size_t there = pool().workers() + 1; there < threads_) {
    throw std::runtime_error(sentence({"Only ", there, " of ", threads, " threads could be started."}));
  }
}

void Executor::run_ranges(std::size_t ranges, void (*run)(void*, std::size_t, std::size_t),
                          void* context) const {
  ++splits_so_far;
  pool().run(threads_, ranges, run, context);
}

#else

int thread_limit() { return 1; }

void require_threads(int threads) {
  if (threads == 1) return;
  refuse({"The number of threads must be 1 in this build, not ", threads, "."});
}

Executor::Executor(int threads) { require_threads(threads); }

void Executor::run_ranges(std::size_t ranges, void (*run)(void*, std::size_t, std::size_t),
                          void* context) const {
  ++splits_so_far;
  for (std::size_t range = 0; range < ranges; ++range) run(context, range, 0);
}

#endif

}  // namespace lanes
