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
#include "gpt/corpus.h"
#include "gpt/python_random.h"
#include "gpt/sampler.h"

namespace lanes {

/// How gradients are worked out: on contiguous tensors, or on a graph of boxed scalars (always f64).
enum class Engine { tensor, value };
enum class Precision { f32, f64 };

/// "tensor", "value"; "f32", "f64".
std::string_view name(Engine engine);
std::string_view name(Precision precision);
/// The other way round. Throw std::invalid_argument for other names.
Engine engine_named(std::string_view name);
Precision precision_named(std::string_view name);

/// What a learner is made of.
struct LearnerOptions {
  Config config;
  Engine engine = Engine::tensor;
  Precision precision = Precision::f32;  ///< the value engine needs f64
  std::string variant = "simd";          ///< of the kernels in f32; see kernels/kernel_table.h
};

class Learner {
 public:
  virtual ~Learner() = default;

  virtual std::size_t parameter_count() const = 0;

  /// Draws the initial parameters.
  virtual void draw(PythonRandom& random) = 0;

  /// The loss of a batch, in nats per token; keeps its gradients for update(). Throws std::invalid_argument
  /// for what does not fit the model.
  virtual double loss_and_gradients(std::span<const Document> batch) = 0;

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

/// Makes a learner for so many tokens. All throw std::bad_alloc when the model does not fit in memory.
using LearnerFactory = std::unique_ptr<Learner>(const LearnerOptions& options, int vocabulary);

/// Tensors in f32, on the kernels of a variant; tensors or boxed values in f64; whichever of them the options
/// ask for. Throw std::invalid_argument when there is no such variant.
LearnerFactory make_f32_learner, make_f64_learner, make_learner;

}  // namespace lanes
