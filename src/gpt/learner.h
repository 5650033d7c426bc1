// What a trainer trains: a model, its parameters and the state of their optimiser, whatever the engine and
// the type of the numbers.
//
// These are virtual functions so that a program holds only the engines that it makes (a WebAssembly module
// for a page: one type of numbers), and because one call for a whole step costs nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gpt/config.h"
#include "gpt/python_random.h"
#include "gpt/sampler.h"
#include "gpt/trainer_options.h"
#include "kernels/kernel_table.h"
#include "parallel/executor.h"

namespace lanes {

class Learner {
 public:
  virtual ~Learner() = default;

  /// The first parameter that holds a value which is not a finite number, or nullptr. Takes far less than a
  /// step.
  virtual const ParameterInfo* first_not_finite() const = 0;

  /// Draws the initial parameters.
  virtual void draw(PythonRandom& random) = 0;

  /// The loss of a batch, in nats per token; keeps its gradients for update(). Throws std::invalid_argument
  /// for what does not fit the model.
  virtual double loss_and_gradients(std::span<const Document> batch) = 0;

  /// The loss of a batch alone. What loss_and_gradients() kept for update() is lost.
  virtual double loss(std::span<const Document> batch) = 0;

  /// Takes step `step`, counted from 0, against those gradients.
  virtual void update(std::int64_t step, double learning_rate) = 0;

  /// As Sampler::sample() and Sampler::inspect().
  virtual std::vector<std::string> sample(const Tokenizer& tokenizer, const SampleOptions& options,
                                          PythonRandom& random) const = 0;
  virtual Inspection inspect(const Tokenizer& tokenizer, std::string_view prefix) const = 0;

  virtual std::vector<float> weights() const = 0;

  /// Replaces all parameters; the optimiser starts afresh.
  virtual void set_weights(std::span<const float> weights) = 0;
};

/// A learner on tensors, on these kernels and threads. T is float or double. Throws std::bad_alloc when the
/// model does not fit in memory; so do the others.
template <class T>
std::unique_ptr<Learner> make_tensor_learner(const Config& config, int vocabulary,
                                             const KernelTable<T>& kernels, const Executor& executor);

/// A learner on a graph of boxed scalars; only its optimiser has loops to share among threads.
std::unique_ptr<Learner> make_value_learner(const Config& config, int vocabulary, const Executor& executor);

/// Makes the learner that the options ask for by name, for so many tokens.
using LearnerFactory = std::unique_ptr<Learner>(const TrainerOptions& options, int vocabulary);

/// Tensors in f32; tensors or boxed scalars in f64; whichever of them the options ask for. Throw
/// std::invalid_argument when there is no such variant.
LearnerFactory make_f32_learner, make_f64_learner, make_learner;

}  // namespace lanes
