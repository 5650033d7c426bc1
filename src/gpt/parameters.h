// All parameters of a model in one allocation, and beside them their gradients and Adam's two moments.
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "gpt/config.h"
#include "gpt/python_random.h"
#include "kernels/line_vector.h"

namespace lanes {

/// The first parameter with a value that is not a finite number, or nullptr. `values`: as the layout says.
template <class T>
const ParameterInfo* first_not_finite(const std::vector<ParameterInfo>& layout, std::span<const T> values) {
  for (const ParameterInfo& parameter : layout) {
    for (const T value : values.subspan(parameter.offset, parameter.size())) {
      if (!std::isfinite(value)) return &parameter;
    }
  }
  return nullptr;
}

/// T is float or double.
template <class T>
struct Parameters {
  std::vector<ParameterInfo> layout;
  LineVector<T> values, gradients, first_moments, second_moments;

  /// All zero. Throws std::invalid_argument when the sizes are not those of a model, std::bad_alloc when it
  /// does not fit.
  Parameters(const Config& config, int vocabulary)
      : layout(parameter_layout(config, vocabulary)),
        values(layout.back().offset + layout.back().size()),
        gradients(values.size()),
        first_moments(values.size()),
        second_moments(values.size()) {}

  /// Draws every value from a normal distribution with deviation 0.08, in double and in the order of the
  /// layout.
  void draw(PythonRandom& random) {
    for (T& value : values) value = static_cast<T>(random.gauss(0.0, 0.08));
  }

  /// Forgets what the optimiser knows.
  void reset_moments() {
    first_moments.assign(values.size(), T(0));
    second_moments.assign(values.size(), T(0));
  }
};

}  // namespace lanes
