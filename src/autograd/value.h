// Automatic differentiation of single numbers.
//
// Every number is a node of a graph: a value, a gradient, and the operation and the nodes it was computed
// from. Computing records nodes one after the other, so a node always comes after those it was computed from,
// and one walk from the last node to the first is the chain rule in the right order: no recursion, no
// sorting, and no depth at which a stack overflows.
//
// This is the baseline that tensors are measured against. It is deliberately one node per number, however
// many numbers there are, and otherwise as good as that idea gets: 24 bytes a node, nodes side by side in one
// block of memory that serves every graph anew, and a short loop backwards.
//
//   ValueGraph graph;
//   const Value a = graph.leaf(2.0);
//   const Value b = graph.leaf(-3.0);
//   const Value c = a * b + pow(a, 2.0);
//   graph.backward(c);                    // c.data() == -2, a.gradient() == 1, b.gradient() == 2
#pragma once

#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace lanes {

class Value;

/// Owns the nodes of one computation. Neither copied nor moved, because its values point at it.
class ValueGraph {
 public:
  static constexpr std::size_t bytes_per_node = 24;

  /// An index has 28 bits, which makes 6.4 GB of nodes; where an address has 32 bits, 1 GiB is the limit.
  static constexpr std::size_t max_nodes =
      sizeof(void*) == 4 ? (std::size_t{1} << 30) / bytes_per_node : std::size_t{1} << 28;

  ValueGraph() = default;
  ValueGraph(const ValueGraph&) = delete;
  ValueGraph& operator=(const ValueGraph&) = delete;

  /// A number that depends on no other: an input, a parameter, a constant.
  Value leaf(double data);

  /// a[0] * b[0] + a[1] * b[1] + ...: the very nodes that the loop with `sum = sum + a[i] * b[i]` would make,
  /// made faster because the loop knows how many they are. The two are of the same length, at least 1.
  Value dot(std::span<const Value> a, std::span<const Value> b);

  /// Sets the gradient of every number of the graph to d root / d number. A number whose own gradient is zero
  /// passes nothing on, so that numbers the root does not depend on disturb nothing, be they infinite.
  void backward(Value root);

  /// Forgets every number but keeps the memory: the next graph of the same size allocates nothing.
  void clear();

  /// Makes room for `nodes` nodes in all. Throws std::length_error if that is more than max_nodes.
  void reserve(std::size_t nodes);

  std::size_t size() const { return size_; }          ///< nodes in use
  std::size_t capacity() const { return capacity_; }  ///< nodes there is room for

 private:
  friend class Value;

  enum class Op : std::uint32_t { leaf, add, subtract, multiply, divide, negate, power, relu, exp, log };

  struct Node {
    double data;
    double gradient;
    std::uint32_t
        op_and_left;      // the operation in the 4 high bits; the index of its first operand in the others
    std::uint32_t right;  // the index of the second operand, if there is one

    Op op() const { return static_cast<Op>(op_and_left >> 28); }
    std::uint32_t left() const { return op_and_left & 0x0fff'ffffU; }
  };
  static_assert(sizeof(Node) == bytes_per_node);

  static Node make_node(Op op, double data, std::uint32_t left, std::uint32_t right) {
    return {data, 0.0, static_cast<std::uint32_t>(op) << 28 | left, right};
  }

  std::uint32_t append(Op op, double data, std::uint32_t left, std::uint32_t right) {
    if (size_ == capacity_) [[unlikely]] {
      make_room(1);
    }
    nodes_[size_] = make_node(op, data, left, right);
    return static_cast<std::uint32_t>(size_++);
  }

  void make_room(std::size_t more);

  std::unique_ptr<Node[]> nodes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  bool has_gradients_ = false;  // a backward() has run since the last clear()
};

/// A number of a ValueGraph: a handle of two words, copied freely, good until its graph is cleared. The
/// numbers that meet in an operation must be of the same graph.
class Value {
 public:
  Value() = default;  ///< no number yet; may only be assigned to

  double data() const { return graph_->nodes_[index_].data; }

  /// d root / d this, as of the graph's last backward(root); zero before the first.
  double gradient() const { return graph_->nodes_[index_].gradient; }

  friend Value operator+(Value a, Value b) { return binary(Op::add, a.data() + b.data(), a, b); }
  friend Value operator-(Value a, Value b) { return binary(Op::subtract, a.data() - b.data(), a, b); }
  friend Value operator*(Value a, Value b) { return binary(Op::multiply, a.data() * b.data(), a, b); }
  friend Value operator/(Value a, Value b) { return binary(Op::divide, a.data() / b.data(), a, b); }

  friend Value operator+(Value a, double b) { return a + a.constant(b); }
  friend Value operator-(Value a, double b) { return a - a.constant(b); }
  friend Value operator*(Value a, double b) { return a * a.constant(b); }
  friend Value operator/(Value a, double b) { return a / a.constant(b); }

  friend Value operator+(double a, Value b) { return b.constant(a) + b; }
  friend Value operator-(double a, Value b) { return b.constant(a) - b; }
  friend Value operator*(double a, Value b) { return b.constant(a) * b; }
  friend Value operator/(double a, Value b) { return b.constant(a) / b; }

  friend Value operator-(Value a) { return unary(Op::negate, -a.data(), a); }
  friend Value relu(Value a) { return unary(Op::relu, a.data() < 0.0 ? 0.0 : a.data(), a); }
  friend Value exp(Value a) { return unary(Op::exp, std::exp(a.data()), a); }
  friend Value log(Value a) { return unary(Op::log, std::log(a.data()), a); }

  /// `a` to a constant power.
  friend Value pow(Value a, double exponent) {
    return binary(Op::power, std::pow(a.data(), exponent), a, a.constant(exponent));
  }

 private:
  friend class ValueGraph;
  using Op = ValueGraph::Op;

  Value(ValueGraph* graph, std::uint32_t index) : graph_(graph), index_(index) {}

  Value constant(double data) const { return graph_->leaf(data); }

  static Value unary(Op op, double data, Value a) {
    return {a.graph_, a.graph_->append(op, data, a.index_, 0)};
  }

  static Value binary(Op op, double data, Value a, Value b) {
    assert(a.graph_ == b.graph_);
    return {a.graph_, a.graph_->append(op, data, a.index_, b.index_)};
  }

  ValueGraph* graph_ = nullptr;
  std::uint32_t index_ = 0;
};

inline Value ValueGraph::leaf(double data) { return {this, append(Op::leaf, data, 0, 0)}; }

}  // namespace lanes
