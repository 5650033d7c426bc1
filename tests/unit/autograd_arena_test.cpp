// The arena: what it hands out does not overlap and is aligned, and a round that fitted once fits again
// without asking the system.
#include <catch_amalgamated.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "autograd/arena.h"

using lanes::Arena;

namespace {

bool aligned_to(const void* p, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(p) % alignment == 0;
}

/// Arrays of mixed sizes, each filled with its own number; returns whether all still hold theirs at the end.
bool fill_round(Arena& arena, std::size_t arrays) {
  struct Kept {
    std::uint32_t* data;
    std::size_t size;
  };
  std::vector<Kept> kept;
  for (std::size_t i = 0; i < arrays; ++i) {
    const std::size_t size = i * 37 % 1000;
    kept.push_back({arena.array<std::uint32_t>(size), size});
    for (std::size_t j = 0; j < size; ++j) kept[i].data[j] = static_cast<std::uint32_t>(i);
    *arena.create<std::uint64_t>(~std::uint64_t{0}) = 0;  // small objects in between
  }
  for (std::size_t i = 0; i < arrays; ++i) {
    for (std::size_t j = 0; j < kept[i].size; ++j) {
      if (kept[i].data[j] != i) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("arena: arrays lie on cache lines, objects where their type may") {
  Arena arena;
  for (std::size_t n : {1u, 3u, 7u, 100u, 20000u}) {
    CHECK(aligned_to(arena.array<float>(n), 64));
    CHECK(aligned_to(arena.array<double>(n), 64));
    CHECK(aligned_to(arena.array<char>(n), 64));
    CHECK(*arena.create<char>('a') == 'a');
    CHECK(aligned_to(arena.create<double>(1.0), alignof(double)));
  }
}

TEST_CASE("arena: objects are constructed from their arguments") {
  struct Point {
    int x;
    double y;
  };
  Arena arena;
  const Point* point = arena.create<Point>(3, 0.5);
  CHECK(point->x == 3);
  CHECK(point->y == 0.5);
}

TEST_CASE("arena: nothing that was handed out overlaps") {
  Arena arena;
  CHECK(fill_round(arena, 300));
  arena.reset();
  CHECK(fill_round(arena, 300));
}

TEST_CASE("arena: it asks the system for nothing until something is wanted") {
  Arena arena;
  CHECK(arena.capacity() == 0);
  CHECK(arena.system_allocations() == 0);
  arena.reset();
  CHECK(arena.system_allocations() == 0);
}

TEST_CASE("arena: after the first round of a size, every further one fits") {
  Arena arena;
  fill_round(arena, 500);
  CHECK(arena.system_allocations() > 1);  // or the test tests nothing
  arena.reset();
  const std::size_t allocations = arena.system_allocations(), capacity = arena.capacity();
  for (int round = 0; round < 5; ++round) {
    REQUIRE(fill_round(arena, 500));
    arena.reset();
  }
  REQUIRE(fill_round(arena, 100));
  CHECK(arena.system_allocations() == allocations);
  CHECK(arena.capacity() == capacity);
}

TEST_CASE("arena: memory grows with what is wanted, not without bound") {
  Arena arena;
  std::size_t wanted = 0;
  for (int i = 0; i < 2000; ++i) {
    arena.array<char>(1000);
    wanted += 1024;
  }
  CHECK(arena.capacity() >= wanted);
  CHECK(arena.capacity() <= 4 * wanted);
  CHECK(arena.system_allocations() <= 10);
  // Afterwards it holds what a round took: a module of WebAssembly with threads cannot get more memory.
  arena.reset();
  CHECK(arena.capacity() >= wanted);
  CHECK(arena.capacity() <= wanted + wanted / 20);
}

TEST_CASE("arena: a size that cannot be is refused and leaves the arena as it was") {
  Arena arena;
  int* before = arena.array<int>(10);
  before[9] = 5;
  CHECK_THROWS_AS(arena.array<double>(std::numeric_limits<std::size_t>::max()), std::bad_alloc);
  CHECK_THROWS_AS(arena.array<double>(std::numeric_limits<std::size_t>::max() / sizeof(double)),
                  std::bad_alloc);
  CHECK(arena.system_allocations() == 1);
  int* after = arena.array<int>(10);
  after[0] = 7;
  CHECK(before[9] == 5);
}
