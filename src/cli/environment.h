// Where and when a result was measured: the part "environment" of every result JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace lanes {

/// Date, machine and compiler, cores, the clock's step, and the version of Lanes.
nlohmann::ordered_json environment_json(double timer_step_ms);

}  // namespace lanes
