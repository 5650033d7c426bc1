// Memory that is handed out by moving a pointer and taken back all at once. A training step lives in one:
// after the first step of a shape it never asks the system for memory again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/line_vector.h"

namespace lanes {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() { release(); }

  /// Uninitialised room for n elements, aligned to a cache line. Throws std::bad_alloc.
  template <class T>
  T* array(std::size_t n) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    if (n > SIZE_MAX / 2 / sizeof(T)) throw std::bad_alloc();
    return static_cast<T*>(allocate(n * sizeof(T), cache_line));
  }

  /// A new object, constructed from `arguments`. Throws std::bad_alloc.
  template <class T, class... Arguments>
  T* create(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Arguments>(arguments)...};
  }

  /// Takes everything back. Where the room lay in several blocks they become one, large enough that the next
  /// round of the same size fits without another.
  void reset() {
    if (blocks_.size() > 1) {
      // Each block began on a line of its own.
      const std::size_t total =
          capacity() - static_cast<std::size_t>(end_ - at_) + cache_line * blocks_.size();
      release();
      if (!add_block(total)) throw std::bad_alloc();
    }
    if (!blocks_.empty()) {
      at_ = blocks_[0].begin;
      end_ = at_ + blocks_[0].size;
    }
  }

  /// Whether this address lies in the arena, so that what is there stays until reset().
  bool holds(const void* address) const {
    const auto place = reinterpret_cast<std::uintptr_t>(address);
    for (const Block& block : blocks_) {
      if (place - reinterpret_cast<std::uintptr_t>(block.begin) < block.size) return true;
    }
    return false;
  }

  /// Bytes held, used or not.
  std::size_t capacity() const {
    std::size_t total = 0;
    for (const Block& block : blocks_) total += block.size;
    return total;
  }

  /// How often the system was asked for memory so far.
  std::size_t system_allocations() const { return system_allocations_; }

 private:
  static constexpr std::size_t smallest_block = std::size_t{1} << 16;

  struct Block {
    std::byte* begin;
    std::size_t size;
  };

  void* allocate(std::size_t bytes, std::size_t alignment) {
    std::size_t skipped = -reinterpret_cast<std::uintptr_t>(at_) & (alignment - 1);
    if (at_ == nullptr || bytes + skipped > static_cast<std::size_t>(end_ - at_)) {
      // Twice as large as the last one; or, where memory runs short, just as large as needed.
      const std::size_t grown = 2 * (blocks_.empty() ? 0 : blocks_.back().size);
      if ((bytes >= grown || !add_block(grown)) && !add_block(bytes)) throw std::bad_alloc();
      skipped = 0;
    }
    std::byte* place = at_ + skipped;
    at_ = place + bytes;
    return place;
  }

  /// Whether there was memory for it.
  bool add_block(std::size_t bytes) {
    const std::size_t size = bytes < smallest_block ? smallest_block : bytes;
    blocks_.reserve(blocks_.size() + 1);
    void* const begin = ::operator new (size, std::align_val_t{cache_line}, std::nothrow);
    if (begin == nullptr) return false;
    at_ = static_cast<std::byte*>(begin);
    end_ = at_ + size;
    blocks_.push_back({at_, size});
    ++system_allocations_;
    return true;
  }

  void release() {
    for (const Block& block : blocks_) ::operator delete (block.begin, std::align_val_t{cache_line});
    blocks_.clear();
    at_ = end_ = nullptr;
  }

  std::vector<Block> blocks_;
  std::byte* at_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t system_allocations_ = 0;
};

}  // namespace lanes
