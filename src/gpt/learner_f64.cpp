// Learners in double precision.
#include "gpt/model_learner.h"
#include "gpt/tensor_model.h"
#include "gpt/value_model.h"

namespace lanes {

std::unique_ptr<Learner> make_f64_learner(const LearnerOptions& options, int vocabulary) {
  const KernelTable<double>& kernels = f64_kernels();
  if (options.engine == Engine::value) {
    return std::make_unique<ModelLearner<double, ValueModel>>(options.config, vocabulary, kernels);
  }
  return std::make_unique<ModelLearner<double, TensorModel<double>>>(options.config, vocabulary, kernels,
                                                                     kernels);
}

}  // namespace lanes
