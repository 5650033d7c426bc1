// What `lanes experiment` prints and writes: times of the contenders beside the ceilings of the same run.
#pragma once

#include <string>
#include <vector>

#include "experiments/measure.h"

namespace lanes {

/// An experiment at several sizes.
struct Measured {
  const experiments::Description* experiment;
  std::vector<experiments::Comparison> comparisons;
};

/// How to read the tables.
std::string experiment_introduction();

/// The claim, and the heading of the columns.
std::string heading(const experiments::Description& experiment);

/// The contenders at one size. `all` holds the ceilings.
std::string table(const std::vector<Measured>& all, const Measured& measured,
                  const experiments::Comparison& comparison);

/// Everything, as one line of JSON.
std::string to_json(const std::vector<Measured>& all);

}  // namespace lanes
