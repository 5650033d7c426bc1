// Learners in single precision.
#include "gpt/model_learner.h"
#include "gpt/tensor_model.h"

namespace lanes {

std::unique_ptr<Learner> make_f32_learner(const LearnerOptions& options, int vocabulary) {
  const KernelTable<float>& kernels = f32_kernels(options.variant);
  return std::make_unique<ModelLearner<float, TensorModel<float>>>(options.config, vocabulary, kernels,
                                                                   kernels);
}

}  // namespace lanes
