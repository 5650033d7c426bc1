// The parts of the scalar graph that are loops: memory, sums of products, and the walk backwards.
#include "autograd/value.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "text/sentence.h"

namespace lanes {

Value ValueGraph::dot(std::span<const Value> a, std::span<const Value> b) {
  assert(!a.empty() && a.size() == b.size());
  const std::size_t length = a.size();
  if (capacity_ - size_ < 2 * length) [[unlikely]] {
    make_room(2 * length);
  }
  // The nodes already there and the place for the next one stay in registers throughout.
  const Node* const known = nodes_.get();
  Node* place = nodes_.get() + size_;
  std::uint32_t next = static_cast<std::uint32_t>(size_);

  double sum = known[a[0].index_].data * known[b[0].index_].data;
  std::uint32_t sum_index = next++;
  *place++ = make_node(Op::multiply, sum, a[0].index_, b[0].index_);
  for (std::size_t i = 1; i < length; ++i) {
    const double product = known[a[i].index_].data * known[b[i].index_].data;
    sum += product;
    place[0] = make_node(Op::multiply, product, a[i].index_, b[i].index_);
    place[1] = make_node(Op::add, sum, sum_index, next);
    sum_index = next + 1;
    next += 2;
    place += 2;
  }
  size_ = next;
  return {this, sum_index};
}

void ValueGraph::backward(Value root) {
  assert(root.graph_ == this);
  Node* const nodes = nodes_.get();
  if (has_gradients_) {
    std::for_each(nodes, nodes + size_, [](Node& node) { node.gradient = 0.0; });
  }
  has_gradients_ = true;

  nodes[root.index_].gradient = 1.0;
  for (std::size_t i = root.index_ + std::size_t{1}; i-- > 0;) {
    const Node& node = nodes[i];
    const double gradient = node.gradient;
    if (gradient == 0.0) {
      continue;
    }
    Node& left = nodes[node.left()];
    Node& right = nodes[node.right];
    switch (node.op()) {
      case Op::leaf:
        break;
      case Op::add:
        left.gradient += gradient;
        right.gradient += gradient;
        break;
      case Op::subtract:
        left.gradient += gradient;
        right.gradient -= gradient;
        break;
      case Op::multiply:
        left.gradient += gradient * right.data;
        right.gradient += gradient * left.data;
        break;
      case Op::divide:
        left.gradient += gradient / right.data;
        right.gradient -= gradient / right.data * node.data;
        break;
      case Op::negate:
        left.gradient -= gradient;
        break;
      case Op::power:  // the exponent is a constant; x^0 has no slope, not even at 0
        if (right.data != 0.0) {
          left.gradient += gradient * right.data * std::pow(left.data, right.data - 1.0);
        }
        break;
      case Op::relu:
        if (node.data > 0.0) {
          left.gradient += gradient;
        }
        break;
      case Op::exp:
        left.gradient += gradient * node.data;
        break;
      case Op::log:
        left.gradient += gradient / left.data;
        break;
    }
  }
}

void ValueGraph::clear() {
  size_ = 0;
  has_gradients_ = false;
}

void ValueGraph::reserve(std::size_t nodes) {
  if (nodes <= capacity_) {
    return;
  }
  if (nodes > max_nodes) {
    throw std::length_error(
        sentence({"A graph of numbers is limited to ", max_nodes, " nodes, and ", nodes, " are needed."}));
  }
  if (size_ == 0) {  // nothing to keep, so never hold the old block and the new one at once
    nodes_.reset();
    capacity_ = 0;
  }
  auto larger = std::make_unique_for_overwrite<Node[]>(nodes);
  std::copy_n(nodes_.get(), size_, larger.get());
  nodes_ = std::move(larger);
  capacity_ = nodes;
}

void ValueGraph::make_room(std::size_t more) {
  const std::size_t needed = size_ + more;
  reserve(std::max({needed, std::min(2 * capacity_, max_nodes), std::size_t{1024}}));
}

}  // namespace lanes
