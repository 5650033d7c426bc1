// The optimiser: its schedule, many steps against the textbook in double precision, and what becomes of
// moments that decay for ever.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "gpt/adam.h"
#include "gradient_check.h"
#include "kernels/variants.h"

using namespace lanes;

namespace {

template <class T>
Parameters<T> drawn(const Config& config = {1, 4, 2, 3}) {
  Parameters<T> parameters(config, 5);
  PythonRandom random(1);
  parameters.draw(random);
  return parameters;
}

/// Adam as Kingma and Ba write it down, for one parameter.
struct Textbook {
  double value, first = 0.0, second = 0.0;

  void step(int t, double gradient, double rate) {
    first = 0.85 * first + (1.0 - 0.85) * gradient;
    second = 0.99 * second + (1.0 - 0.99) * gradient * gradient;
    const double corrected_first = first / (1.0 - std::pow(0.85, t));
    const double corrected_second = second / (1.0 - std::pow(0.99, t));
    value -= rate * corrected_first / (std::sqrt(corrected_second) + 1e-8);
  }
};

/// A gradient that changes from step to step, of all sizes and zero now and then.
double gradient_at(std::size_t i, int step) {
  if ((i + static_cast<std::size_t>(step)) % 5 == 0) return 0.0;
  return std::sin(static_cast<double>(i) * 1.7 + step * 0.3) * std::pow(10.0, -static_cast<double>(i % 7));
}

template <class T>
void check_against_textbook(const KernelTable<T>& kernels, double tolerance) {
  Parameters<T> parameters = drawn<T>();
  std::vector<Textbook> expected;
  for (const T value : parameters.values) expected.push_back({static_cast<double>(value)});
  constexpr int steps = 200;
  for (int step = 0; step < steps + 20; ++step) {  // some past the end
    const double rate = learning_rate_at(step, steps, 0.01);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      parameters.gradients[i] = static_cast<T>(gradient_at(i, step));
      expected[i].step(step + 1, static_cast<double>(parameters.gradients[i]), rate);
    }
    adam_update({}, kernels, parameters, step, rate);
  }
  std::vector<double> values;
  for (const Textbook& each : expected) values.push_back(each.value);
  CHECK(largest_error<T, double>(parameters.values, values) <= tolerance);
}

template <class T>
void check_decay(const KernelTable<T>& kernels) {
  Parameters<T> parameters = drawn<T>({1, 1, 1, 1});
  for (std::size_t i = 0; i < parameters.gradients.size(); ++i) {
    parameters.gradients[i] = static_cast<T>(i % 2 == 0 ? 0.3 : -1e-3);
  }
  adam_update({}, kernels, parameters, 0, 0.01);
  parameters.gradients.assign(parameters.gradients.size(), T(0));
  std::size_t subnormal = 0;
  for (int step = 1; step <= 100'000; ++step) {
    adam_update({}, kernels, parameters, step, 0.01);
    if (step % 97 != 0) continue;
    for (const T x : parameters.first_moments) subnormal += std::fpclassify(x) == FP_SUBNORMAL;
    for (const T x : parameters.second_moments) subnormal += std::fpclassify(x) == FP_SUBNORMAL;
  }
  CHECK(subnormal == 0);
  const LineVector<T> zeros(parameters.values.size(), T(0));
  CHECK(parameters.first_moments == zeros);
  CHECK(parameters.second_moments == zeros);
  const LineVector<T> before = parameters.values;
  adam_update({}, kernels, parameters, 100'001, 0.01);
  CHECK(parameters.values == before);
}

template <class T>
void check_not_a_number(const KernelTable<T>& kernels) {
  for (const T bad : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity()}) {
    Parameters<T> parameters = drawn<T>();
    std::fill(parameters.gradients.begin(), parameters.gradients.end(), T(0.1));
    parameters.gradients[1] = bad;
    parameters.gradients.back() = bad;
    for (int step = 0; step < 3; ++step) {
      adam_update({}, kernels, parameters, step, 0.01);
      parameters.gradients[1] = parameters.gradients.back() = T(0.1);
    }
    CHECK(std::isnan(parameters.values[1]));
    CHECK(std::isnan(parameters.values.back()));
    CHECK_FALSE(parameters.second_moments[1] == T(0));
    for (std::size_t i = 2; i + 1 < parameters.values.size(); ++i) {
      if (!std::isfinite(parameters.values[i])) {
        FAIL_CHECK("parameter " << i << " caught it from its neighbour");
      }
    }
  }
}

}  // namespace

TEST_CASE("adam: the learning rate falls in a line, and stays above zero past the end") {
  CHECK(learning_rate_at(0, 1000, 0.01) == 0.01);
  CHECK_THAT(learning_rate_at(500, 1000, 0.01), Catch::Matchers::WithinRel(0.005, 1e-15));
  CHECK_THAT(learning_rate_at(999, 1000, 0.01), Catch::Matchers::WithinRel(0.00001, 1e-10));
  CHECK(learning_rate_at(1000, 1000, 0.01) == learning_rate_at(999, 1000, 0.01));
  CHECK(learning_rate_at(1'000'000'000'000, 1000, 0.01) == learning_rate_at(999, 1000, 0.01));
  CHECK(learning_rate_at(0, 1, 0.5) == 0.5);
  CHECK(learning_rate_at(7, 1, 0.5) == 0.5);
  CHECK(learning_rate_at(0, 0, 0.5) == 0.5);  // nothing planned: whatever comes goes on at the first rate
  CHECK(learning_rate_at(3, 0, 0.5) == 0.5);
}

TEST_CASE("adam: two hundred steps are those of the textbook") {
  for (const Variant& variant : variants()) {
    INFO(variant.name);
    check_against_textbook(f32_kernels(variant.name), 3e-6);
  }
  check_against_textbook(f64_kernels(), 1e-13);
}

TEST_CASE("adam: the first step moves every parameter by the learning rate") {
  Parameters<double> parameters = drawn<double>();
  const LineVector<double> before = parameters.values;
  for (std::size_t i = 0; i < before.size(); ++i) parameters.gradients[i] = i % 2 == 0 ? 3.0 : -0.001;
  adam_update({}, f64_kernels(), parameters, 0, 0.25);
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK_THAT(before[i] - parameters.values[i], Catch::Matchers::WithinAbs(i % 2 == 0 ? 0.25 : -0.25, 1e-5));
  }
}

TEST_CASE("adam: after 100,000 steps without a gradient the moments are exactly zero, never subnormal") {
  for (const Variant& variant : variants()) {
    INFO(variant.name);
    check_decay(f32_kernels(variant.name));
  }
  check_decay(f64_kernels());
}

TEST_CASE("adam: what is not a number stays so, and stays where it is") {
  for (const Variant& variant : variants()) {
    INFO(variant.name);
    check_not_a_number(f32_kernels(variant.name));
  }
  check_not_a_number(f64_kernels());
}
