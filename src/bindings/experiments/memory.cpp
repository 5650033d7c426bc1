// Small pieces of this module's own memory as JavaScript sees them, for a page that shows what a tensor and
// what a list of boxed numbers are made of. Bytes are copied out. web/lib/experiments.ts wraps and
// documents all this.
#include <emscripten/bind.h>

#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>

#include "bindings/convert.h"
#include "experiments/boxed.h"
#include "experiments/workspace.h"

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
  if (!is_array(values)) throw std::invalid_argument("The values must be an array of numbers.");
  const auto count = static_cast<std::size_t>(values["length"].as<double>());
  if (count < 1 || count > most_elements) {
    throw std::invalid_argument("There must be from 1 to " + std::to_string(most_elements) + " values, not " +
                                std::to_string(count) + ".");
  }
  std::vector<double> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(to_number(values[i], "A value"));
  return numbers;
}

std::size_t to_index(const val& index, std::size_t count) {
  return static_cast<std::size_t>(to_integer(index, "The index", 0, static_cast<std::int64_t>(count) - 1));
}

template <class T>
void store(void* place, double value) {
  T element{};
  if constexpr (std::is_integral_v<T>) {
    using Limits = std::numeric_limits<T>;
    element = static_cast<T>(to_integer(val(value), "The value", Limits::min(), Limits::max()));
  } else {
    element = static_cast<T>(value);
  }
  std::memcpy(place, &element, sizeof(T));
}

/// Elements of one type, side by side: what a tensor keeps its numbers in.
class Block {
 public:
  Block(const std::string& type, const std::vector<double>& values) : count_(values.size()) {
    if (type == "u8") use<std::uint8_t>();
    if (type == "i8") use<std::int8_t>();
    if (type == "i16") use<std::int16_t>();
    if (type == "i32") use<std::int32_t>();
    if (type == "f32") use<float>();
    if (type == "f64") use<double>();
    if (store_ == nullptr) {
      throw std::invalid_argument("The type must be u8, i8, i16, i32, f32 or f64, not '" + type + "'.");
    }
    for (std::size_t i = 0; i < count_; ++i) set(i, values[i]);
  }

  std::size_t count() const { return count_; }
  std::size_t bytes() const { return count_ * element_bytes_; }
  std::uint8_t* begin() const { return begin_; }
  void set(std::size_t i, double value) const { store_(begin_ + i * element_bytes_, value); }

 private:
  template <class T>
  void use() {
    element_bytes_ = sizeof(T);
    store_ = &store<T>;
    begin_ = workspace_.array<std::uint8_t>(bytes());
  }

  Workspace workspace_;
  std::size_t count_, element_bytes_ = 0;
  void (*store_)(void*, double) = nullptr;
  std::uint8_t* begin_ = nullptr;
};

/// The same numbers as a list of boxed ones.
struct BoxedList {
  explicit BoxedList(const std::vector<double>& values)
      : count(values.size()), list(boxed_integers(workspace, count, 1)) {
    for (std::size_t i = 0; i < count; ++i) list[i]->number = values[i];
  }
  Workspace workspace;
  std::size_t count;
  Box** list;
};

val create_block(const val& type, const val& values) {
  return guarded(
      [&] { return handed_over(std::make_unique<Block>(to_text(type, "The type"), to_numbers(values))); });
}
val block_address(const Block& block) { return address_of(block.begin()); }
val block_bytes(const Block& block) {
  return guarded([&] { return copy_of(block.begin(), block.bytes()); });
}
val block_set(const Block& block, const val& index, const val& value) {
  return guarded([&] {
    block.set(to_index(index, block.count()), to_number(value, "The value"));
    return val::undefined();
  });
}
val block_set_byte(const Block& block, const val& offset, const val& value) {
  return guarded([&] {
    const std::size_t place = to_index(offset, block.bytes());
    block.begin()[place] = static_cast<std::uint8_t>(to_integer(value, "The byte", 0, 255));
    return val::undefined();
  });
}

val create_list(const val& values) {
  return guarded([&] { return handed_over(std::make_unique<BoxedList>(to_numbers(values))); });
}
val list_address(const BoxedList& boxed) { return address_of(boxed.list); }
val list_bytes(const BoxedList& boxed) {
  return guarded([&] { return copy_of(boxed.list, boxed.count * sizeof(Box*)); });
}
val list_object(const BoxedList& boxed, const val& index) {
  return guarded([&] { return copy_of(boxed.list[to_index(index, boxed.count)], sizeof(Box)); });
}
val list_set(const BoxedList& boxed, const val& index, const val& value) {
  return guarded([&] {
    if (!value.isNumber()) throw std::invalid_argument("The value must be a number.");
    boxed.list[to_index(index, boxed.count)]->number = value.as<double>();
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
