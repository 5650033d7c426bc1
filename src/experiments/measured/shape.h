// Shapes of one block of memory: (2n,) and (n, 2) hold the same elements in the same order.
#pragma once

#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

/// A tensor of two axes: element (i, j) lies at data[i * strides[0] + j * strides[1]].
struct Matrix {
  float* data;
  std::size_t shape[2];
  std::size_t strides[2];
};

enum class Axes { merged, nested };

template <class V, std::size_t columns, Axes axes>
struct ShapeLanes {
  using L = typename V::template Lane<float>;
  std::size_t n;
  Matrix a, b, out;

  ShapeLanes(Workspace& workspace, std::size_t rows_of_two)
      : n(2 * rows_of_two),
        a(matrix(workspace.integers<float>(n, 7))),
        b(matrix(workspace.integers<float>(n, 5))),
        out(matrix(workspace.array<float>(n))) {}

  /// All n elements in rows of `columns`; columns == 0 means one row.
  Matrix matrix(float* data) const {
    const std::size_t row = columns == 0 ? n : columns;
    return {data, {n / row, row}, {row, 1}};
  }

  static bool is_contiguous(const Matrix& m) { return m.strides[0] == m.shape[1] && m.strides[1] == 1; }

  // [show: shape]
  static void loop(const Matrix& out, const Matrix& a, const Matrix& b) {
    std::size_t rows = out.shape[0], row = out.shape[1];
    if (axes == Axes::merged && is_contiguous(out) && is_contiguous(a) && is_contiguous(b)) {
      row *= rows;  // rows that follow each other in memory are one long row
      rows = 1;
    }
    for (std::size_t i = 0; i < rows; ++i) {
      float* to = out.data + i * out.strides[0];
      const float *left = a.data + i * a.strides[0], *right = b.data + i * b.strides[0];
      kernels::over_lanes<L>(row, [=](auto at) { at.store(to, at.load(left) * at.load(right)); });
    }
  }
  // [end]

  double pass(std::uint32_t turn) {
    a.data[0] = varied<float>(turn);
    loop(out, a, b);
    return static_cast<double>(out.data[0] + out.data[turn % n]);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 12 * items, .flops = items};
  }
};

template <class V>
using OneAxis = ShapeLanes<V, 0, Axes::merged>;
template <class V>
using TwoAxes = ShapeLanes<V, 2, Axes::merged>;
template <class V>
using RowByRow = ShapeLanes<V, 2, Axes::nested>;

template <class V>
struct Shape {
  static constexpr std::size_t sizes[] = {500, 8'000, 50'000, 1'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::simd, RowByRow>("(n, 2), row by row", "shape",
                                         "a loop over the rows, in it one over the two columns"),
      contender<V, Home::simd, TwoAxes>("(n, 2)", "shape",
                                        "the same shape, after seeing that the rows follow each other"),
      contender<V, Home::simd, OneAxis>("(2n,)", "shape", "one axis of all elements"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "(2n,)", .slower = "(n, 2)", .least = 0.95, .most = 1.05},
  };
  static constexpr Description description = {
      .name = "shape",
      .title = "Shape",
      .claim = "A shape is bookkeeping: (100000,) and (50000, 2) are the same bytes and take the same time.",
      .clauses = clauses,
      .item = "element",
      .size = "rows of two",
      .sizes = sizes,
      .largest = 8'000'000,
      .unit = Unit::gigabytes,
      .ceiling = "triad",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Shape)

}  // namespace lanes::experiments
