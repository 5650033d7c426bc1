// lanes train: reads a text, trains on it, and writes down what came of it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/options.h"
#include "cli/progress_bar.h"
#include "cli/result.h"
#include "cli/samples.h"
#include "cli/sha256.h"
#include "cli/step_times.h"
#include "gpt/trainer.h"
#include "kernels/variants.h"
#include "measure/statistics.h"

namespace lanes {
namespace {

constexpr double shortest_chunk_ms = 0.1;

struct TrainCommand {
  std::string data = LANES_SOURCE_DIR "/data/names.txt";
  std::string corpus = "lines";
  std::string engine = "tensor";
  std::optional<std::string> precision;
  TrainerOptions trainer;
  SampleOptions samples;
  std::optional<std::string> json;
  std::optional<std::string> save;
  bool quiet = false;
};

/// What there is to choose from, for the help.
std::string variant_names() {
  std::string names;
  for (const Variant& variant : variants()) names += std::string(variant.name) + "|";
  return names + "best";
}

TrainerOptions trainer_options(const TrainCommand& command) {
  TrainerOptions options = command.trainer;
  options.engine = engine_named(command.engine);
  const char* const usual = options.engine == Engine::value ? "f64" : "f32";
  options.precision = precision_named(command.precision.value_or(usual));
  options.validate();
  options.variant = find_variant(options.variant).name;
  return options;
}

Corpus read_corpus(const TrainCommand& command, const std::string& bytes, CorpusKind kind) {
  try {
    return Corpus::parse(bytes, kind, command.trainer.config.block_size);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(command.data + ": " + error.what());
  }
}

/// Takes all steps; fills in the losses and the times.
void train_all_steps(Trainer& trainer, bool quiet, RunResult& result) {
  const std::int64_t steps = result.options.steps;
  const auto expected = static_cast<std::size_t>(std::min<std::int64_t>(steps, 1'000'000));
  std::vector<double> end_ms;
  end_ms.reserve(expected);
  result.losses.reserve(expected);
  ProgressBar bar(!quiet, steps);
  bar.draw({}, 0.0);
  Stopwatch watch;
  for (std::int64_t step = 0; step < steps; ++step) {
    result.losses.push_back(trainer.step());
    end_ms.push_back(watch.milliseconds());
    if (bar.is_due(end_ms.back()) || step + 1 == steps) {
      watch.pause_for([&] { bar.draw(result.losses, end_ms.back()); });
    }
  }
  trainer.require_finite_weights();
  result.total_ms = end_ms.empty() ? 0.0 : end_ms.back();
  result.times = chunk_times(end_ms, std::max(shortest_chunk_ms, 100.0 * result.timer_step_ms));
}

void print_summary(const RunResult& result) {
  const TrainerOptions& options = result.options;
  const Config& config = options.config;
  const TrainerInfo& info = result.info;
  std::printf("%s engine, %s, %s: %d layer%s, width %d, %d head%s, block %d, batch %d; %lld parameters\n",
              std::string(name(info.engine)).c_str(), std::string(name(info.precision)).c_str(),
              info.variant.c_str(), config.n_layer, config.n_layer == 1 ? "" : "s", config.n_embd,
              config.n_head, config.n_head == 1 ? "" : "s", config.block_size, options.batch,
              static_cast<long long>(info.size.parameters));
  std::printf("%s: %lld documents, vocabulary %d; seed %llu, learning rate %g\n", result.data.name.c_str(),
              static_cast<long long>(info.documents), info.vocabulary,
              static_cast<unsigned long long>(options.seed), options.learning_rate);
  if (result.losses.empty()) {
    std::printf("0 steps: the weights are as they were drawn\n");
  } else {
    std::printf("%zu steps in %.4g s: %.4g ms per step, median %.4g; final loss %.6f\n", result.losses.size(),
                result.total_ms / 1e3, result.average_ms(), measure::median(result.times.step_ms),
                result.losses.back());
  }
  if (result.held_out_loss) {
    std::printf("loss %.6f on the %lld documents held out\n", *result.held_out_loss,
                static_cast<long long>(info.held_out));
  }
}

/// Nothing is to be written over what is read, or twice to one file.
void require_different_files(const TrainCommand& command) {
  const auto require = [](const std::optional<std::string>& one, const std::optional<std::string>& other) {
    if (one && other && same_file(*one, *other)) {
      throw std::invalid_argument("'" + *one + "' and '" + *other + "' are the same file.");
    }
  };
  require(command.json, command.save);
  require(command.json, command.data);
  require(command.save, command.data);
}

void train(const TrainCommand& command) {
  RunResult result;
  result.options = trainer_options(command);
  result.temperature = command.samples.temperature;
  result.data.corpus = corpus_kind_named(command.corpus);
  command.samples.validate();
  require_different_files(command);
  std::optional<OutputFile> json, save;
  if (command.json) json.emplace(*command.json);
  if (command.save) save.emplace(*command.save);

  const std::string bytes = read_file(command.data);
  Corpus corpus = read_corpus(command, bytes, result.data.corpus);
  result.data.name = std::filesystem::path(command.data).filename().string();
  result.data.sha256 = sha256(bytes);

  Trainer trainer(result.options, std::move(corpus));
  result.info = trainer.info();
  for (const std::string& warning : result.info.warnings) {
    if (!command.quiet) std::fprintf(stderr, "lanes: warning: %s\n", warning.c_str());
  }
  result.timer_step_ms = timer_step_ms();
  train_all_steps(trainer, command.quiet, result);
  if (result.options.holdout > 0.0) result.held_out_loss = trainer.held_out_loss();
  result.samples = trainer.sample(command.samples);

  if (save) save->write(trainer.save());
  if (json) json->write(to_json(result));
  if (!command.quiet) print_summary(result);
  print_samples(result.samples, result.data.corpus);
}

}  // namespace

void add_train(CLI::App& program) {
  const auto command = std::make_shared<TrainCommand>();
  TrainerOptions& trainer = command->trainer;
  CLI::App& app = *program.add_subcommand("train", "Train microGPT on a text and print what it invents");
  const auto add_text = [&](const char* option, auto& value, const std::string& type,
                            const std::string& help) {
    return app.add_option(option, value, help)->type_name(type);
  };

  const char* group = "Data";
  add_text("--data", command->data, "FILE", "Text to learn from, in UTF-8")
      ->capture_default_str()
      ->group(group);
  add_text("--corpus", command->corpus, "lines|text", "A document per line, or windows of one text")
      ->capture_default_str()
      ->group(group);

  group = "Model";
  add_integer(app, "--layers", trainer.config.n_layer, "Transformer blocks", layer_limits)->group(group);
  add_integer(app, "--embd", trainer.config.n_embd, "Width of the residual stream", size_limits)
      ->group(group);
  add_integer(app, "--heads", trainer.config.n_head, "Attention heads; must divide the width", size_limits)
      ->group(group);
  add_integer(app, "--block", trainer.config.block_size, "Longest context, in tokens", size_limits)
      ->group(group);

  group = "Training";
  add_integer(app, "--steps", trainer.steps, "Steps, over which the learning rate falls to zero", step_limits)
      ->group(group);
  add_integer(app, "--batch", trainer.batch, "Documents per step", batch_limits)->group(group);
  add_real(app, "--lr", trainer.learning_rate, "Learning rate of the first step", above_zero)->group(group);
  add_real(app, "--holdout", trainer.holdout, "Share of the documents to hold out, to judge the model by",
           below_one)
      ->group(group);
  add_seed(app, trainer.seed)->group(group);

  group = "Engine";
  add_text("--engine", command->engine, "tensor|value",
           "Gradients on tensors, or on a graph of boxed scalars")
      ->capture_default_str()
      ->group(group);
  add_text("--precision", command->precision, "f32|f64", "Usually f32; the value engine is always f64")
      ->group(group);
  add_text("--variant", trainer.variant, variant_names(), "Build of the kernels")
      ->capture_default_str()
      ->group(group);
  add_integer(app, "--threads", trainer.threads, "Threads to train on")->group(group);

  group = "Output";
  add_integer(app, "--samples", command->samples.count, "Documents to invent after training", sample_limits)
      ->group(group);
  add_real(app, "--temperature", command->samples.temperature, "Near 0: the likeliest; above 1: wild",
           above_zero)
      ->group(group);
  add_text("--json", command->json, "FILE", "Write configuration, losses, times and samples there")
      ->group(group);
  add_text("--save", command->save, "FILE", "Write the weights there, as safetensors")->group(group);
  app.add_flag("--quiet", command->quiet, "Print the samples only: no progress, warnings or summary")
      ->disable_flag_override()
      ->group(group);

  app.final_callback([command] { train(*command); });
}

}  // namespace lanes
