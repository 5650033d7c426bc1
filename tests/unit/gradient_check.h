// What the tests of operations share: plain arrays with index-by-index access for oracles, and the check that
// an operation's values are its oracle's and its gradients those of the oracle's central finite differences.
#pragma once

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "autograd/ops.h"
#include "autograd/tape.h"
#include "kernel_test.h"
#include "kernels/variants.h"
#include "naive_array.h"

namespace lanes {

using kernel_test::Numbers;

using Arrays = std::span<const Array>;

/// An operation with what it is checked against.
struct Operation {
  std::string name;
  std::vector<Shape> inputs;
  std::function<Tensor<float>(std::span<const Tensor<float>>)> f32;
  std::function<Tensor<double>(std::span<const Tensor<double>>)> f64;
  std::function<Array(Arrays)> oracle;
  double low = -2.0, high = 2.0;  ///< where the inputs are drawn from
};

/// `run` is a generic lambda: it takes the input tensors of either type.
template <class Run>
Operation operation(std::string name, std::vector<Shape> inputs, Run run, std::function<Array(Arrays)> oracle,
                    double low = -2.0, double high = 2.0) {
  return {std::move(name), std::move(inputs), run, run, std::move(oracle), low, high};
}

template <class T>
auto& typed(const Operation& operation) {
  if constexpr (std::is_same_v<T, float>) {
    return operation.f32;
  } else {
    return operation.f64;
  }
}

/// Random input that floats hold exactly, at least 0.05 away from zero, where relu has its kink and log its
/// pole.
inline Array draw(Numbers& numbers, const Shape& shape, double low, double high) {
  Array array(shape);
  for (double& value : array.values) {
    do {
      value = static_cast<double>(static_cast<float>(numbers.between(low, high)));
    } while (std::fabs(value) < 0.05);
  }
  return array;
}

/// d(sum of weights · oracle)/d(each input), by central differences of fourth order.
inline std::vector<Array> finite_differences(const Operation& operation, std::vector<Array> inputs,
                                             const std::vector<double>& weights) {
  constexpr double step = 1e-3;
  std::vector<Array> gradients;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Array gradient(inputs[i].shape);
    for (std::size_t j = 0; j < gradient.values.size(); ++j) {
      const double value = inputs[i].values[j];
      const auto objective = [&](double shift) {
        inputs[i].values[j] = value + shift;
        const Array result = operation.oracle(inputs);
        double sum = 0.0;
        for (std::size_t k = 0; k < weights.size(); ++k) sum += weights[k] * result.values[k];
        return sum;
      };
      gradient.values[j] =
          (8.0 * (objective(step) - objective(-step)) - (objective(2.0 * step) - objective(-2.0 * step))) /
          (12.0 * step);
      inputs[i].values[j] = value;
    }
    gradients.push_back(std::move(gradient));
  }
  return gradients;
}

/// The largest |got - expected|, in units of the largest |expected| or of 1 where that is larger. Infinite
/// when the lengths differ or a number is not one.
template <class T, class U>
double largest_error(std::span<const T> got, std::span<const U> expected) {
  if (got.size() != expected.size()) return std::numeric_limits<double>::infinity();
  double scale = 1.0, error = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double difference = std::fabs(static_cast<double>(got[i]) - static_cast<double>(expected[i]));
    if (!(difference <= error)) {
      error = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
    }
    scale = std::max(scale, std::fabs(static_cast<double>(expected[i])));
  }
  return error / scale;
}

template <class T>
std::vector<T> rounded(const std::vector<double>& values) {
  return std::vector<T>(values.begin(), values.end());
}

/// How an operation is used on the tape.
struct Use {
  std::size_t constant = SIZE_MAX;  ///< this input is a constant
  bool twice = false;               ///< the operation runs twice on the same inputs, so that gradients add up
};

