// Executors and the pool: every element exactly once, in the ranges that were promised, however often threads
// sleep and wake. This file needs nothing else of the core, so that it is also run under ThreadSanitizer.
#include <algorithm>
#include <array>
#include <atomic>
#include <catch_amalgamated.hpp>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "parallel/executor.h"
#include "parallel/pool.h"

namespace {

struct Range {
  std::size_t begin, end;
};

/// The ranges that an executor makes, in the order of the loop.
std::vector<Range> ranges_of(const lanes::Executor& executor, std::size_t n, std::size_t grain) {
  std::vector<std::vector<Range>> by_thread(executor.threads());
  executor.for_ranges(n, grain, [&](std::size_t begin, std::size_t end, std::size_t thread) {
    by_thread[thread].push_back({begin, end});
  });
  std::vector<Range> ranges;
  for (const auto& some : by_thread) ranges.insert(ranges.end(), some.begin(), some.end());
  std::ranges::sort(ranges, {}, &Range::begin);
  return ranges;
}

}  // namespace

TEST_CASE("parallel: ranges are consecutive, cover everything once, and keep to their grain") {
  for (int threads = 1; threads <= lanes::thread_limit(); ++threads) {
    const lanes::Executor executor(threads);
    CHECK(executor.threads() == static_cast<std::size_t>(threads));
    for (const std::size_t n : {1u, 2u, 3u, 5u, 7u, 16u, 63u, 64u, 65u, 1000u, 4097u}) {
      for (const std::size_t grain : {0u, 1u, 2u, 3u, 8u, 32u, 500u, 5000u}) {
        CAPTURE(threads, n, grain);
        const std::vector<Range> ranges = ranges_of(executor, n, grain);
        const std::size_t fitting = std::max<std::size_t>(n / std::max<std::size_t>(grain, 1), 1);
        const auto each = static_cast<std::size_t>(threads);
        if (threads == 1) {
          REQUIRE(ranges.size() == 1);
        } else if (fitting < each) {
          REQUIRE(ranges.size() == fitting);
        } else {  // the same number for each thread, at most four
          REQUIRE(ranges.size() % each == 0);
          REQUIRE(ranges.size() / each == std::min<std::size_t>(fitting / each, 4));
        }
        std::size_t next = 0;
        for (const Range& range : ranges) {
          CHECK(range.begin == next);
          CHECK(range.end - range.begin >= std::min(n, grain));
          next = range.end;
        }
        CHECK(next == n);
      }
    }
  }
}

TEST_CASE("parallel: nothing is called for an empty loop, and a body may do without the range's index") {
  const lanes::Executor executor(lanes::thread_limit());
  executor.for_ranges(0, 1, [](std::size_t, std::size_t) { FAIL("called"); });
  std::vector<int> visits(1000);
  executor.for_ranges(visits.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) ++visits[i];
  });
  CHECK(visits == std::vector<int>(1000, 1));
}

TEST_CASE("parallel: many loops in a row, each seeing what the one before it wrote") {
  const lanes::Executor executor(lanes::thread_limit());
  constexpr std::size_t n = 64;
  std::vector<int> from(n), to(n);
  constexpr int loops = 5000;
  for (int loop = 0; loop < loops; ++loop) {
    // Each range reads what other ranges wrote.
    executor.for_ranges(n, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) to[i] = from[n - 1 - i] + 1;
    });
    from.swap(to);
  }
  CHECK(from == std::vector<int>(n, loops));
}

TEST_CASE("parallel: a number of threads that there cannot be is refused") {
  CHECK(lanes::thread_limit() >= 1);
  for (const int threads : {0, -1, lanes::thread_limit() + 1, 1'000'000}) {
    CHECK_THROWS_AS(lanes::Executor(threads), std::invalid_argument);
    CHECK_THROWS_AS(lanes::require_threads(threads), std::invalid_argument);
  }
  CHECK_NOTHROW(lanes::require_threads(lanes::thread_limit()));
}

TEST_CASE("parallel: executors do not touch each other's number of threads") {
  const lanes::Executor alone, all(lanes::thread_limit());
  const std::uint64_t before = lanes::Executor::splits();
  CHECK(alone.threads() == 1);
  CHECK(ranges_of(alone, 1000, 1).size() == 1);
  CHECK(lanes::Executor::splits() == before);
  CHECK(ranges_of(all, 1000, 1).size() == (lanes::thread_limit() > 1 ? 4 * all.threads() : 1));
}

TEST_CASE("parallel: usually there are as many threads as there can be, up to four") {
  CHECK(lanes::usual_threads() == std::min(lanes::thread_limit(), 4));
}

TEST_CASE("parallel: small loops stay in the calling thread") {
  const lanes::Executor executor(lanes::thread_limit());
  const std::uint64_t before = lanes::Executor::splits();
  for (std::size_t n = 0; n < 2000; ++n) executor.for_ranges(n, 1000, [](std::size_t, std::size_t) {});
  CHECK(lanes::Executor::splits() == before);
  executor.for_ranges(2000, 1000, [](std::size_t, std::size_t) {});
  CHECK(lanes::Executor::splits() - before == (lanes::thread_limit() > 1 ? 1 : 0));
}

#ifdef LANES_HAS_THREADS

