// Vectors that begin on a cache line.
#include <catch_amalgamated.hpp>
#include <cstdint>
#include <new>

#include "kernels/line_vector.h"

using namespace lanes;

namespace {

template <class T>
bool begins_on_a_line(const LineVector<T>& elements) {
  return reinterpret_cast<std::uintptr_t>(elements.data()) % cache_line == 0;
}

}  // namespace

TEST_CASE("vectors on cache lines: of every size, copied, and when they have grown") {
  for (const std::size_t size : {1u, 3u, 16u, 1000u, 4192u}) {
    LineVector<float> floats(size);
    const LineVector<float> copy = floats;
    CHECK(begins_on_a_line(floats));
    CHECK(begins_on_a_line(copy));
    floats.resize(2 * size + 1);
    CHECK(begins_on_a_line(floats));
    CHECK(begins_on_a_line(LineVector<double>(size)));
  }
}

TEST_CASE("vectors on cache lines: a size that cannot be is refused") {
  LineAllocator<double> allocator;
  CHECK_THROWS_AS(allocator.allocate(SIZE_MAX / sizeof(double) + 1), std::bad_alloc);
}
