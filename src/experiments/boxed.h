// Numbers as a dynamic language keeps them: each an object of its own on the heap that says of what type it
// is and how many places refer to it; a list is an array of pointers to such objects. Modelled on CPython's
// float, compiled, and better off than in CPython: the objects of a list lie in memory in the order of the
// list, new ones come from a pool, and no interpreter stands between the operations.
//
// Used by contenders of the variant `scalar` only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "experiments/workspace.h"

namespace lanes::experiments {

enum class Type : std::uint32_t { integer, number };

struct Box {
  std::uint32_t references;
  Type type;
  double number;
};

/// Objects that are not in use.
struct Pool {
  Box** free;
  std::size_t count;
};

/// A list of n boxed numbers: Workspace::integers in boxes.
inline Box** boxed_integers(Workspace& workspace, std::size_t n, int period) {
  Box* boxes = workspace.array<Box>(n);
  Box** list = workspace.array<Box*>(n);
  int next = 0;
  for (std::size_t i = 0; i < n; ++i) {
    boxes[i] = {1, Type::number, static_cast<double>(next - period / 2)};
    list[i] = boxes + i;
    next = next + 1 == period ? 0 : next + 1;
  }
  return list;
}

/// A pool of `count` objects.
inline Pool make_pool(Workspace& workspace, std::size_t count) {
  Pool pool{workspace.array<Box*>(count), count};
  Box* boxes = workspace.array<Box>(count);
  for (std::size_t i = 0; i < count; ++i) pool.free[i] = boxes + i;
  return pool;
}

// [show: box]
inline Box* hold(Box* box) {
  ++box->references;
  return box;
}

inline void release(Pool& pool, Box* box) {
  if (--box->references == 0) pool.free[pool.count++] = box;
}

inline Box* make_number(Pool& pool, double number) {
  Box* box = pool.free[--pool.count];
  *box = {1, Type::number, number};
  return box;
}

inline double number_in(const Box* box) {
  if (box->type != Type::number) reject_type();
  return box->number;
}

/// A new object from two others, which are let go.
template <class F>
inline Box* combine(Pool& pool, Box* a, Box* b, F f) {
  Box* result = make_number(pool, f(number_in(a), number_in(b)));
  release(pool, a);
  release(pool, b);
  return result;
}
// [end]

inline Box* add(Pool& pool, Box* a, Box* b) {
  return combine(pool, a, b, [](double x, double y) { return x + y; });
}
inline Box* subtract(Pool& pool, Box* a, Box* b) {
  return combine(pool, a, b, [](double x, double y) { return x - y; });
}
inline Box* multiply(Pool& pool, Box* a, Box* b) {
  return combine(pool, a, b, [](double x, double y) { return x * y; });
}

/// What a list of n boxed numbers takes: the pointers and the objects.
inline double boxed_bytes(std::size_t n) { return static_cast<double>(n) * (sizeof(Box*) + sizeof(Box)); }

}  // namespace lanes::experiments
