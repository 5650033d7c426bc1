// The tape: records operations as they run and walks them backwards, without recursion, sorting or virtual
// calls. Operations (ops.h) call new_tensor() for their result and record() with what to do on the way back.
#pragma once

#include <new>
#include <span>
#include <utility>

#include "autograd/arena.h"
#include "autograd/tensor.h"
#include "kernels/kernel_table.h"
#include "parallel/executor.h"

namespace lanes {

template <class T>
class Tape {
 public:
  /// Operations run on these kernels, and split large loops among the executor's threads.
  explicit Tape(const KernelTable<T>& kernels, const Executor& executor = {})
      : kernels_(&kernels), executor_(executor) {}
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  /// A tensor over memory of the caller's. `gradient` (same size) is overwritten by backward(); nullptr makes
  /// a constant.
  Tensor<T> leaf(const Shape& shape, const T* data, T* gradient);

  /// A leaf with a gradient, or a constant, holding a copy of the values. Throws std::invalid_argument when
  /// their number does not fit the shape.
  Tensor<T> variable(const Shape& shape, std::span<const T> values);
  Tensor<T> constant(const Shape& shape, std::span<const T> values);

  /// Leaves d(result)/d(tensor) in every differentiable tensor on the tape. `result` must have one element.
  /// Leaves that do not reach the result get zeros. Runs once for what was recorded: throws
  /// std::invalid_argument on a second call before reset(), or when `result` is not one number.
  void backward(Tensor<T> result);

  /// Forgets every tensor and operation; keeps the memory.
  void reset();

  const Arena& arena() const { return arena_; }

  // For operations.

  const KernelTable<T>& kernels() const { return *kernels_; }
  const Executor& executor() const { return executor_; }

  /// Room for n numbers, uninitialised, until reset().
  T* scratch(std::size_t n) { return arena_.array<T>(n); }
  template <class U>
  U* array(std::size_t n) {
    return arena_.array<U>(n);
  }

  /// The uninitialised result of an operation.
  Node<T>* new_node(const Shape& shape, bool differentiable) {
    std::size_t count = 1;
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
      if (__builtin_mul_overflow(count, shape[axis], &count)) throw std::bad_alloc();  // within reach in wasm
    }
    return arena_.create<Node<T>>(this, shape, count, scratch(count), nullptr, differentiable, false);
  }

  /// Keeps backward(), a callable without arguments, for the way back; it runs only when `result` got a
  /// gradient.
  template <class Backward>
  void record(Node<T>* result, Backward backward) {
    if (!result->differentiable) return;
    Backward* kept = arena_.create<Backward>(backward);
    last_ = arena_.create<Step>([](void* callable) { (*static_cast<Backward*>(callable))(); },
                                static_cast<void*>(kept), result, last_);
  }

  /// Where an operation leaves the gradient of an input.
  struct Sink {
    T* data;          ///< nullptr: nobody wants it
    bool accumulate;  ///< add to what is there; otherwise overwrite it
  };
  Sink sink(Node<T>* input) {
    if (!input->differentiable) return {nullptr, false};
    if (input->gradient == nullptr) input->gradient = scratch(input->count);
    const bool accumulate = std::exchange(input->has_gradient, true);
    return {input->gradient, accumulate};
  }

  /// The same for operations that can only add: zeros where nothing was. nullptr: nobody wants it.
  T* zeroed_sink(Node<T>* input);

 private:
  struct Step {
    void (*run)(void*);
    void* callable;
    Node<T>* result;
    Step* previous;
  };
  struct Leaf {
    Node<T>* node;
    Leaf* previous;
  };

  const KernelTable<T>* kernels_;
  Executor executor_;
  Arena arena_;
  Step* last_ = nullptr;
  Leaf* leaves_ = nullptr;
  bool walked_ = false;
};

}  // namespace lanes
