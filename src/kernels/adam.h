// One step of Adam (Kingma and Ba, 2015) over a run of parameters.
#pragma once

#include <cstddef>

#include "kernels/kernel_table.h"
#include "kernels/over_lanes.h"

namespace lanes::kernels {

template <class V, class T>
void adam(T* values, const T* gradients, T* first, T* second, std::size_t n, const AdamStep& step) {
  using L = typename V::template Lane<T>;
  // `tiny`, too, comes from the caller: a known number V8 would make anew for every register, in three steps.
  const auto constant = [](double x) { return L::splat(static_cast<T>(x)); };
  const L beta1 = constant(step.beta1), rest1 = constant(1.0 - step.beta1);
  const L beta2 = constant(step.beta2), rest2 = constant(1.0 - step.beta2);
  const L rate = constant(step.rate), correction2 = constant(step.correction2),
          epsilon = constant(step.epsilon), tiny = constant(step.tiny);
  // [show: adam]
  over_lanes<L>(n, [=](auto at) {
    const L g = at.load(gradients);
    const L m = zero_below(fma(beta1, at.load(first), rest1 * g), tiny);
    const L v = zero_below(fma(beta2, at.load(second), rest2 * (g * g)), tiny);
    at.store(first, m);
    at.store(second, v);
    at.store(values, at.load(values) - rate * m / (sqrt(v * correction2) + epsilon));
  });
  // [end]
}

}  // namespace lanes::kernels
