// A training step without its arithmetic.
#include <memory>
#include <type_traits>

#include "bench/benchmark.h"
#include "bench/workloads.h"
#include "gpt/trainer.h"
#include "kernels/variants.h"

namespace lanes::bench {
namespace {

template <class Function>
struct Nothing;

/// What stands in for a kernel of this type.
template <class Result, class... Parameters>
struct Nothing<Result (*)(Parameters...)> {
  static Result run(Parameters...) { return Result(); }
};

const KernelTable<float> no_kernels = [] {
  KernelTable<float> table{};
  table.variant = "none";
#define LANES_KERNEL(kernel, result, parameters, description) \
  table.kernel = &Nothing<std::remove_const_t<decltype(table.kernel)>>::run;
#include "kernels/kernels.def"
#undef LANES_KERNEL
  return table;
}();

std::unique_ptr<Learner> make_idle_learner(const TrainerOptions& options, int vocabulary) {
  return make_tensor_learner(options.config, vocabulary, no_kernels, Executor(options.threads));
}

}  // namespace

Benchmark bookkeeping(std::string_view names) {
  const Workload workload = microgpt(names);
  Benchmark benchmark{Group::step, workload.name + ", one step without its kernels", {}};
  // Natively the tape is the same code whatever the variant; a module has one variant.
  const std::string label(variants().back().name);
  const auto prepare = [=]() -> Prepared {
    const TrainerOptions options = trainer_options(workload, no_kernels.variant);
    const auto trainer = std::make_shared<Trainer>(make_trainer(workload, options, make_idle_learner));
    return {{}, repeated([trainer] { trainer->step(); })};
  };
  benchmark.contenders.push_back({label, label, prepare});
  return benchmark;
}

}  // namespace lanes::bench
