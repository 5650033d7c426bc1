// Benchmarks of whole training steps and of sampling, through the same Trainer that everything else uses.
#include <algorithm>
#include <memory>

#include "bench/benchmark.h"
#include "bench/workloads.h"
#include "kernels/variants.h"
#include "parallel/executor.h"

namespace lanes::bench {
namespace {

/// Repetitions of a step; `before` have been taken already.
Prepared stepping(const Workload& workload, const TrainerOptions& options, std::int64_t before = 0) {
  const auto trainer = std::make_shared<Trainer>(make_trainer(workload, options));
  const ModelSize& size = trainer->info().size;
  Prepared prepared{{size.flops_per_step, update_bytes(size.parameters)}, {}};
  prepared.run = [trainer, lengths = step_lengths(workload, options),
                  step = std::size_t{0}](std::int64_t repetitions) mutable {
    double work = 0.0;
    for (std::int64_t i = 0; i < repetitions; ++i) {
      work += lengths[step++ % lengths.size()];
      trainer->step();
    }
    return work;
  };
  prepared.run(before);
  return prepared;
}

/// A training step in every variant.
Benchmark training(const Workload& workload, int threads) {
  const std::string where = threads > 1 ? ", " + std::to_string(threads) + " threads" : "";
  Benchmark benchmark{Group::step, workload.name + ", one step" + where, {}};
  for (const Variant& variant : variants()) {
    const std::string label(variant.name);
    const auto prepare = [=] { return stepping(workload, trainer_options(workload, label, threads)); };
    benchmark.contenders.push_back({label, label, prepare});
  }
  return benchmark;
}

/// The same step by a graph of boxed scalars, and by tensors in double precision, which takes one lane at a
/// time in every variant.
Benchmark double_precision(const Workload& workload) {
  Benchmark benchmark{Group::step, workload.name + ", one step in double precision", {}};
  const std::string label(variants().front().name);
  for (const Engine engine : {Engine::value, Engine::tensor}) {
    const auto prepare = [=] {
      TrainerOptions options = trainer_options(workload, label);
      options.engine = engine;
      options.precision = Precision::f64;
      return stepping(workload, options);
    };
    benchmark.contenders.push_back({std::string(name(engine)) + " engine", label, prepare});
  }
  return benchmark;
}

/// A step early in a run against one late in it, on the same documents: numbers that decay for ever must not
/// slow it down. The late one has taken at least 100,000 steps.
Benchmark long_run(const Workload& workload) {
  constexpr std::int64_t early = 1'000, late = 100'000;
  Benchmark benchmark{Group::step, workload.name + ", one step after 1,000 and after 100,000 steps", {}};
  const auto corpus = Corpus::parse(workload.text, workload.kind, workload.config.block_size);
  const auto documents = static_cast<std::int64_t>(corpus.size());
  const std::int64_t rounds = (late - early + documents - 1) / documents;
  for (const Variant& variant : variants()) {
    for (const std::int64_t before : {early, early + rounds * documents}) {
      const std::string label(variant.name);
      const auto prepare = [=] {
        TrainerOptions options = trainer_options(workload, label);
        options.steps = late;
        return stepping(workload, options, before);
      };
      benchmark.contenders.push_back({label + (before == early ? " early" : " late"), label, prepare});
    }
  }
  return benchmark;
}

/// Drawing names from a model that has learned for 1,000 steps.
Benchmark sampling(const Workload& workload) {
  Benchmark benchmark{Group::step, workload.name + ", 1,000 samples", {}};
  for (const Variant& variant : variants()) {
    const std::string label(variant.name);
    const auto prepare = [=]() -> Prepared {
      const auto options = trainer_options(workload, label);
      const auto trainer = std::make_shared<Trainer>(make_trainer(workload, options));
      for (int i = 0; i < 1'000; ++i) trainer->step();
      SampleOptions wanted;
      wanted.count = 1'000;
      wanted.seed = 42;
      Work work;
      // Each sample ends with a token that is not shown, unless it fills the block.
      const auto block = static_cast<std::size_t>(workload.config.block_size);
      for (const std::string& sample : trainer->sample(wanted)) {
        work.tokens += static_cast<double>(std::min(sample.size() + 1, block));
      }
      return {work, repeated([=] { trainer->sample(wanted); })};
    };
    benchmark.contenders.push_back({label, label, prepare});
  }
  return benchmark;
}

}  // namespace

std::vector<Benchmark> steps(std::string_view names) {
  std::vector<Benchmark> list = {training(microgpt(names), 1), bookkeeping(names),
                                 double_precision(microgpt(names)), long_run(microgpt(names)),
                                 sampling(microgpt(names))};
  for (const Workload& workload : {wide_model(names), middle_model(), bytes_model()}) {
    list.push_back(training(workload, 1));
    if (thread_limit() >= 2) list.push_back(training(workload, 2));
  }
  return list;
}

}  // namespace lanes::bench
