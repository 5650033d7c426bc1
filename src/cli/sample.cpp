// lanes sample: prints what a saved model invents.
#include <CLI/CLI.hpp>
#include <memory>
#include <stdexcept>
#include <string>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/options.h"
#include "cli/samples.h"
#include "gpt/checkpoint.h"
#include "gpt/sampler.h"
#include "kernels/variants.h"

namespace lanes {
namespace {

struct SampleCommand {
  std::string load;
  SampleOptions samples;
  std::uint64_t seed = 42;
};

Checkpoint load(const std::string& path) {
  const std::string bytes = read_file(path);
  try {
    return read_checkpoint(bytes);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(path + ": " + error.what());
  }
}

void sample(const SampleCommand& command) {
  SampleOptions options = command.samples;
  options.seed = command.seed;
  options.validate();
  const Checkpoint checkpoint = load(command.load);
  print_samples(sample_checkpoint(checkpoint, f32_kernels("simd"), options), checkpoint.corpus);
}

}  // namespace

void add_sample(CLI::App& program) {
  const auto command = std::make_shared<SampleCommand>();
  CLI::App& app = *program.add_subcommand("sample", "Print what a saved model invents");
  app.add_option("--load", command->load, "Weights that train --save wrote")->type_name("FILE")->required();
  app.add_option("--prompt", command->samples.prompt, "Beginning of every sample")->type_name("TEXT");
  add_integer(app, "--samples", command->samples.count, "Documents to invent", sample_limits);
  add_real(app, "--temperature", command->samples.temperature,
           "Above 1: wilder samples; near 0: the likeliest", above_zero);
  add_seed(app, command->seed);
  app.final_callback([command] { sample(*command); });
}

}  // namespace lanes
