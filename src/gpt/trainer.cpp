// The training loop, and everything one may ask of a model in training.
#include "gpt/trainer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "gpt/adam.h"
#include "gpt/checkpoint.h"
#include "parallel/for_ranges.h"

namespace lanes {

std::string_view name(Engine engine) { return engine == Engine::tensor ? "tensor" : "value"; }

std::string_view name(Precision precision) { return precision == Precision::f32 ? "f32" : "f64"; }

Engine engine_named(std::string_view name) {
  if (name == "tensor") return Engine::tensor;
  if (name == "value") return Engine::value;
  throw std::invalid_argument("The engine must be tensor or value, not '" + std::string(name) + "'.");
}

Precision precision_named(std::string_view name) {
  if (name == "f32") return Precision::f32;
  if (name == "f64") return Precision::f64;
  throw std::invalid_argument("The precision must be f32 or f64, not '" + std::string(name) + "'.");
}

void TrainerOptions::validate() const {
  config.validate();
  const auto require = [](bool holds, const char* sentence) {
    if (!holds) throw std::invalid_argument(sentence);
  };
  require(batch >= 1 && batch <= 65536, "The batch must be between 1 and 65536 documents.");
  require(steps >= 0 && steps <= 1'000'000'000, "The number of steps must be between 0 and 1000000000.");
  require(seed < (std::uint64_t{1} << 53), "The seed must be between 0 and 9007199254740991.");
  require(std::isfinite(learning_rate) && learning_rate > 0.0,
          "The learning rate must be a number above zero.");
  if (threads < 1 || threads > thread_limit()) {
    throw std::invalid_argument("The number of threads must be between 1 and " +
                                std::to_string(thread_limit()) + " here, not " + std::to_string(threads) +
                                ".");
  }
  require(engine == Engine::tensor || precision == Precision::f64,
          "The value engine always works in f64; it has no f32.");
}

Trainer::AnyLearner Trainer::make_learner(const TrainerOptions& options, int vocabulary) {
  const Config& config = options.config;
  if (options.precision == Precision::f32) {
    const KernelTable<float>& kernels = kernel_table<float>(options.variant);
    return Learner<float, TensorModel<float>>{
        &kernels, {config, vocabulary}, std::make_unique<TensorModel<float>>(config, vocabulary, kernels)};
  }
  const KernelTable<double>& kernels = kernel_table<double>(options.variant);
  if (options.engine == Engine::value) {
    return Learner<double, ValueModel>{
        &kernels, {config, vocabulary}, std::make_unique<ValueModel>(config, vocabulary)};
  }
  return Learner<double, TensorModel<double>>{
      &kernels, {config, vocabulary}, std::make_unique<TensorModel<double>>(config, vocabulary, kernels)};
}

Trainer::Trainer(const TrainerOptions& options, Corpus corpus)
    : options_((options.validate(), options)),
      corpus_(std::move(corpus)),
      random_(options.seed),
      learner_(make_learner(options_, corpus_.tokenizer().vocabulary())) {
  corpus_.shuffle(random_);
  std::visit([&](auto& learner) { learner.parameters.draw(random_); }, learner_);
}

double Trainer::step() {
  use_threads(options_.threads);
  batch_.clear();
  const auto first = static_cast<std::uint64_t>(step_) * static_cast<std::uint64_t>(options_.batch);
  for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(options_.batch); ++k) {
    const Document document = corpus_.document(static_cast<std::size_t>((first + k) % corpus_.size()));
    const std::size_t longest = static_cast<std::size_t>(options_.config.block_size) + 1;
    batch_.push_back(document.first(std::min(document.size(), longest)));
  }
  const double rate = learning_rate_at(step_, options_.steps, options_.learning_rate);
  return std::visit(
      [&](auto& learner) {
        auto& parameters = learner.parameters;
        const double loss =
            learner.model->loss_and_gradients(parameters.values, parameters.gradients, batch_);
        if (!std::isfinite(loss)) {
          throw std::runtime_error("The loss became " + std::string(std::isnan(loss) ? "NaN" : "infinite") +
                                   " at step " + std::to_string(step_ + 1) +
                                   "; a smaller learning rate may help.");
        }
        adam_update(*learner.kernels, parameters, step_, rate);
        ++step_;
        return loss;
      },
      learner_);
}

template <class T, class Model>
Sampler<T> Trainer::sampler(const Learner<T, Model>& learner) const {
  return Sampler<T>(options_.config, corpus_.tokenizer().vocabulary(), *learner.kernels,
                    learner.parameters.values);
}

std::vector<std::string> Trainer::sample(const SampleOptions& options) {
  return std::visit(
      [&](const auto& learner) {
        auto model = sampler(learner);
        if (!options.seed) return model.sample(corpus_.tokenizer(), options, random_);
        PythonRandom own(*options.seed);
        return model.sample(corpus_.tokenizer(), options, own);
      },
      learner_);
}

Inspection Trainer::inspect(std::string_view prefix) const {
  return std::visit(
      [&](const auto& learner) { return sampler(learner).inspect(corpus_.tokenizer(), prefix); }, learner_);
}

std::string Trainer::save() const {
  const std::span<const char32_t> characters = corpus_.tokenizer().characters();
  Checkpoint checkpoint{options_.config, {characters.begin(), characters.end()}, corpus_.kind(), {}};
  std::visit(
      [&](const auto& learner) {
        checkpoint.values.reserve(learner.parameters.values.size());
        for (const auto value : learner.parameters.values)
          checkpoint.values.push_back(static_cast<float>(value));
      },
      learner_);
  return write_checkpoint(checkpoint);
}

void Trainer::load(std::string_view bytes) {
  const Checkpoint checkpoint = read_checkpoint(bytes);
  if (checkpoint.config != options_.config) {
    const auto sizes = [](const Config& c) {
      return std::to_string(c.n_layer) + " layers, width " + std::to_string(c.n_embd) + ", " +
             std::to_string(c.n_head) + " heads, block " + std::to_string(c.block_size);
    };
    throw std::invalid_argument("The checkpoint is of another model (" + sizes(checkpoint.config) +
                                ") than this one (" + sizes(options_.config) + ").");
  }
  if (!std::ranges::equal(checkpoint.characters, corpus_.tokenizer().characters())) {
    throw std::invalid_argument("The checkpoint was trained on other characters than those of this corpus.");
  }
  std::visit(
      [&](auto& learner) {
        std::ranges::copy(checkpoint.values, learner.parameters.values.begin());
        learner.parameters.reset_moments();
      },
      learner_);
  step_ = 0;
}

TrainerInfo Trainer::info() const {
  const auto parameters =
      std::visit([](const auto& learner) { return learner.parameters.values.size(); }, learner_);
  return {options_.variant,
          options_.engine,
          options_.precision,
          static_cast<std::int64_t>(parameters),
          corpus_.tokenizer().vocabulary(),
          static_cast<std::int64_t>(corpus_.size()),
          step_,
          options_.threads};
}

}  // namespace lanes
