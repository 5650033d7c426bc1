// The same training in f32 and in f64, step by step: where the losses part, it shows whether a ReLU flipped.
//
// A pre-activation next to zero may be rounded to either side of it. From there on a unit learns in one run
// and not in the other, and the losses part, although nothing is wrong. So what each ReLU did is compared
// with the f64 engine's pre-activation: a unit on the other side, but within rounding of zero, is a flip. It
// is named, and the run in f32 goes on from the state of the other. Whatever else differs is a bug.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "autograd/ops.h"
#include "gpt/adam.h"
#include "gpt/corpus.h"
#include "gpt/tensor_model.h"
#include "gpt/trainer_options.h"

namespace lanes {

/// How near to zero a pre-activation may have another sign in f32: as near as the losses agree.
inline constexpr double near_zero = 1e-5;

/// One training run, of which everything is in reach.
template <class T>
struct OpenRun {
  const KernelTable<T>& kernels;
  Config config;
  Parameters<T> parameters;
  TensorModel<T> model;

  OpenRun(const Config& of, int vocabulary, const KernelTable<T>& table)
      : kernels(table), config(of), parameters(of, vocabulary), model(of, vocabulary, table) {}

  double step(std::span<const Document> batch, std::int64_t at, double rate) {
    const double loss = model.loss_and_gradients(parameters.values, parameters.gradients, batch);
    adam_update({}, kernels, parameters, at, rate);
    return loss;
  }

  /// The hidden units of all layers and positions, document after document: as the ReLU leaves them, or
  /// before it.
  std::vector<T> hidden(std::span<const Document> batch, bool after_relu) const {
    std::vector<T> units;
    Tape<T> tape(kernels);
    for (const Document document : batch) {
      const std::size_t length = document.size() - 1;
      std::vector<std::int32_t> positions(length);
      for (std::size_t i = 0; i < length; ++i) positions[i] = static_cast<std::int32_t>(i);
      const std::vector<std::size_t> starts = {0, length};
      std::size_t next = 0;
      const auto parameter = [&](std::size_t count = 1) {
        const ParameterInfo& first = parameters.layout[next];
        next += count;
        return tape.leaf(
            {count * static_cast<std::size_t>(first.rows), static_cast<std::size_t>(first.columns)},
            parameters.values.data() + first.offset, nullptr);
      };
      const Tensor<T> wte = parameter(), wpe = parameter();
      parameter();  // lm_head
      Tensor<T> x = rmsnorm(embedding_sum<T>(wte, document.first(length), wpe, positions));
      for (int layer = 0; layer < config.n_layer; ++layer) {
        const Tensor<T> wqkv = parameter(3), wo = parameter(), fc1 = parameter(), fc2 = parameter();
        const auto heads = static_cast<std::size_t>(config.n_head);
        x = linear(causal_attention<T>(linear(rmsnorm(x), wqkv), heads, starts), wo, {.residual = x});
        const Tensor<T> y = rmsnorm(x), active = linear(y, fc1, {.relu = true});
        const Tensor<T> shown = after_relu ? active : linear(y, fc1);
        units.insert(units.end(), shown.data().begin(), shown.data().end());
        x = linear(active, fc2, {.residual = x});
      }
      tape.reset();
    }
    return units;
  }
};

struct Flip {
  std::int64_t step;  ///< counted from 1
  std::size_t unit;   ///< of all hidden units of that step
  double before;      ///< its pre-activation in f64
};

struct Lockstep {
  std::vector<Flip> flips;
  std::string bug;  ///< what differs for no such reason; empty if nothing does
};

/// Trains in f64 and with these kernels side by side, and compares losses and ReLUs at every step.
inline Lockstep lockstep(const TrainerOptions& options, Corpus corpus, const KernelTable<float>& kernels,
                         double bound) {
  Lockstep result;
  PythonRandom random(options.seed);
  corpus.shuffle(random);
  if (options.holdout > 0.0) corpus.hold_out(options.holdout, options.config.block_size);
  const int vocabulary = corpus.tokenizer().vocabulary();
  OpenRun<double> exact(options.config, vocabulary, f64_kernels());
  OpenRun<float> rounded(options.config, vocabulary, kernels);
  exact.parameters.draw(random);
  const auto start_again = [&] {
    const auto copy = [](const LineVector<double>& from, LineVector<float>& to) {
      for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<float>(from[i]);
    };
    copy(exact.parameters.values, rounded.parameters.values);
    copy(exact.parameters.first_moments, rounded.parameters.first_moments);
    copy(exact.parameters.second_moments, rounded.parameters.second_moments);
  };
  start_again();
  const auto longest = static_cast<std::size_t>(options.config.block_size) + 1;
  const auto documents = static_cast<std::size_t>(options.batch);
  for (std::int64_t step = 0; step < options.steps && result.bug.empty(); ++step) {
    std::vector<Document> batch;
    for (std::size_t k = 0; k < documents; ++k) {
      const Document document =
          corpus.document((static_cast<std::size_t>(step) * documents + k) % corpus.size());
      batch.push_back(document.first(std::min(document.size(), longest)));
    }
    const std::vector<double> before = exact.hidden(batch, false);
    const std::vector<float> after = rounded.hidden(batch, true);
    const std::size_t known = result.flips.size();
    for (std::size_t unit = 0; unit < before.size(); ++unit) {
      if ((before[unit] > 0.0) == (after[unit] > 0.0f)) continue;
      result.flips.push_back({step + 1, unit, before[unit]});
      if (std::fabs(before[unit]) > near_zero) {
        result.bug = "at step " + std::to_string(step + 1) + " a ReLU is on the other side of " +
                     std::to_string(before[unit]) + ", which is not next to zero";
      }
    }
    const double rate = learning_rate_at(step, options.steps, options.learning_rate);
    const double difference = std::fabs(exact.step(batch, step, rate) - rounded.step(batch, step, rate));
    if (!(difference <= bound) && result.bug.empty()) {
      result.bug = "the losses of step " + std::to_string(step + 1) + " differ by " +
                   std::to_string(difference) + ", though no ReLU flipped before";
    }
    if (result.flips.size() > known) start_again();
  }
  return result;
}

}  // namespace lanes