/// One operation with inputs, and what must come out.
class OperationCheck {
 public:
  OperationCheck(const Operation& operation, Numbers& numbers) : operation_(operation) {
    for (const Shape& shape : operation.inputs) {
      inputs_.push_back(draw(numbers, shape, operation.low, operation.high));
    }
    result_.push_back(operation.oracle(inputs_));
    weights_ = numbers.list<double>(result_[0].values.size(), -1.0, 1.0);
    second_weights_ = numbers.list<double>(weights_.size(), -1.0, 1.0);
    std::vector<double> both = weights_;
    for (std::size_t i = 0; i < both.size(); ++i) both[i] += second_weights_[i];
    once_ = finite_differences(operation, inputs_, weights_);
    twice_ = finite_differences(operation, inputs_, both);
  }

  /// Values within `tolerance`, gradients within that or what finite differences are good for.
  template <class T>
  void run(const KernelTable<T>& kernels, const Use& use, double tolerance) const {
    Tape<T> tape(kernels);
    std::vector<Tensor<T>> tensors;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const std::vector<T> values = rounded<T>(inputs_[i].values);
      tensors.push_back(i == use.constant ? tape.constant(inputs_[i].shape, values)
                                          : tape.variable(inputs_[i].shape, values));
    }
    const Tensor<T> result = typed<T>(operation_)(tensors);
    INFO("result of shape " << result.shape().text() << ", expected " << result_[0].shape.text());
    REQUIRE(result.shape() == result_[0].shape);
    CHECK(largest_error<T, double>(result.data(), result_[0].values) <= tolerance);

    Tensor<T> objective = sum(result * tape.constant(result.shape(), rounded<T>(weights_)));
    if (use.twice) {
      const Tensor<T> again = typed<T>(operation_)(tensors);
      objective = objective + sum(again * tape.constant(again.shape(), rounded<T>(second_weights_)));
    }
    tape.backward(objective);
    const double gradient_tolerance = std::max(tolerance, 1e-9);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      INFO("gradient of input " << i << (use.twice ? ", used twice" : ""));
      if (i == use.constant) {
        CHECK(tensors[i].gradient().empty());
      } else {
        const Array& expected = use.twice ? twice_[i] : once_[i];
        CHECK(largest_error<T, double>(tensors[i].gradient(), expected.values) <= gradient_tolerance);
      }
    }
  }

  std::size_t input_count() const { return inputs_.size(); }

 private:
  const Operation& operation_;
  std::vector<Array> inputs_, result_, once_, twice_;
  std::vector<double> weights_, second_weights_;
};

inline constexpr double f64_tolerance = 1e-13;
inline constexpr double f32_tolerance = 3e-6;

/// Checks an operation on every variant, in both types, with all inputs variable, with each of several inputs
/// constant in turn, and used twice.
inline void check_operation(const Operation& operation, Numbers& numbers) {
  const OperationCheck check(operation, numbers);
  std::vector<Use> uses = {{}, {.twice = true}};
  for (std::size_t i = 0; check.input_count() > 1 && i < check.input_count(); ++i) {
    uses.push_back({.constant = i});
  }
  INFO(operation.name);
  for (const Use& use : uses) {
    check.run(f64_kernels(), use, f64_tolerance);
    for (const Variant& variant : variants()) {
      INFO(variant.name);
      check.run(f32_kernels(variant.name), use, f32_tolerance);
    }
  }
}

inline void check_operations(const std::vector<Operation>& operations) {
  Numbers numbers(11);
  for (const Operation& each : operations) check_operation(each, numbers);
}

/// Shapes that meet every rank, axes of 1, and ends of a loop over registers.
inline const std::vector<Shape> all_ranks = {{},     {1},    {5},       {17},      {3, 4},
                                             {1, 7}, {6, 1}, {2, 3, 4}, {3, 1, 2}, {2, 3, 2, 5}};

/// Adds an operation of one input, for each of these shapes.
template <class Run>
void add_each(std::vector<Operation>& list, const std::string& name, Run run,
              std::function<Array(Arrays)> oracle, double low = -2.0, double high = 2.0,
              std::size_t least_rank = 0) {
  for (const Shape& shape : all_ranks) {
    if (shape.rank() < least_rank) continue;
    list.push_back(operation(name + " of " + shape.text(), {shape}, run, oracle, low, high));
  }
}

}  // namespace lanes
