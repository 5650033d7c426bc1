// Small pieces of memory to be looked at, byte by byte: the same numbers side by side, as a tensor keeps
// them, and as a list of boxed ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "experiments/boxed.h"
#include "experiments/workspace.h"

namespace lanes::experiments {

/// What the elements of a block are.
struct ElementType {
  std::string_view name;
  std::size_t bytes;
  bool whole;                ///< an integer type: holds the whole numbers from `least` to `most`
  std::int64_t least, most;  ///< 0 for a type that is not
  void (*store)(void* place, double value);
};

/// u8, i8, i16, i32, f32 or f64. Throws std::invalid_argument for another name.
const ElementType& element_type_named(std::string_view name);

/// Elements of one type, side by side.
class Block {
 public:
  /// The values must be ones that the type holds. Throws std::bad_alloc.
  Block(const ElementType& type, std::span<const double> values);

  const ElementType& type() const { return type_; }
  std::size_t count() const { return bytes_.size() / type_.bytes; }

  /// All bytes as they lie there; whoever writes to one changes an element.
  std::span<std::uint8_t> bytes() const { return bytes_; }

  /// Changes element i to a value that the type holds.
  void set(std::size_t i, double value) { type_.store(bytes_.data() + i * type_.bytes, value); }

 private:
  const ElementType& type_;
  Workspace workspace_;
  std::span<std::uint8_t> bytes_;
};

/// A list of boxed numbers.
class BoxedList {
 public:
  /// Throws std::bad_alloc.
  explicit BoxedList(std::span<const double> values);

  std::size_t count() const { return boxes_.size(); }

  /// The list itself: a pointer for each number.
  std::span<Box* const> boxes() const { return boxes_; }

  void set(std::size_t i, double value) { boxes_[i]->number = value; }

 private:
  Workspace workspace_;
  std::span<Box* const> boxes_;
};

}  // namespace lanes::experiments
