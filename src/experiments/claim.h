// What a claim comes to on this machine. A claim is a sentence, and clauses that can be checked against what
// was measured; the page reads the same clauses, and web/src/experiments/claim.ts judges them by the same
// rules.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include "measure/statistics.h"

namespace lanes::experiments {

/// A part of a claim: `faster` is `least` to `most` times as fast as `slower`. With a least below 1 it need
/// not be faster: so one claims that something gains little or nothing.
struct Clause {
  std::string_view faster, slower;  ///< contenders
  double least = 1.1, most = std::numeric_limits<double>::infinity();
  std::size_t from = 1, to = std::numeric_limits<std::size_t>::max();  ///< the sizes that it is about

  constexpr bool is_about(std::size_t size) const { return from <= size && size <= to; }
};

enum class Finding {
  holds,
  holds_in_part,  ///< some clauses do, or what should be faster is, but not by as much as is claimed
  does_not_hold,
  cannot_be_told,  ///< on a machine as busy as this, or without the contenders
  not_about_this_size,
};

/// A clause: how many times faster its `faster` was than its `slower`, and what the stopwatch says of that.
/// Limits are kept unless the interval lies beyond them.
Finding check(const Clause& clause, const measure::Estimate& estimate, const measure::Judgement& judgement);

/// A claim, by the findings of those of its clauses that are about the size. `claims_any` says whether there
/// are any, measured or not.
Finding check(std::span<const Finding> clauses, bool claims_any);

/// "holds", "holds in part", "does not hold", "cannot be told", "is not about this size".
std::string_view name(Finding finding);

}  // namespace lanes::experiments
