// Intervals as people read them.
#pragma once

#include <string>

#include "measure/statistics.h"

namespace lanes {

/// "14.62 to 15.31": with one digit more than it takes to tell the ends apart, but no more than six.
std::string interval_text(const measure::Interval& interval);

/// A ratio with three digits, or as many as it takes to lie in its interval: "3.16", "11.83".
std::string ratio_text(double ratio, const measure::Interval& interval);

}  // namespace lanes
