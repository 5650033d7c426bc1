// Learners around the two models, and the one place where names become kernels.
#include "gpt/learner.h"

#include <algorithm>
#include <cmath>

#include "gpt/adam.h"
#include "gpt/parameters.h"
#include "gpt/tensor_model.h"
#include "gpt/value_model.h"
#include "kernels/variants.h"

namespace lanes {
namespace {

/// T is the type of the numbers, Model TensorModel<T> or ValueModel.
template <class T, class Model>
class ModelLearner final : public Learner {
 public:
  /// `arguments`: what the model's constructor takes after its configuration and vocabulary.
  template <class... Arguments>
  ModelLearner(const Config& config, int vocabulary, const KernelTable<T>& kernels, const Executor& executor,
               const Arguments&... arguments)
      : config_(config),
        vocabulary_(vocabulary),
        kernels_(&kernels),
        executor_(executor),
        parameters_(config, vocabulary),
        model_(config, vocabulary, arguments...) {}

  const ParameterInfo* first_not_finite() const override {
    const LineVector<T>& values = parameters_.values;
    // What is not finite makes the sum so, too; a search follows only then.
    if (std::isfinite(kernels_->total(values.data(), values.size()))) return nullptr;
    return lanes::first_not_finite<T>(parameters_.layout, values);
  }

  void draw(PythonRandom& random) override { parameters_.draw(random); }

  double loss_and_gradients(std::span<const Document> batch) override {
    return model_.loss_and_gradients(parameters_.values, parameters_.gradients, batch);
  }

  double loss(std::span<const Document> batch) override { return model_.loss(parameters_.values, batch); }

  void update(std::int64_t step, double learning_rate) override {
    adam_update(executor_, *kernels_, parameters_, step, learning_rate);
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
  Executor executor_;
  Parameters<T> parameters_;
  Model model_;
};

}  // namespace

template <class T>
std::unique_ptr<Learner> make_tensor_learner(const Config& config, int vocabulary,
                                             const KernelTable<T>& kernels, const Executor& executor) {
  return std::make_unique<ModelLearner<T, TensorModel<T>>>(config, vocabulary, kernels, executor, kernels,
                                                           executor);
}

template std::unique_ptr<Learner> make_tensor_learner(const Config&, int, const KernelTable<float>&,
                                                      const Executor&);
template std::unique_ptr<Learner> make_tensor_learner(const Config&, int, const KernelTable<double>&,
                                                      const Executor&);

std::unique_ptr<Learner> make_value_learner(const Config& config, int vocabulary, const Executor& executor) {
  return std::make_unique<ModelLearner<double, ValueModel>>(config, vocabulary, f64_training_kernels(),
                                                            executor);
}

std::unique_ptr<Learner> make_f32_learner(const TrainerOptions& options, int vocabulary) {
  return make_tensor_learner(options.config, vocabulary, f32_training_kernels(options.variant),
                             Executor(options.threads));
}

std::unique_ptr<Learner> make_f64_learner(const TrainerOptions& options, int vocabulary) {
  const Executor executor(options.threads);
  if (options.engine == Engine::value) return make_value_learner(options.config, vocabulary, executor);
  return make_tensor_learner(options.config, vocabulary, f64_training_kernels(), executor);
}

std::unique_ptr<Learner> make_learner(const TrainerOptions& options, int vocabulary) {
  const bool single = options.precision == Precision::f32;
  return (single ? make_f32_learner : make_f64_learner)(options, vocabulary);
}

}  // namespace lanes