namespace {

constexpr std::size_t most = 8;

void busy_for(std::chrono::microseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

/// A job that writes, without atomics, where only its range or its thread may write.
struct Job {
  std::array<std::size_t, most> runs{};
  std::array<std::vector<std::thread::id>, most> ids{};  // of each thread's number
  std::chrono::microseconds slow{0};                     // how long the ranges but the first take

  void run_on(lanes::Pool& pool, std::size_t threads, std::size_t ranges) {
    pool.run(
        threads, ranges,
        [](void* context, std::size_t range, std::size_t thread) {
          Job& job = *static_cast<Job*>(context);
          if (range != 0) busy_for(job.slow);
          ++job.runs[range];
          job.ids[thread].push_back(std::this_thread::get_id());
        },
        this);
  }
};

/// Waits until `holds`, or for much longer than it should take.
template <class Condition>
bool in_time(Condition holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

/// More threads than most machines have cores, for all tests: under node, threads that ended are not free at
/// once.
lanes::Pool& eight() {
  static lanes::Pool* const pool = new lanes::Pool;
  pool->grow(most - 1);
  return *pool;
}

}  // namespace

TEST_CASE("parallel: the pool grows, never shrinks, and ends with or without work") {
  lanes::Pool unused;
  unused.grow(1);
  lanes::Pool pool;
  CHECK(pool.workers() == 0);
  Job job;
  job.run_on(pool, 1, 1);
  for (const std::size_t workers : {1u, 3u, 2u, 3u}) {
    pool.grow(workers);
    job.run_on(pool, workers + 1, workers + 1);
  }
  CHECK(pool.workers() == 3);
  CHECK(job.runs == std::array<std::size_t, most>{5, 4, 3, 2});
}

TEST_CASE("parallel: a job's ranges run once each, by no more threads than it may have") {
  lanes::Pool& pool = eight();
  std::array<std::size_t, most> expected{};
  for (std::size_t threads = 1; threads <= most; ++threads) {
    CAPTURE(threads);
    Job job;
    expected.fill(0);
    for (std::size_t i = 0; i < 200; ++i) {
      const std::size_t ranges = i * 5 % most + 1;  // all numbers, up and down
      for (std::size_t range = 0; range < ranges; ++range) ++expected[range];
      job.run_on(pool, threads, ranges);
      REQUIRE(job.runs == expected);
    }
    for (std::size_t thread = threads; thread < most; ++thread) CHECK(job.ids[thread].empty());
    for (std::size_t a = 0; a < threads; ++a) {
      // A number is one thread's, the caller's is 0.
      const std::vector<std::thread::id>& ids = job.ids[a];
      CHECK(std::ranges::count(ids, ids.empty() ? std::thread::id() : ids.front()) ==
            static_cast<std::ptrdiff_t>(ids.size()));
      if (!ids.empty()) CHECK((ids.front() == std::this_thread::get_id()) == (a == 0));
    }
  }
}

TEST_CASE("parallel: ranges run at the same time, each in another thread") {
  lanes::Pool& pool = eight();
  for (std::size_t threads = 2; threads <= most; ++threads) {
    struct Meeting {
      std::size_t expected;
      std::atomic<std::size_t> here{0}, met{0};
    } meeting{.expected = threads};
    pool.run(
        threads, threads,
        [](void* context, std::size_t, std::size_t) {
          Meeting& m = *static_cast<Meeting*>(context);
          ++m.here;
          if (in_time([&] { return m.here == m.expected; })) ++m.met;
        },
        &meeting);
    CHECK(meeting.met == threads);
  }
}

TEST_CASE("parallel: while one thread is busy the others take what is left") {
  lanes::Pool& pool = eight();
  struct Work {
    std::atomic<std::size_t> done{0};
    bool alone = false;
  } work;
  constexpr std::size_t ranges = 40;
  pool.run(
      2, ranges,
      [](void* context, std::size_t range, std::size_t) {
        Work& w = *static_cast<Work*>(context);
        if (range == 0) w.alone = in_time([&] { return w.done == ranges - 1; });
        ++w.done;
      },
      &work);
  CHECK(work.alone);
  CHECK(work.done == ranges);
}

TEST_CASE("parallel: workers that fell asleep wake for the next job") {
  lanes::Pool& pool = eight();
  Job job;
  for (const int pause :
       {0, 50, 100, 200, 1000, 20'000, 100, 3000}) {  // about as long as workers spin, and longer
    busy_for(std::chrono::microseconds(pause));
    job.run_on(pool, most, most);
    busy_for(std::chrono::microseconds(pause));
    job.run_on(pool, 2, 2);
  }
  CHECK(job.runs == std::array<std::size_t, most>{16, 16, 8, 8, 8, 8, 8, 8});
}

TEST_CASE("parallel: a caller that fell asleep wakes when the slowest range is done") {
  lanes::Pool& pool = eight();
  Job job;
  for (const int slow : {0, 50, 100, 200, 5000, 100, 20'000}) {
    job.slow = std::chrono::microseconds(slow);
    job.run_on(pool, 3, 3);
  }
  CHECK(job.runs == std::array<std::size_t, most>{7, 7, 7});
}

#else

TEST_CASE("parallel: a build without threads has one, and says so") {
  CHECK(lanes::thread_limit() == 1);
  CHECK_THROWS_WITH(lanes::Executor(2), "The number of threads must be 1 in this build, not 2.");
}

#endif
