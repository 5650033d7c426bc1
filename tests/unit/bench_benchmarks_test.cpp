// The benchmarks: that they cover every kernel and variant, and stay inside their memory.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <string>
#include <vector>

#include "bench/benchmark.h"
#include "bench/measure.h"
#include "bench/workloads.h"
#include "kernels/variants.h"

using namespace lanes;
using namespace lanes::bench;

TEST_CASE("bench: every kernel is measured in every variant") {
  const std::vector<Benchmark> list = kernels();
#define LANES_KERNEL(kernel, result, parameters, description)                                             \
  {                                                                                                       \
    INFO(#kernel);                                                                                        \
    CHECK(std::ranges::any_of(list, [](const Benchmark& benchmark) {                                      \
      return benchmark.name.starts_with(#kernel " ") && benchmark.contenders.size() == variants().size(); \
    }));                                                                                                  \
  }
#include "kernels/kernels.def"
#undef LANES_KERNEL
}

TEST_CASE("bench: every benchmark has a name of its own") {
  std::vector<std::string> names;
  for (const std::vector<Benchmark>& list : {ceilings(), kernels(), steps("emma\nolivia\n")}) {
    for (const Benchmark& benchmark : list) names.push_back(benchmark.name);
  }
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  INFO((twice == names.end() ? "" : *twice));
  CHECK(twice == names.end());
}

TEST_CASE("bench: kernels run on the memory that is made for them") {
  for (const Benchmark& benchmark : kernels()) {
    if (benchmark.name.find("000,000") != std::string::npos) continue;  // hundreds of megabytes
    for (const Contender& contender : benchmark.contenders) {
      INFO(benchmark.name << ", " << contender.name);
      const Prepared prepared = contender.prepare();
      if (prepared.work.flops < 2e7) prepared.run(2);  // under a sanitizer, more would take minutes
      CHECK(prepared.work.bytes > 0.0);
    }
  }
}

TEST_CASE("bench: a step without its kernels runs") {
  for (const Contender& contender : bookkeeping("emma\nolivia\n").contenders) contender.prepare().run(5);
}

TEST_CASE("bench: the models are those of the targets") {
  const Trainer middle =
      make_trainer(middle_model(), trainer_options(middle_model(), variants().front().name));
  CHECK(middle.info().size.parameters == 801'536);
  const Trainer bytes = make_trainer(bytes_model(), trainer_options(bytes_model(), variants().front().name));
  CHECK(bytes.info().vocabulary == 256);
}

TEST_CASE("bench: what is told of a contender is its median, and how it compares with the first") {
  Benchmark benchmark{Group::kernel, "turns", {}};
  for (const int effort : {4, 1}) {
    const auto call = [effort] {
      volatile double sum = 0.0;
      for (int i = 0; i < 1000 * effort; ++i) sum = sum + 1.0;
    };
    benchmark.contenders.push_back({std::to_string(effort), "", [call]() -> Prepared {
                                      return {{}, repeated(call)};
                                    }});
  }
  const Result result = measured(benchmark, {.block_seconds = 1e-3, .warm_up_seconds = 0.0, .seconds = 0.0});
  REQUIRE(result.timings.size() == 2);
  for (const Timing& timing : result.timings) {
    // Twice as many where the machine was too busy to tell anything by then.
    CHECK((timing.ns.size() == 16 || timing.ns.size() == 32));
    CHECK(timing.median_ns > 0.0);
  }
  CHECK(result.timings[0].ratio == 1.0);
  CHECK(result.timings[1].ratio > 2.0);
  CHECK(result.timings[1].ratio < 8.0);
}

TEST_CASE("bench: the lengths of steps are relative to their mean, in the order of training") {
  const Workload workload = microgpt("a\nbbbbb\nccc\n");  // 2, 6 and 4 positions
  TrainerOptions options = trainer_options(workload, variants().front().name);
  std::vector<double> lengths = step_lengths(workload, options);
  std::ranges::sort(lengths);
  CHECK(lengths == std::vector{0.5, 1.0, 1.5});
  options.batch = 3;
  CHECK(step_lengths(workload, options) == std::vector{1.0, 1.0, 1.0});
}
