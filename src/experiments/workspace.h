// The memory of one contender, filled with inputs, and what it has to say beside its time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lanes::experiments {

/// A fact about a prepared contender: "type checks per element", 12.
struct Note {
  std::string name;
  double value;
};

class Workspace {
 public:
  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace();

  /// Memory for n objects, all bytes zero, at the beginning of a cache line. For types that need no
  /// constructor or destructor. Throws std::bad_alloc.
  template <class T>
  T* array(std::size_t n) {
    return static_cast<T*>(allocate(n, sizeof(T)));
  }

  /// The numbers 0..period-1 again and again, less period / 2: with an odd period they sum to zero. T is an
  /// integer or floating-point type.
  template <class T>
  T* integers(std::size_t n, int period);

  /// 0..n-1 in an order that looks random and is always the same.
  std::uint32_t* shuffled(std::size_t n);

  void note(const char* name, double value);

  std::span<const Note> notes() const { return notes_; }

 private:
  void* allocate(std::size_t n, std::size_t bytes_each);

  std::vector<void*> blocks_;
  std::vector<Note> notes_;
};

/// What a loop does when an element is of a type it cannot compute with, or lies outside its array: throws
/// std::logic_error. The inputs give no occasion, but a loop that checks must be ready for it.
[[noreturn]] void reject_type();
[[noreturn]] void reject_index();

}  // namespace lanes::experiments
