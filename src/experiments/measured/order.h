// The sum of a square matrix, walked along the rows or down the columns.
#pragma once

#include "experiments/experiment.h"

namespace lanes::experiments {

template <class V, bool by_rows>
struct OrderOfSum {
  std::size_t n;
  std::int32_t* matrix;  // (n, n), row-major

  OrderOfSum(Workspace& workspace, std::size_t size)
      : n(size), matrix(workspace.integers<std::int32_t>(n * n, 7)) {}

  // [show: order]
  static std::int32_t loop(const std::int32_t* matrix, std::size_t n, std::size_t outer, std::size_t inner) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) sum += matrix[i * outer + j * inner];
    }
    return sum;
  }

  double pass(std::uint32_t turn) {
    matrix[0] = varied<std::int32_t>(turn);
    return by_rows ? loop(matrix, n, row_step, column_step) : loop(matrix, n, column_step, row_step);
  }
  // [end]

  // Variables, or the compiler would turn the slow order into the fast one.
  std::size_t row_step = n;
  std::size_t column_step = 1;

  Work work() const {
    const auto items = static_cast<double>(n) * static_cast<double>(n);
    return {.items = items, .bytes = items * sizeof(std::int32_t), .flops = 0};
  }
};

template <class V>
using ByRows = OrderOfSum<V, true>;
template <class V>
using ByColumns = OrderOfSum<V, false>;

template <class V>
struct WalkOrder {
  static constexpr std::size_t sizes[] = {64, 250, 1'000, 4'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, ByColumns>("columns", "order",
                                            "down each column: the next element is a row further"),
      contender<V, Home::scalar, ByRows>("rows", "order",
                                         "along each row: the next element is the neighbour"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "rows", .slower = "columns"},
  };
  static constexpr Description description = {
      .name = "order",
      .title = "Row order, column order",
      .claim =
          "The same sum of the same matrix is faster along the rows, as it lies in memory, than down the "
          "columns.",
      .clauses = clauses,
      .item = "element",
      .size = "rows and columns",
      .sizes = sizes,
      .largest = 5'000,
      .unit = Unit::nanoseconds,
      .ceiling = "read",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(WalkOrder)

}  // namespace lanes::experiments
