// The tensor model: every gradient against finite differences, loss and gradients against the graph of boxed
// numbers, batches, memory, and what is refused.
#include <catch_amalgamated.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "gpt/tensor_model.h"
#include "gpt/value_model.h"
#include "gradient_check.h"
#include "kernels/variants.h"

using namespace lanes;

namespace {

using Tokens = std::vector<std::int32_t>;
using Batch = std::vector<Tokens>;

/// A model with random weights large enough for every part of it to matter.
template <class T>
struct Case {
  TensorModel<T> model;
  std::vector<T> values, gradients;

  Case(const Config& config, int vocabulary, const KernelTable<T>& kernels, double scale = 0.5)
      : model(config, vocabulary, kernels),
        values(
            Numbers(9).list<T>(static_cast<std::size_t>(parameter_count(config, vocabulary)), -scale, scale)),
        gradients(values.size(), T(1e9)) {}  // what was there before must not matter

  double loss(const Batch& documents) {
    const std::vector<Document> batch(documents.begin(), documents.end());
    return model.loss_and_gradients(values, gradients, batch);
  }
};

std::string text(const Config& config) {
  return std::to_string(config.n_layer) + " layers, width " + std::to_string(config.n_embd) + ", " +
         std::to_string(config.n_head) + " heads, block " + std::to_string(config.block_size);
}

/// Documents of the given numbers of tokens.
Batch documents(const std::vector<std::size_t>& lengths, int vocabulary) {
  Numbers numbers(4);
  Batch batch;
  for (const std::size_t length : lengths) {
    batch.emplace_back(length);
    for (std::int32_t& token : batch.back()) token = numbers.whole(0, vocabulary - 1);
  }
  return batch;
}

struct Sizes {
  Config config;
  int vocabulary;
  std::vector<std::size_t> lengths;
};

const std::vector<Sizes> all_sizes = {
    {{1, 16, 4, 16}, 27, {8}},
    {{1, 16, 4, 16}, 27, {17, 2, 5, 9}},
    {{2, 24, 3, 8}, 27, {3, 9, 9, 2, 2}},
    {{3, 10, 1, 5}, 13, {6, 4}},
    {{1, 5, 5, 1}, 7, {2, 2, 2}},
    {{2, 6, 2, 33}, 5, {34, 2, 21}},
    {{1, 32, 2, 4}, 3, {5, 5, 5, 5}},
    {{1, 1, 1, 3}, 2, {4, 3}},
};

}  // namespace

TEST_CASE("tensor model: the gradient of every parameter agrees with finite differences") {
  struct Tiny {
    Config config;
    std::vector<std::size_t> lengths;
  };
  for (const Tiny& tiny : {Tiny{{1, 4, 2, 3}, {4}}, Tiny{{2, 6, 3, 4}, {5, 2, 4}}}) {
    INFO(text(tiny.config));
    const Batch batch = documents(tiny.lengths, 5);
    Case<double> analytic(tiny.config, 5, f64_kernels()), moved(tiny.config, 5, f64_kernels());
    analytic.loss(batch);
    std::vector<double> differences;
    constexpr double step = 1e-5;
    for (double& value : moved.values) {
      const double at = value;
      value = at + step;
      const double high = moved.loss(batch);
      value = at - step;
      const double low = moved.loss(batch);
      value = at;
      differences.push_back((high - low) / (2.0 * step));
    }
    CHECK(largest_error<double, double>(analytic.gradients, differences) <= 1e-8);
  }
}

TEST_CASE("tensor model: loss and gradients are those of the graph of boxed numbers") {
  for (const Sizes& sizes : all_sizes) {
    const Batch batch = documents(sizes.lengths, sizes.vocabulary);
    Case<double> drawn(sizes.config, sizes.vocabulary, f64_kernels());
    ValueModel boxed(sizes.config, sizes.vocabulary);
    std::vector<double> expected(drawn.values.size());
    // Weights that floats hold, so that both types start from the same ones.
    std::vector<float> rounded_values(drawn.values.begin(), drawn.values.end());
    const std::vector<double> values(rounded_values.begin(), rounded_values.end());
    const double loss =
        boxed.loss_and_gradients(values, expected, std::vector<Document>(batch.begin(), batch.end()));
    INFO(text(sizes.config));
    Case<double> f64(sizes.config, sizes.vocabulary, f64_kernels());
    f64.values = values;
    CHECK(std::fabs(f64.loss(batch) - loss) <= 1e-12);
    CHECK(largest_error<double, double>(f64.gradients, expected) <= 1e-12);
    for (const Variant& variant : variants()) {
      INFO(variant.name);
      Case<float> f32(sizes.config, sizes.vocabulary, f32_kernels(variant.name));
      f32.values = rounded_values;
      CHECK(std::fabs(f32.loss(batch) - loss) <= 1e-5);
      CHECK(largest_error<float, double>(f32.gradients, expected) <= 1e-5);
    }
  }
}

