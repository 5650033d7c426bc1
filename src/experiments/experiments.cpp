// Gathers what the variants registered into one list, and runs it.
#include "experiments/experiments.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "gpt/json_reader.h"
#include "kernels/variants.h"
#include "parallel/executor.h"

namespace lanes::experiments {
namespace {

std::vector<const Description*>& entries() {
  static std::vector<const Description*> list;
  return list;
}

bool is_here(Home home) {
  return home == Home::threads ||
         std::ranges::any_of(variants(), [=](const Variant& variant) { return variant.name == name(home); });
}

/// Whether a contender could be in another program of the same kind: in another WebAssembly module.
bool may_be_elsewhere(Home home) {
  switch (home) {
#ifdef __EMSCRIPTEN__
#define LANES_MODULE(name, has_module, needs) \
  case Home::name:                            \
    return has_module;
    LANES_EVERY_VARIANT(LANES_MODULE)
#undef LANES_MODULE
    case Home::threads:
      return true;
#endif
    default:
      return false;
  }
}

/// Whether to leave a contender out altogether, as there is nowhere on this machine where it could run.
bool is_out_of_place(const Contender& contender) {
  if (contender.prepare == nullptr) return !may_be_elsewhere(contender.home);
  return contender.threads > thread_limit();
}

/// The contenders of one experiment: each variant has listed them all, with code for its own only.
std::vector<Contender> merge(const Description& description) {
  std::vector<Contender> merged(description.contenders.begin(), description.contenders.end());
  for (const Description* other : entries()) {
    if (other->name != description.name) continue;
    for (std::size_t i = 0; i < merged.size(); ++i) {
      if (other->contenders[i].prepare != nullptr) merged[i].prepare = other->contenders[i].prepare;
    }
  }
  for (Contender& contender : merged) {
    if (!is_here(contender.home)) contender.prepare = nullptr;
    if (contender.threads == 0 && contender.prepare != nullptr) contender.threads = thread_limit();
  }
  std::erase_if(merged, is_out_of_place);
  return merged;
}

struct Registry {
  std::vector<std::vector<Contender>> contenders;
  std::vector<Description> descriptions;

  Registry() {
    for (const Description* entry : entries()) {
      const auto is_it = [&](const Description& known) { return known.name == entry->name; };
      if (std::ranges::any_of(descriptions, is_it)) continue;
      contenders.push_back(merge(*entry));
      descriptions.push_back(*entry);
      descriptions.back().contenders = contenders.back();
    }
  }
};

const Contender& find_contender(const Description& experiment, std::string_view name) {
  std::string names;
  for (const Contender& contender : experiment.contenders) {
    if (contender.name == name) return contender;
    names += (names.empty() ? "" : ", ") + std::string(contender.name);
  }
  throw std::invalid_argument("The experiment " + std::string(experiment.name) + " has no contender " +
                              quoted(name) + ", only: " + names + ".");
}

}  // namespace

Entry::Entry(const Description& description) { entries().push_back(&description); }

std::string_view name(Home home) {
  switch (home) {
#define LANES_NAME(name, has_module, needs) \
  case Home::name:                          \
    return #name;
    LANES_EVERY_VARIANT(LANES_NAME)
#undef LANES_NAME
    case Home::threads:
      return "threads";
  }
  return "";
}

std::string_view name(Unit unit) {
  return unit == Unit::gigabytes ? "GB/s" : unit == Unit::gigaflops ? "GFLOP/s" : "ns";
}

std::span<const Description> descriptions() {
  static const Registry registry;
  return registry.descriptions;
}

const Description& find_experiment(std::string_view name) {
  std::string names;
  for (const Description& experiment : descriptions()) {
    if (experiment.name == name) return experiment;
    names += (names.empty() ? "" : ", ") + std::string(experiment.name);
  }
  throw std::invalid_argument("There is no experiment " + quoted(name) + ", only: " + names + ".");
}

Experiment prepare(std::string_view name, std::string_view contender_name, std::int64_t size) {
  const Description& experiment = find_experiment(name);
  const Contender& contender = find_contender(experiment, contender_name);
  if (contender.prepare == nullptr) {
    throw std::invalid_argument("The contender " + std::string(contender.name) + " of the experiment " +
                                std::string(experiment.name) + " needs the " +
                                std::string(experiments::name(contender.home)) +
                                " variant, which is not here.");
  }
  if (size < 1 || static_cast<std::uint64_t>(size) > experiment.largest) {
    throw std::invalid_argument("The size of the experiment " + std::string(experiment.name) +
                                " must be from 1 to " + std::to_string(experiment.largest) + " " +
                                std::string(experiment.size) + ", not " + std::to_string(size) + ".");
  }
  return Experiment(contender, static_cast<std::size_t>(size));
}

Experiment::Experiment(const Contender& contender, std::size_t size)
    : workspace_(std::make_unique<Workspace>()),
      loop_(contender.prepare(*workspace_, size, Executor(contender.threads))) {}

Totals Experiment::run(std::int64_t repetitions) {
  if (repetitions < 1 || repetitions > most_repetitions) {
    throw std::invalid_argument("The number of repetitions must be from 1 to " +
                                std::to_string(most_repetitions) + ", not " + std::to_string(repetitions) +
                                ".");
  }
  Totals totals;
  for (std::int64_t turn = 0; turn < repetitions; ++turn) {
    totals.checksum += loop_.pass(loop_.way, static_cast<std::uint32_t>(turn));
  }
  const auto passes = static_cast<double>(repetitions);
  totals.items = passes * loop_.work.items;
  totals.bytes = passes * loop_.work.bytes;
  totals.flops = passes * loop_.work.flops;
  return totals;
}

}  // namespace lanes::experiments
