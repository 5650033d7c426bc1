// LaneVector: each operation on each lane against the same on one number, for the types that fill 128 bits.
#include <catch_amalgamated.hpp>
#include <cstdint>
#include <vector>

// A wasm module without SIMD has no registers of several lanes.
#if defined(__wasm_simd128__) || !defined(__wasm__)
#include "simd/lane_vector.h"

using lanes::LaneVector;

TEMPLATE_TEST_CASE("lane vector", "", std::int8_t, std::int16_t, std::int32_t, float, double) {
  using T = TestType;
  using L = LaneVector<T, 16>;
  constexpr int width = L::width;
  CHECK(width == static_cast<int>(16 / sizeof(T)));
  std::vector<T> a(width + 1), b(width + 1);
  for (int i = 0; i <= width; ++i) {
    a[static_cast<std::size_t>(i)] = static_cast<T>(i - 5);
    b[static_cast<std::size_t>(i)] = static_cast<T>(7 - i);
  }
  const T *p = a.data() + 1, *q = b.data() + 1;  // not aligned
  std::vector<T> sum_of(width), product(width), filled(width);
  (L::load(p) + L::load(q)).store(sum_of.data());
  (L::load(p) * L::load(q)).store(product.data());
  L::splat(T(3)).store(filled.data());
  T total = T(0);
  for (int i = 0; i < width; ++i) {
    const auto at = static_cast<std::size_t>(i);
    CHECK(sum_of[at] == static_cast<T>(p[i] + q[i]));
    CHECK(product[at] == static_cast<T>(p[i] * q[i]));
    CHECK(filled[at] == T(3));
    total = static_cast<T>(total + p[i]);
  }
  CHECK(sum(L::load(p)) == total);

  for (int n = 1; n < width; ++n) {
    const std::vector<T> some(p, p + n);  // nothing lies behind it, as AddressSanitizer would notice
    std::vector<T> whole(width), part(static_cast<std::size_t>(n));
    const L loaded = L::load_partial(some.data(), n, T(9));
    loaded.store(whole.data());
    loaded.store_partial(part.data(), n);
    for (int i = 0; i < width; ++i) CHECK(whole[static_cast<std::size_t>(i)] == (i < n ? p[i] : T(9)));
    CHECK(part == some);
  }
}

TEST_CASE("lane vector: neighbours add up without overflow") {
  std::int8_t bytes[16];
  std::int16_t words[8];
  for (int i = 0; i < 16; ++i) bytes[i] = static_cast<std::int8_t>(i % 2 == 0 ? 127 : 127 - i);
  for (int i = 0; i < 8; ++i) words[i] = static_cast<std::int16_t>(i % 2 == 0 ? -32768 : -32768 + i);
  std::int16_t byte_pairs[8];
  add_pairs(LaneVector<std::int8_t, 16>::load(bytes)).store(byte_pairs);
  for (int i = 0; i < 8; ++i) CHECK(byte_pairs[i] == bytes[2 * i] + bytes[2 * i + 1]);
  std::int32_t word_pairs[4], quads[4];
  add_pairs(LaneVector<std::int16_t, 16>::load(words)).store(word_pairs);
  for (int i = 0; i < 4; ++i) CHECK(word_pairs[i] == words[2 * i] + words[2 * i + 1]);
  widened(LaneVector<std::int8_t, 16>::load(bytes)).store(quads);
  for (int i = 0; i < 4; ++i) {
    CHECK(quads[i] == bytes[4 * i] + bytes[4 * i + 1] + bytes[4 * i + 2] + bytes[4 * i + 3]);
  }
  CHECK(sum(widened(LaneVector<float, 16>::splat(2.0f))) == 8.0f);
}
#endif
