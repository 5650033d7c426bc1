// Training from beginning to end: a model, a corpus, Adam and one stream of random numbers.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gpt/corpus.h"
#include "gpt/learner.h"
#include "gpt/model_size.h"
#include "gpt/python_random.h"
#include "gpt/sampler.h"
#include "gpt/trainer_options.h"

namespace lanes {

struct TrainerInfo {
  std::string variant;
  Engine engine;
  Precision precision;
  ModelSize size;
  int vocabulary;          ///< tokens, the beginning-and-end mark included
  std::int64_t documents;  ///< of the corpus, those that are held out among them
  std::int64_t held_out;
  std::int64_t step;  ///< steps done
  int threads;
  std::vector<std::string> warnings;  ///< sentences about the data, for people to know
};

class Trainer {
 public:
  /// Shuffles the corpus, sets aside what is to be held out, and draws the weights. Throws
  /// std::invalid_argument when the options make no sense, std::bad_alloc when the model does not fit. `make`
  /// tells which learners the program holds.
  Trainer(const TrainerOptions& options, Corpus corpus, LearnerFactory& make = make_learner);

  /// One step on the next `batch` documents; returns the loss before the update, in nats per token. Throws
  /// std::runtime_error, naming the step, when the loss is no longer a number; the weights then stay.
  double step();

  /// To be called after the last of some steps, whose weights no loss has judged yet: throws
  /// std::runtime_error, naming the step and the parameter, when not all of them are finite numbers. The step
  /// then does not count.
  void require_finite_weights();

  /// The mean loss of the held-out documents, in nats per token, or of the first `most` of them. Throws
  /// std::invalid_argument when none are held out, or none are asked for.
  double held_out_loss(std::int64_t most = std::numeric_limits<std::int64_t>::max());

  /// With a seed, from a random state of its own; without one, on with the trainer's. Throws
  /// std::invalid_argument when the options do not fit the model.
  std::vector<std::string> sample(const SampleOptions& options);

  /// Throws std::invalid_argument when the text has unknown characters or is too long.
  Inspection inspect(std::string_view prefix) const;

  /// The weights as a safetensors file. Throws std::runtime_error when they are not finite in f32.
  std::string save() const;

  /// Takes over saved weights and starts counting from step 0. Throws std::invalid_argument, and changes
  /// nothing, when the file is damaged or of another model.
  void load(std::string_view bytes);

  TrainerInfo info() const;

 private:
  /// As much of a document as fits into a block.
  Document shown(Document document) const;

  TrainerOptions options_;
  Corpus corpus_;
  ModelSize size_;
  PythonRandom random_;
  std::unique_ptr<Learner> learner_;
  std::vector<Document> batch_;
  std::vector<std::string> warnings_;
  std::int64_t step_ = 0;
};

}  // namespace lanes
