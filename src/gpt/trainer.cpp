// The training loop, and everything one may ask of a model in training.
#include "gpt/trainer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "gpt/adam.h"
#include "gpt/checkpoint.h"
#include "text/sentence.h"

namespace lanes {
namespace {

constexpr const char* smaller_rate = " a smaller learning rate may help.";

}  // namespace

Trainer::Trainer(const TrainerOptions& options, Corpus corpus, LearnerFactory& make)
    : options_((options.validate(), options)),
      corpus_(std::move(corpus)),
      size_(model_size(options.config, corpus_.tokenizer().vocabulary(), options.batch,
                       document_lengths(corpus_, options.config.block_size))),
      random_(options.seed),
      learner_(make(options_, corpus_.tokenizer().vocabulary())) {
  if (const std::size_t longer = corpus_.longer_than(options_.config.block_size); longer > 0) {
    warnings_.push_back(sentence({longer, " of ", corpus_.size(), " documents ", longer == 1 ? "is" : "are",
                                  " longer than the block of ", options_.config.block_size,
                                  "; only their beginning is trained on."}));
  }
  corpus_.shuffle(random_);
  if (options_.holdout > 0.0) corpus_.hold_out(options_.holdout, options_.config.block_size);
  learner_->draw(random_);
}

Document Trainer::shown(Document document) const {
  const std::size_t longest = static_cast<std::size_t>(options_.config.block_size) + 1;
  return document.first(std::min(document.size(), longest));
}

double Trainer::step() {
  batch_.clear();
  const auto first = static_cast<std::uint64_t>(step_) * static_cast<std::uint64_t>(options_.batch);
  for (std::uint64_t k = 0; k < static_cast<std::uint64_t>(options_.batch); ++k) {
    batch_.push_back(shown(corpus_.document(static_cast<std::size_t>((first + k) % corpus_.size()))));
  }
  const double rate = learning_rate_at(step_, options_.steps, options_.learning_rate);
  const double loss = learner_->loss_and_gradients(batch_);
  if (!std::isfinite(loss)) {
    const ParameterInfo* const lost = learner_->first_not_finite();
    throw std::runtime_error(
        sentence({"The loss became ", std::isnan(loss) ? "NaN" : "infinite", " at step ", step_ + 1, ";",
                  (lost == nullptr ? "" : " values of " + lost->name + " are not finite;"), smaller_rate}));
  }
  learner_->update(step_, rate);
  ++step_;
  return loss;
}

void Trainer::require_finite_weights() {
  if (const ParameterInfo* const lost = learner_->first_not_finite()) {
    throw std::runtime_error(
        sentence({"Values of ", lost->name, " became infinite or NaN at step ", step_--, ";", smaller_rate}));
  }
}

double Trainer::held_out_loss(std::int64_t most) {
  if (corpus_.held_out() == 0) refuse({"No documents are held out from training."});
  if (most < 1) refuse({"The loss needs at least one document."});
  const auto count = static_cast<std::size_t>(std::min(static_cast<std::int64_t>(corpus_.held_out()), most));
  const auto batch = static_cast<std::size_t>(options_.batch);
  double total = 0.0;
  for (std::size_t first = 0; first < count; first += batch) {
    batch_.clear();
    for (std::size_t i = first; i < std::min(first + batch, count); ++i) {
      batch_.push_back(shown(corpus_.held_out_document(i)));
    }
    total += learner_->loss(batch_) * static_cast<double>(batch_.size());
  }
  return total / static_cast<double>(count);
}

std::vector<std::string> Trainer::sample(const SampleOptions& options) {
  if (!options.seed) return learner_->sample(corpus_.tokenizer(), options, random_);
  PythonRandom own(*options.seed);
  return learner_->sample(corpus_.tokenizer(), options, own);
}

Inspection Trainer::inspect(std::string_view prefix) const {
  return learner_->inspect(corpus_.tokenizer(), prefix);
}

std::string Trainer::save() const {
  const std::span<const char32_t> characters = corpus_.tokenizer().characters();
  return write_checkpoint(
      {options_.config, {characters.begin(), characters.end()}, corpus_.kind(), learner_->weights()});
}

void Trainer::load(std::string_view bytes) {
  const Checkpoint checkpoint = read_checkpoint(bytes);
  if (checkpoint.config != options_.config) {
    const auto sizes = [](const Config& c) {
      return sentence(
          {c.n_layer, " layers, width ", c.n_embd, ", ", c.n_head, " heads, block ", c.block_size});
    };
    refuse({"The checkpoint is of another model (", sizes(checkpoint.config), ") than this one (",
            sizes(options_.config), ")."});
  }
  if (!std::ranges::equal(checkpoint.characters, corpus_.tokenizer().characters())) {
    refuse({"The checkpoint was trained on other characters than those of this corpus."});
  }
  learner_->set_weights(checkpoint.values);
  step_ = 0;
}

TrainerInfo Trainer::info() const {
  return {options_.variant,
          options_.engine,
          options_.precision,
          size_,
          corpus_.tokenizer().vocabulary(),
          static_cast<std::int64_t>(corpus_.size() + corpus_.held_out()),
          static_cast<std::int64_t>(corpus_.held_out()),
          step_,
          options_.threads,
          warnings_};
}

}  // namespace lanes
