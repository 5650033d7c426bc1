// What `lanes bench` prints and writes: times beside the ceilings that were measured in the same run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/measure.h"

namespace lanes {

/// How fast the machine can be, variant by variant.
class Ceilings {
 public:
  /// Takes what it needs from the results of bench::ceilings().
  explicit Ceilings(const std::vector<bench::Result>& results);

  /// The share of the least time in which the machine could do the work, be it arithmetic or memory that
  /// limits it (the roofline of Williams, Waterman and Patterson, 2009); 0 when the work is not counted.
  double share(const bench::Timing& timing) const;

 private:
  double peak(std::string_view variant) const;
  double bandwidth(std::string_view variant, double bytes) const;

  const std::vector<bench::Result>* results_;
};

/// The heading of a group and of its columns, one per variant.
std::string heading(bench::Group group);

/// One line, or one per contender where these are not simply the variants.
std::string line(const bench::Result& result, const Ceilings& ceilings);

/// Everything, as one line of JSON.
std::string to_json(const std::vector<bench::Result>& results, const Ceilings& ceilings);

}  // namespace lanes
