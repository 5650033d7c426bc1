// Tensors: contiguous row-major arrays of float or double that remember, through their tape, how they were
// made. A Tensor is a light handle; its numbers live in the tape's arena, or with whoever made the leaf.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>

namespace lanes {

/// The sizes of a tensor along its axes; rank 0 (one number) to 4.
class Shape {
 public:
  static constexpr std::size_t max_rank = 4;

  Shape() = default;
  /// Throws std::invalid_argument for more than 4 axes.
  Shape(std::initializer_list<std::size_t> sizes) : Shape(std::span(sizes.begin(), sizes.size())) {}
  explicit Shape(std::span<const std::size_t> sizes) : rank_(sizes.size()) {
    if (rank_ > max_rank) reject_rank();
    for (std::size_t axis = 0; axis < rank_; ++axis) sizes_[axis] = sizes[axis];
  }

  std::size_t rank() const { return rank_; }
  std::size_t operator[](std::size_t axis) const { return sizes_[axis]; }
  std::size_t& operator[](std::size_t axis) { return sizes_[axis]; }

  /// Number of elements: the product of the sizes, 1 for rank 0.
  std::size_t count() const {
    std::size_t n = 1;
    for (std::size_t axis = 0; axis < rank_; ++axis) n *= sizes_[axis];
    return n;
  }
  std::size_t last() const { return rank_ == 0 ? 1 : sizes_[rank_ - 1]; }

  /// "(2, 3)", as NumPy writes it.
  std::string text() const;

  bool operator==(const Shape&) const = default;

 private:
  [[noreturn]] static void reject_rank();

  std::array<std::size_t, max_rank> sizes_{};
  std::size_t rank_ = 0;
};

template <class T>
class Tape;

/// What a tape knows of one tensor.
template <class T>
struct Node {
  Tape<T>* tape;
  Shape shape;
  std::size_t count;
  T* data;
  T* gradient;          ///< nullptr until one is wanted
  bool differentiable;  ///< something below it has a gradient to collect
  bool has_gradient;    ///< `gradient` holds a value
};

/// A handle to a tensor on a tape, good until the tape is reset. T is float or double.
template <class T>
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(Node<T>* node) : node_(node) {}

  const Shape& shape() const { return node_->shape; }
  std::size_t count() const { return node_->count; }
  std::span<const T> data() const { return {node_->data, node_->count}; }

  /// The gradient that backward() left here; empty when none reached this tensor.
  std::span<const T> gradient() const {
    if (!node_->has_gradient) return {};
    return {node_->gradient, node_->count};
  }

  /// The number in a tensor of one element. Throws std::invalid_argument when there are more.
  T item() const;

  Tape<T>& tape() const { return *node_->tape; }
  Node<T>* node() const { return node_; }

 private:
  Node<T>* node_ = nullptr;
};

}  // namespace lanes
