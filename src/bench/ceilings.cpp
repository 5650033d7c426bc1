// The ceilings come from the experiments of that name, so that the page and the benchmarks mean the same.
#include <memory>

#include "bench/benchmark.h"
#include "bench/inputs.h"
#include "experiments/experiments.h"
#include "kernels/variants.h"

namespace lanes::bench {
namespace {

/// Arrays that fit in the L1 cache, in the L2 cache twice, in a large L3 cache, and in none.
constexpr std::size_t triad_sizes[] = {1'000, 20'000, 100'000, 1'300'000, 10'000'000};

/// The contender of the experiment for this variant, or nullptr: 128-bit loops are the same code with and
/// without fused multiply-add where there is nothing to fuse.
const experiments::Contender* contender_for(const experiments::Description& experiment,
                                            std::string_view variant) {
  for (const experiments::Contender& contender : experiment.contenders) {
    if (contender.prepare != nullptr && experiments::name(contender.home) == variant) return &contender;
  }
  return nullptr;
}

Benchmark ceiling(const std::string& name, std::string_view experiment_name, std::size_t size) {
  const experiments::Description& experiment = experiments::find_experiment(experiment_name);
  Benchmark benchmark{Group::ceiling, name, {}};
  for (const Variant& variant : variants()) {
    const experiments::Contender* contender = contender_for(experiment, variant.name);
    if (contender == nullptr) continue;
    const std::string label(variant.name);
    const auto prepare = [=]() -> Prepared {
      const auto loop = std::make_shared<experiments::Experiment>(*contender, size);
      const experiments::Totals once = loop->run(1);
      const auto run = [loop](std::int64_t repetitions) {
        loop->run(repetitions);
        return static_cast<double>(repetitions);
      };
      return {{once.flops, once.bytes}, run};
    };
    benchmark.contenders.push_back({label, label, prepare});
  }
  return benchmark;
}

}  // namespace

std::vector<Benchmark> ceilings() {
  std::vector<Benchmark> list = {ceiling("peak", "peak", 250)};
  for (const std::size_t n : triad_sizes) {
    list.push_back(ceiling("triad n = " + grouped(n), "triad", n));
  }
  return list;
}

}  // namespace lanes::bench
