// What the tests of the trainer share: a small corpus, small options, and everyone who can train.
#pragma once

#include <string>
#include <vector>

#include "gpt/trainer.h"
#include "kernels/variants.h"

namespace lanes {

/// One way of training.
struct Contender {
  Engine engine;
  Precision precision;
  std::string variant;

  std::string text() const {
    return std::string(name(engine)) + " " + std::string(name(precision)) + " on " + variant;
  }
};

inline std::vector<Contender> contenders() {
  std::vector<Contender> all = {{Engine::value, Precision::f64, std::string(variants().front().name)}};
  for (const Variant& variant : variants()) {
    all.push_back({Engine::tensor, Precision::f64, std::string(variant.name)});
    all.push_back({Engine::tensor, Precision::f32, std::string(variant.name)});
  }
  return all;
}

inline TrainerOptions small_options(const Contender& contender = contenders().back()) {
  TrainerOptions options;
  options.config = {1, 8, 2, 8};
  options.engine = contender.engine;
  options.precision = contender.precision;
  options.variant = contender.variant;
  options.steps = 150;
  options.learning_rate = 0.02;
  return options;
}

/// Ten names.
inline Corpus names(const TrainerOptions& options) {
  return Corpus::parse("anna\nbela\nchiara\ndaniel\nelena\nfinn\ngreta\nhanna\nida\njan\n", CorpusKind::lines,
                       options.config.block_size);
}

inline std::vector<double> train(Trainer& trainer, int steps) {
  std::vector<double> losses;
  for (int i = 0; i < steps; ++i) losses.push_back(trainer.step());
  return losses;
}

}  // namespace lanes
