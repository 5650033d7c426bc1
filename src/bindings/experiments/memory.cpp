// Small pieces of this module's own memory as JavaScript sees them, for a page that shows what a tensor and
// what a list of boxed numbers are made of. Declarations and conversions only; the pieces are those of
// experiments/memory.h, and their bytes are copied out. web/lib/experiments.ts wraps and documents all this.
#include "experiments/memory.h"

#include <emscripten/bind.h>

#include <memory>

#include "bindings/convert.h"
#include "text/sentence.h"

namespace lanes::experiments {
namespace {

constexpr std::size_t most_elements = 4'096;

val address_of(const void* place) {
  return val(static_cast<double>(reinterpret_cast<std::uintptr_t>(place)));
}

val copy_of(const void* place, std::size_t bytes) {
  return to_uint8_array({static_cast<const char*>(place), bytes});
}

std::vector<double> to_numbers(const val& values) {
  if (!is_array(values)) refuse({"The values must be an array of numbers."});
  const auto count = static_cast<std::size_t>(values["length"].as<double>());
  if (count < 1 || count > most_elements) {
    refuse({"There must be from 1 to ", most_elements, " values, not ", count, "."});
  }
  std::vector<double> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(to_number(values[i], "A value"));
  return numbers;
}

std::size_t to_index(const val& index, std::size_t count) {
  return static_cast<std::size_t>(to_integer(index, "The index", 0, static_cast<std::int64_t>(count) - 1));
}

/// `value` as a number that elements of this type can be.
double to_element(const val& value, const ElementType& type) {
  if (!type.whole) return to_number(value, "The value");
  return static_cast<double>(to_integer(value, "The value", type.least, type.most));
}

val create_block(const val& type, const val& values) {
  return guarded([&] {
    const ElementType& element = element_type_named(to_text(type, "The type"));
    const std::vector<double> numbers = to_numbers(values);
    for (const double number : numbers) to_element(val(number), element);
    return handed_over(std::make_unique<Block>(element, numbers));
  });
}
val block_address(const Block& block) { return address_of(block.bytes().data()); }
val block_bytes(const Block& block) {
  return guarded([&] { return copy_of(block.bytes().data(), block.bytes().size()); });
}
val block_set(Block& block, const val& index, const val& value) {
  return guarded([&] {
    block.set(to_index(index, block.count()), to_element(value, block.type()));
    return val::undefined();
  });
}
val block_set_byte(const Block& block, const val& offset, const val& value) {
  return guarded([&] {
    const std::size_t place = to_index(offset, block.bytes().size());
    block.bytes()[place] = static_cast<std::uint8_t>(to_integer(value, "The byte", 0, 255));
    return val::undefined();
  });
}

val create_list(const val& values) {
  return guarded([&] { return handed_over(std::make_unique<BoxedList>(to_numbers(values))); });
}
val list_address(const BoxedList& boxed) { return address_of(boxed.boxes().data()); }
val list_bytes(const BoxedList& boxed) {
  return guarded([&] { return copy_of(boxed.boxes().data(), boxed.boxes().size_bytes()); });
}
val list_object(const BoxedList& boxed, const val& index) {
  return guarded([&] { return copy_of(boxed.boxes()[to_index(index, boxed.count())], sizeof(Box)); });
}
val list_set(BoxedList& boxed, const val& index, const val& value) {
  return guarded([&] {
    if (!value.isNumber()) refuse({"The value must be a number."});
    boxed.set(to_index(index, boxed.count()), value.as<double>());
    return val::undefined();
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(memory) {
  emscripten::function("createBlock", &create_block);
  emscripten::function("destroyBlock", &destroy<Block>);
  emscripten::function("blockAddress", method<&block_address>);
  emscripten::function("blockBytes", method<&block_bytes>);
  emscripten::function("blockSet", method<&block_set>);
  emscripten::function("blockSetByte", method<&block_set_byte>);
  emscripten::function("createList", &create_list);
  emscripten::function("destroyList", &destroy<BoxedList>);
  emscripten::function("listAddress", method<&list_address>);
  emscripten::function("listBytes", method<&list_bytes>);
  emscripten::function("listObject", method<&list_object>);
  emscripten::function("listSet", method<&list_set>);
}

}  // namespace lanes::experiments
