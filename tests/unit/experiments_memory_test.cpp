// Pieces of memory: that their bytes are those of their numbers.
#include <catch_amalgamated.hpp>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "experiments/memory.h"

using namespace lanes::experiments;

namespace {

/// Whether a block of this type holds the bytes that an array of T would.
template <class T>
void check_block(const char* type_name, std::vector<double> values) {
  INFO(type_name);
  const ElementType& type = element_type_named(type_name);
  CHECK(type.bytes == sizeof(T));
  Block block(type, values);
  CHECK(block.count() == values.size());
  CHECK(reinterpret_cast<std::uintptr_t>(block.bytes().data()) % sizeof(T) == 0);
  const auto agrees = [&] {
    const std::vector<T> elements(values.begin(), values.end());
    return block.bytes().size() == values.size() * sizeof(T) &&
           std::memcmp(block.bytes().data(), elements.data(), block.bytes().size()) == 0;
  };
  CHECK(agrees());
  block.set(1, values[1] = 77.0);
  CHECK(agrees());
  block.bytes()[0] = 6;
  CHECK_FALSE(agrees());
}

}  // namespace

TEST_CASE("experiments: the bytes of a block are those of its numbers") {
  check_block<std::uint8_t>("u8", {5, 0, 255, 1});
  check_block<std::int8_t>("i8", {5, -128, 127, 1});
  check_block<std::int16_t>("i16", {5, -32768, 32767});
  check_block<std::int32_t>("i32", {5, -2147483648.0, 2147483647.0});
  check_block<float>("f32", {0.5, -0.0, 1e30});
  check_block<double>("f64", {0.1, -0.0, 1e300});
}

TEST_CASE("experiments: an integer type says what it holds, and another name is refused") {
  const ElementType& small = element_type_named("i8");
  CHECK(small.whole);
  CHECK(small.least == -128);
  CHECK(small.most == 127);
  CHECK_FALSE(element_type_named("f32").whole);
  CHECK_THROWS_WITH(element_type_named("f16"), "The type must be u8, i8, i16, i32, f32 or f64, not \"f16\".");
}

TEST_CASE("experiments: a list points to boxes with a count, a type and a number") {
  BoxedList list(std::vector{1.5, -2.0, 3.0});
  REQUIRE(list.count() == 3);
  list.set(1, 0.25);
  const std::vector<double> numbers = {1.5, 0.25, 3.0};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    CHECK(list.boxes()[i]->number == numbers[i]);
    CHECK(list.boxes()[i]->references == 1);
    CHECK(list.boxes()[i]->type == Type::number);
  }
  CHECK(list.boxes()[1] == list.boxes()[0] + 1);
}