TEST_CASE("tensor model: a batch is the mean of its documents") {
  const Config config{2, 8, 2, 6};
  const Batch batch = documents({7, 2, 4, 2}, 6);
  Case<double> whole(config, 6, f64_kernels());
  const double loss = whole.loss(batch);
  double mean = 0.0;
  std::vector<double> mean_gradients(whole.values.size());
  for (const Tokens& document : batch) {
    Case<double> one(config, 6, f64_kernels());
    mean += one.loss({document}) / 4.0;
    for (std::size_t i = 0; i < mean_gradients.size(); ++i) mean_gradients[i] += one.gradients[i] / 4.0;
  }
  CHECK_THAT(loss, Catch::Matchers::WithinAbs(mean, 1e-14));
  CHECK(largest_error<double, double>(whole.gradients, mean_gradients) <= 1e-14);
}

TEST_CASE("tensor model: without any weights all tokens are equally likely") {
  for (const Variant& variant : variants()) {
    Case<float> zero(Config{}, 27, f32_kernels(variant.name), 0.0);
    CHECK_THAT(zero.loss({{26, 0, 1, 26}}), Catch::Matchers::WithinRel(std::log(27.0), 1e-6));
  }
}

TEST_CASE("tensor model: the same input gives the same bits, whatever came between") {
  for (const Variant& variant : variants()) {
    Case<float> model(Config{2, 24, 3, 8}, 11, f32_kernels(variant.name));
    const Batch batch = documents({9, 3, 5}, 11), other = documents({2, 9, 9, 9, 4}, 11);
    const double loss = model.loss(batch);
    const std::vector<float> gradients = model.gradients;
    model.loss(other);
    CHECK(model.loss(batch) == loss);
    CHECK(model.gradients == gradients);
  }
}

TEST_CASE("tensor model: after the first step of a shape, none asks the system for memory") {
  for (const Variant& variant : variants()) {
    Case<float> model(Config{2, 24, 4, 16}, 27, f32_kernels(variant.name));
    const Batch largest = documents({17, 17, 17, 17}, 27);
    model.loss(largest);
    model.loss(largest);  // its reset joins what the first one gathered
    const std::size_t allocations = model.model.tape().arena().system_allocations();
    for (int i = 0; i < 10; ++i) {
      model.loss(largest);
      model.loss(documents({static_cast<std::size_t>(2 + i), 5}, 27));
    }
    CHECK(model.model.tape().arena().system_allocations() == allocations);
  }
}

TEST_CASE("tensor model: what does not fit is refused in words, and the next batch works") {
  using Catch::Matchers::ContainsSubstring;
  using Catch::Matchers::MessageMatches;
  Case<double> model(Config{1, 8, 2, 4}, 7, f64_kernels());
  const double loss = model.loss({{6, 1, 2}});
  const auto refuses = [&](const Batch& batch, const char* part) {
    CHECK_THROWS_MATCHES(model.loss(batch), std::invalid_argument, MessageMatches(ContainsSubstring(part)));
    CHECK(model.loss({{6, 1, 2}}) == loss);
  };
  refuses({}, "at least one document");
  refuses({{}}, "not 0");
  refuses({{6}}, "2 to 5 tokens, not 1");
  refuses({{6, 1, 2, 3, 4, 5}}, "not 6");
  refuses({{6, 1}, {6}}, "not 1");
  refuses({{7, 1}}, "7");
  refuses({{1, 7}}, "7");
  refuses({{6, -1, 2}}, "-1");
  CHECK_NOTHROW(model.loss({{6, 1, 2, 3, 4}}));
  CHECK_THROWS_AS((TensorModel<float>(Config{1, 8, 3, 4}, 7, f32_kernels(variants().front().name))),
                  std::invalid_argument);
}
