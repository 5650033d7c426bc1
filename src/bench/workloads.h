// The models and texts that whole steps are measured on. tests/bench/browser/workloads.ts has the same for
// browsers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gpt/config.h"
#include "gpt/corpus.h"
#include "gpt/trainer.h"

namespace lanes::bench {

struct Workload {
  std::string name;
  Config config;
  int batch;
  CorpusKind kind;
  std::string text;
};

/// `characters` code points drawn evenly from `distinct` consecutive ones, the first of which is `first`.
std::string even_text(char32_t first, std::uint32_t distinct, std::size_t characters);

/// microGPT itself: a name a step.
Workload microgpt(std::string_view names);

/// A layer of width 256 and a name a step: its parameters weigh more than its arithmetic.
Workload wide_model(std::string_view names);

/// 801,536 parameters: 4 layers of width 128, 8 heads, 8 windows of 64 letters.
Workload middle_model();

/// 3 layers of width 96, 3 heads, 16 windows of 64 out of a vocabulary of 256.
Workload bytes_model();

/// What a step must move at least: a gradient written, it, the parameter and two moments read, all but it
/// written.
constexpr double update_bytes(std::uint64_t parameters) { return 32.0 * static_cast<double>(parameters); }

TrainerOptions trainer_options(const Workload& workload, std::string_view variant, int threads = 1);

/// A trainer that is ready for its first step.
Trainer make_trainer(const Workload& workload, const TrainerOptions& options,
                     LearnerFactory& make = make_learner);

/// How long the documents of each step are together, where 1 is the mean: in equal times contenders get
/// through unlike documents. Step s is entry s modulo their number.
std::vector<double> step_lengths(const Workload& workload, const TrainerOptions& options);

}  // namespace lanes::bench
