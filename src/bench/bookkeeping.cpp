// A training step without its arithmetic.
#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

#include "bench/benchmark.h"
#include "bench/workloads.h"
#include "gpt/adam.h"
#include "gpt/parameters.h"
#include "gpt/tensor_model.h"

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

/// Does what Trainer::step() does, with the kernels it is given and nothing in the way of what they leave.
class BareTrainer {
 public:
  BareTrainer(const Workload& workload, const KernelTable<float>& kernels)
      : kernels_(&kernels),
        options_(trainer_options(workload, kernels.variant)),
        corpus_(Corpus::parse(workload.text, workload.kind, workload.config.block_size)),
        parameters_(workload.config, corpus_.tokenizer().vocabulary()),
        model_(workload.config, corpus_.tokenizer().vocabulary(), kernels) {
    PythonRandom random(options_.seed);
    corpus_.shuffle(random);
    parameters_.draw(random);
  }

  void step() {
    batch_.clear();
    const Document document = corpus_.document(static_cast<std::size_t>(step_) % corpus_.size());
    const std::size_t longest = static_cast<std::size_t>(options_.config.block_size) + 1;
    batch_.push_back(document.first(std::min(document.size(), longest)));
    model_.loss_and_gradients(parameters_.values, parameters_.gradients, batch_);
    adam_update(*kernels_, parameters_, step_,
                learning_rate_at(step_, options_.steps, options_.learning_rate));
    ++step_;
  }

 private:
  const KernelTable<float>* kernels_;
  TrainerOptions options_;
  Corpus corpus_;
  Parameters<float> parameters_;
  TensorModel<float> model_;
  std::vector<Document> batch_;
  std::int64_t step_ = 0;
};

}  // namespace

Benchmark bookkeeping(std::string_view names) {
  const Workload workload = microgpt(names);
  Benchmark benchmark{Group::step, workload.name + ", one step without its kernels", {}};
  // Natively the tape is the same code whatever the variant; a module has one variant.
  const std::string label(variants().back().name);
  const auto prepare = [=]() -> Prepared {
    const auto trainer = std::make_shared<BareTrainer>(workload, no_kernels);
    const auto run = [trainer](std::int64_t repetitions) {
      for (std::int64_t i = 0; i < repetitions; ++i) trainer->step();
    };
    return {{}, run};
  };
  benchmark.contenders.push_back({label, label, prepare});
  return benchmark;
}

}  // namespace lanes::bench
