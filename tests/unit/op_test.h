// What each operation of ops.def is tested with, declared from that list: without a definition for each of
// its entries the tests do not link, so no operation goes without a gradient check and a test of what it
// refuses. autograd_list_test.cpp runs them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gradient_check.h"

namespace lanes::op_test {

/// Variables of all kinds of shapes on one tape, full of ones.
struct Variables {
  Tape<double> tape{f64_kernels()};
  Tensor<double> of(const Shape& shape) {
    return tape.variable(shape, std::vector<double>(shape.count(), 1.0));
  }
};

/// Something at the edge of what an operation takes.
struct Edge {
  std::string what;
  std::function<Tensor<double>(Variables&)> run;
  std::vector<std::string> refusal;  ///< parts of the message; none where it must be taken
};

/// For operations of one tensor that refuse no shape: numbers without axes, nothing at all, and four axes.
template <class Run>
std::vector<Edge> takes_every_shape(Run run) {
  std::vector<Edge> edges;
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{0, 3}, Shape{2, 0, 2}, Shape{1, 2, 1, 3}}) {
    edges.push_back({"of " + shape.text(), [=](Variables& a) { return run(a.of(shape)); }, {}});
  }
  return edges;
}

using Ids = std::vector<std::int32_t>;
using Starts = std::vector<std::size_t>;

// For each operation: what its values and gradients are checked on, and the edges of what it takes.
#define LANES_OP(name, function, parameters, description) \
  std::vector<Operation> name##_checks();                 \
  std::vector<Edge> name##_edges();
#include "autograd/ops.def"
#undef LANES_OP

}  // namespace lanes::op_test
