// The optimiser and its schedule, with microGPT's constants.
#pragma once

#include <cstdint>

#include "gpt/parameters.h"
#include "kernels/kernel_table.h"
#include "parallel/executor.h"

namespace lanes {

/// The learning rate of step `step` of `steps`: it falls in a line to zero. Steps past the end go on with the
/// last rate above zero.
inline double learning_rate_at(std::int64_t step, std::int64_t steps, double initial) {
  const std::int64_t planned = steps > 0 ? steps : 1;
  const std::int64_t at = step < planned ? step : planned - 1;
  return initial * (1.0 - static_cast<double>(at) / static_cast<double>(planned));
}

/// base^exponent by repeated squaring: without a call to JavaScript, and the same in every engine.
inline double power(double base, std::int64_t exponent) {
  double result = 1.0;
  for (; exponent > 0; exponent /= 2, base *= base) {
    if (exponent % 2 == 1) result *= base;
  }
  return result;
}

/// Updates every parameter from its gradient (Kingma and Ba, "Adam", 2015), for step `step` counted from 0.
template <class T>
void adam_update(const Executor& executor, const KernelTable<T>& kernels, Parameters<T>& parameters,
                 std::int64_t step, double learning_rate) {
  constexpr double beta1 = 0.85, beta2 = 0.99, epsilon = 1e-8;
  const AdamStep constants{learning_rate / (1.0 - power(beta1, step + 1)), beta1,   beta2,
                           1.0 / (1.0 - power(beta2, step + 1)),           epsilon, negligible_moment<T>};
  constexpr std::size_t grain = 16384;
  executor.for_ranges(parameters.values.size(), grain, [&](std::size_t begin, std::size_t end) {
    kernels.adam(parameters.values.data() + begin, parameters.gradients.data() + begin,
                 parameters.first_moments.data() + begin, parameters.second_moments.data() + begin,
                 end - begin, constants);
  });
}

}  // namespace lanes
