// Tensors and the tape.
#include "autograd/tape.h"

#include <algorithm>

#include "text/sentence.h"

namespace lanes {

void Shape::reject_rank() { refuse({"A tensor has at most 4 axes."}); }

std::string Shape::text() const {
  std::string text = "(";
  for (std::size_t axis = 0; axis < rank_; ++axis) {
    append(text, {axis > 0 ? ", " : "", sizes_[axis]});
  }
  return text + (rank_ == 1 ? ",)" : ")");
}

template <class T>
T Tensor<T>::item() const {
  if (count() != 1) {
    refuse({"A tensor of shape ", shape().text(), " is not one number."});
  }
  return node_->data[0];
}

template <class T>
Tensor<T> Tape<T>::leaf(const Shape& shape, const T* data, T* gradient) {
  // Operations never write to their inputs, so a leaf's data may be constant memory.
  Node<T>* node = arena_.create<Node<T>>(this, shape, shape.count(), const_cast<T*>(data), gradient,
                                         gradient != nullptr, false);
  if (gradient != nullptr) leaves_ = arena_.create<Leaf>(node, leaves_);
  return Tensor<T>(node);
}

template <class T>
Tensor<T> Tape<T>::constant(const Shape& shape, std::span<const T> values) {
  if (values.size() != shape.count()) {
    refuse(
        {"A tensor of shape ", shape.text(), " holds ", shape.count(), " numbers, not ", values.size(), "."});
  }
  T* data = scratch(values.size());
  std::copy(values.begin(), values.end(), data);
  return leaf(shape, data, nullptr);
}

template <class T>
Tensor<T> Tape<T>::variable(const Shape& shape, std::span<const T> values) {
  const Tensor<T> copy = constant(shape, values);
  return leaf(shape, copy.data().data(), scratch(values.size()));
}

template <class T>
T* Tape<T>::zeroed_sink(Node<T>* input) {
  const Sink to = sink(input);
  if (to.data != nullptr && !to.accumulate) std::fill_n(to.data, input->count, T(0));
  return to.data;
}

template <class T>
void Tape<T>::backward(Tensor<T> result) {
  Node<T>* from = result.node();
  if (from->count != 1) {
    refuse({"Only one number can be differentiated, not a tensor of shape ", from->shape.text(), "."});
  }
  if (walked_) {
    refuse({"backward() runs once for what was recorded; reset the tape first."});
  }
  walked_ = true;
  const Sink seed = sink(from);
  if (seed.data != nullptr) seed.data[0] = T(1);
  for (Step* step = last_; step != nullptr; step = step->previous) {
    if (step->result->has_gradient) step->run(step->callable);
  }
  for (Leaf* each = leaves_; each != nullptr; each = each->previous) {
    if (!each->node->has_gradient) zeroed_sink(each->node);
  }
}

template <class T>
void Tape<T>::reset() {
  arena_.reset();
  last_ = nullptr;
  leaves_ = nullptr;
  walked_ = false;
}

template class Tensor<float>;
template class Tensor<double>;
template class Tape<float>;
template class Tape<double>;

}  // namespace lanes
