// The claims about why vectorised code is fast, each as a measured experiment: what there is, and running it.
// The one registry behind the page, `lanes experiment` and the tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "experiments/experiment.h"

namespace lanes::experiments {

inline constexpr std::int64_t most_repetitions = 1'000'000'000;

/// What a run amounted to, all passes together.
struct Totals {
  double checksum = 0.0;  ///< depends on the number of passes alone: the same for every contender
  double items = 0.0, bytes = 0.0, flops = 0.0;
};

/// One contender of one experiment, with its inputs, ready to run.
class Experiment {
 public:
  /// The contender must be here, and the size from 1 to the experiment's largest; prepare() sees to both.
  Experiment(const Contender& contender, std::size_t size);

  /// Does the work `repetitions` times (1 to most_repetitions). Throws std::invalid_argument for another
  /// number.
  Totals run(std::int64_t repetitions);

  /// What there is to say beside the time, such as operations counted.
  std::span<const Note> notes() const { return workspace_->notes(); }

 private:
  std::unique_ptr<Workspace> workspace_;
  Loop loop_;
};

/// Every experiment, in the order of registry.h, with all contenders there are on this kind of machine. A
/// contender whose `prepare` is null belongs in another WebAssembly module, or needs another processor.
std::span<const Description> descriptions();

/// Throws std::invalid_argument, listing what there is.
const Description& find_experiment(std::string_view name);

/// Makes a contender ready. Throws std::invalid_argument when there is no such experiment or contender, it is
/// not in this binary, or the size is not from 1 to the largest; std::bad_alloc when memory does not suffice.
Experiment prepare(std::string_view name, std::string_view contender, std::int64_t size);

/// "ns", "GB/s", "GFLOP/s".
std::string_view name(Unit unit);

}  // namespace lanes::experiments
