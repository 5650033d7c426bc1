#include "experiments/claim.h"

#include <algorithm>

namespace lanes::experiments {

using measure::Verdict;

Finding check(const Clause& clause, const measure::Estimate& estimate, const measure::Judgement& judgement) {
  if (judgement.verdict == Verdict::cannot_tell) return Finding::cannot_be_told;
  const auto [low, high] = estimate.interval;
  const bool is_within = high >= clause.least && low <= clause.most;
  if (clause.least < 1.0) return is_within ? Finding::holds : Finding::does_not_hold;
  if (judgement.verdict != Verdict::faster) return Finding::does_not_hold;
  return is_within ? Finding::holds : Finding::holds_in_part;
}

Finding check(std::span<const Finding> clauses, bool claims_any) {
  if (!claims_any) return Finding::not_about_this_size;
  const auto some = [clauses](Finding finding) {
    return std::ranges::find(clauses, finding) != clauses.end();
  };
  const bool holds = some(Finding::holds), fails = some(Finding::does_not_hold);
  if (some(Finding::holds_in_part) || (holds && fails)) return Finding::holds_in_part;
  if (clauses.empty() || some(Finding::cannot_be_told)) return Finding::cannot_be_told;
  return holds ? Finding::holds : Finding::does_not_hold;
}

std::string_view name(Finding finding) {
  constexpr std::string_view names[] = {"holds", "holds in part", "does not hold", "cannot be told",
                                        "is not about this size"};
  return names[static_cast<std::size_t>(finding)];
}

}  // namespace lanes::experiments
