// Memory and inputs of the contenders, compiled without the flags of any variant.
#include "experiments/workspace.h"

#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include "measure/random_stream.h"

namespace lanes::experiments {
namespace {

constexpr std::size_t page = 4096;

// Arrays that all begin at the same place of a page get into each other's way: some processors take a load
// for one that must wait for an earlier store to the same place of another page.
constexpr std::size_t stagger = 21 * 64;

}  // namespace

Workspace::~Workspace() {
  for (void* block : blocks_) ::operator delete (block, std::align_val_t{page});
}

void* Workspace::allocate(std::size_t n, std::size_t bytes_each) {
  const std::size_t offset = blocks_.size() * stagger % page;
  if (n > (static_cast<std::size_t>(-1) / 2 - page) / bytes_each) throw std::bad_alloc();
  const std::size_t bytes = n * bytes_each;
  blocks_.reserve(blocks_.size() + 1);
  void* block = ::operator new (offset + bytes, std::align_val_t{page});
  blocks_.push_back(block);
  void* array = static_cast<std::byte*>(block) + offset;
  std::memset(array, 0, bytes);
  return array;
}

template <class T>
T* Workspace::integers(std::size_t n, int period) {
  T* values = array<T>(n);
  int next = 0;
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = static_cast<T>(next - period / 2);
    next = next + 1 == period ? 0 : next + 1;
  }
  return values;
}

template std::int8_t* Workspace::integers<std::int8_t>(std::size_t, int);
template std::int16_t* Workspace::integers<std::int16_t>(std::size_t, int);
template std::int32_t* Workspace::integers<std::int32_t>(std::size_t, int);
template float* Workspace::integers<float>(std::size_t, int);
template double* Workspace::integers<double>(std::size_t, int);

std::uint32_t* Workspace::shuffled(std::size_t n) {
  auto* order = array<std::uint32_t>(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::uint32_t>(i);
  measure::RandomStream random(1);
  for (std::size_t i = n; i > 1; --i) {
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
  }
  return order;
}

void Workspace::note(const char* name, double value) { notes_.push_back({name, value}); }

void reject_type() { throw std::logic_error("An element is of a type that cannot be computed with."); }

void reject_index() { throw std::logic_error("An index lies outside its array."); }

}  // namespace lanes::experiments
