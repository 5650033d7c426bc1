// Measuring the contenders of an experiment against each other, with the stopwatch of measure/.
#pragma once

#include <cstdint>
#include <vector>

#include "experiments/experiments.h"
#include "measure/statistics.h"
#include "measure/stopwatch.h"

namespace lanes::experiments {

/// What came out for one contender.
struct Result {
  const Contender* contender;
  measure::Figure seconds;     ///< per pass
  Totals pass;                 ///< what a pass amounts to; its checksum is that of a first pass
  measure::Estimate speed_up;  ///< over the first contender
  std::vector<Note> notes;

  double nanoseconds_per_item() const { return seconds.value / pass.items * 1e9; }
  double gigabytes_per_second() const { return pass.bytes / seconds.value / 1e9; }
  double gigaflops() const { return pass.flops / seconds.value / 1e9; }
};

/// A clause of the claim that is about the size and of which both contenders are here.
struct CheckedClause {
  const Clause* clause;
  measure::Estimate estimate;  ///< how many times faster its `faster` was than its `slower`
  measure::Judgement judgement;
  Finding finding;
};

struct Comparison {
  std::int64_t size;
  std::vector<Result> results;  ///< of the contenders that are here, in their order
  const Contender* fastest;
  double gap;                 ///< seconds in which nothing ran, left out
  measure::Estimate control;  ///< how many times faster the fastest contender was than itself: should be 1
  std::vector<CheckedClause> clauses;
  Finding claim;
};

inline constexpr measure::Plan usual_plan = {.block_seconds = 1e-3, .warm_up_seconds = 0.02, .seconds = 0.5};

/// Measures all contenders that are here, at one size. Throws std::invalid_argument for a bad size or when no
/// contender is here, and std::runtime_error when two disagree about the result.
Comparison compare(const Description& description, std::int64_t size, const measure::Plan& plan = usual_plan);

}  // namespace lanes::experiments
