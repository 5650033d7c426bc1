// A learner around a model: TensorModel<T> or ValueModel. Included by the makers of learners.
#pragma once

#include <algorithm>

#include "gpt/adam.h"
#include "gpt/learner.h"
#include "gpt/parameters.h"
#include "kernels/kernel_table.h"

namespace lanes {

template <class T, class Model>
class ModelLearner final : public Learner {
 public:
  /// `arguments`: what the model's constructor takes after its configuration and vocabulary.
  template <class... Arguments>
  ModelLearner(const Config& config, int vocabulary, const KernelTable<T>& kernels,
               const Arguments&... arguments)
      : config_(config),
        vocabulary_(vocabulary),
        kernels_(&kernels),
        parameters_(config, vocabulary),
        model_(config, vocabulary, arguments...) {}

  std::size_t parameter_count() const override { return parameters_.values.size(); }

  void draw(PythonRandom& random) override { parameters_.draw(random); }

  double loss_and_gradients(std::span<const Document> batch) override {
    return model_.loss_and_gradients(parameters_.values, parameters_.gradients, batch);
  }

  void update(std::int64_t step, double learning_rate) override {
    adam_update(*kernels_, parameters_, step, learning_rate);
  }

  std::vector<std::string> sample(const Tokenizer& tokenizer, const SampleOptions& options,
                                  PythonRandom& random) const override {
    return sampler().sample(tokenizer, options, random);
  }

  Inspection inspect(const Tokenizer& tokenizer, std::string_view prefix) const override {
    return sampler().inspect(tokenizer, prefix);
  }

  std::vector<float> weights() const override {
    std::vector<float> weights(parameters_.values.size());
    std::ranges::transform(parameters_.values, weights.begin(),
                           [](T value) { return static_cast<float>(value); });
    return weights;
  }

  void set_weights(std::span<const float> weights) override {
    std::ranges::copy(weights, parameters_.values.begin());
    parameters_.reset_moments();
  }

 private:
  Sampler<T> sampler() const { return {config_, vocabulary_, *kernels_, parameters_.values}; }

  Config config_;
  int vocabulary_;
  const KernelTable<T>* kernels_;
  Parameters<T> parameters_;
  Model model_;
};

}  // namespace lanes
