// The same sum over four layouts of memory: what the caches make of neighbours, pointers and disorder.
#pragma once

#include "experiments/experiment.h"

namespace lanes::experiments {

/// An element that lies somewhere else; in the lists it says where the next one is.
struct Cell {
  const Cell* next;
  std::int32_t value;
};

template <class V>
struct ContiguousArray {
  std::size_t n;
  std::int32_t* values;

  ContiguousArray(Workspace& workspace, std::size_t size)
      : n(size), values(workspace.integers<std::int32_t>(n, 7)) {}

  // [show: array]
  static std::int32_t loop(const std::int32_t* values, std::size_t n) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += values[i];
    return sum;
  }
  // [end]

  double pass(std::uint32_t turn) {
    values[0] = varied<std::int32_t>(turn);
    return loop(values, n);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = items * sizeof(std::int32_t), .flops = 0};
  }
};

enum class Order { as_stored, shuffled };

/// The cells in memory hold Workspace::integers; `visit` calls f with each in the order asked for.
template <class V, Order order>
struct Cells {
  Cell* cells;

  template <class F>
  Cells(Workspace& workspace, std::size_t n, F f) : cells(workspace.array<Cell>(n)) {
    const std::int32_t* values = workspace.integers<std::int32_t>(n, 7);
    for (std::size_t i = 0; i < n; ++i) cells[i].value = values[i];
    if constexpr (order == Order::as_stored) {
      for (std::size_t i = 0; i < n; ++i) f(cells + i);
    } else {
      const std::uint32_t* shuffled = workspace.shuffled(n);
      for (std::size_t i = 0; i < n; ++i) f(cells + shuffled[i]);
    }
  }
};

template <class V, Order order>
struct ContiguousPointers {
  std::size_t n;
  const Cell** pointers;
  Cell* first;

  ContiguousPointers(Workspace& workspace, std::size_t size)
      : n(size), pointers(workspace.array<const Cell*>(n)) {
    std::size_t i = 0;
    first = Cells<V, order>(workspace, n, [&](Cell* cell) { pointers[i++] = cell; }).cells;
  }

  // [show: pointers]
  static std::int32_t loop(const Cell* const* pointers, std::size_t n) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += pointers[i]->value;
    return sum;
  }
  // [end]

  double pass(std::uint32_t turn) {
    first->value = varied<std::int32_t>(turn);
    return loop(pointers, n);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = items * (sizeof(Cell*) + sizeof(Cell)), .flops = 0};
  }
};

template <class V>
struct ContiguousList {
  std::size_t n;
  const Cell* head = nullptr;
  Cell* first;

  ContiguousList(Workspace& workspace, std::size_t size) : n(size) {
    first = Cells<V, Order::shuffled>(workspace, n, [&](Cell* cell) {
              cell->next = head;
              head = cell;
            }).cells;
  }

  // [show: list]
  static std::int32_t loop(const Cell* head) {
    std::int32_t sum = 0;
    for (const Cell* cell = head; cell != nullptr; cell = cell->next) sum += cell->value;
    return sum;
  }
  // [end]

  double pass(std::uint32_t turn) {
    first->value = varied<std::int32_t>(turn);
    return loop(head);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = items * sizeof(Cell), .flops = 0};
  }
};

template <class V>
using PointersInOrder = ContiguousPointers<V, Order::as_stored>;
template <class V>
using PointersShuffled = ContiguousPointers<V, Order::shuffled>;

template <class V>
struct Contiguous {
  static constexpr std::size_t sizes[] = {1'000, 4'000, 16'000, 64'000, 250'000, 1'000'000, 4'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, ContiguousList>(
          "list, shuffled", "list", "a linked list whose elements lie anywhere: each says where the next is"),
      contender<V, Home::scalar, PointersShuffled>("pointers, shuffled", "pointers",
                                                   "an array of pointers to elements that lie anywhere"),
      contender<V, Home::scalar, PointersInOrder>(
          "pointers, in order", "pointers", "an array of pointers to elements that lie one after the other"),
      contender<V, Home::scalar, ContiguousArray>("array", "array",
                                                  "the elements themselves, one after the other"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "array", .slower = "list, shuffled", .least = 8.0},
      {.faster = "pointers, in order", .slower = "pointers, shuffled"},
  };
  static constexpr Description description = {
      .name = "contiguous",
      .title = "Contiguous memory",
      .claim = "Neighbours in memory come with one fetch; elements scattered over it cost a fetch each.",
      .clauses = clauses,
      .item = "element",
      .size = "elements",
      .sizes = sizes,
      .largest = 16'000'000,
      .unit = Unit::nanoseconds,
      .ceiling = "read",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Contiguous)

}  // namespace lanes::experiments
