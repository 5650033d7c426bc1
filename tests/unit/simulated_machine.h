// Machines of which we know the truth, for proving the stopwatch: only their clock is simulated. The same
// machines as in tests/web/simulated-machine.ts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "measure/random_stream.h"
#include "measure/stopwatch.h"

namespace lanes::simulated {

/// What disturbs a measurement; all times in seconds.
struct Traits {
  std::string name;
  double timer_step = 5e-6;
  double drift = 0.0;                   ///< slower by this share of itself per second
  double interruptions = 0.0;           ///< per second, of 0.1 to 50 ms
  double run_from = 0.0, run_to = 0.0;  ///< slices in which we have the core, and then another program; or 0
  double away_from = 0.0, away_to = 0.0;
  double slow_speed = 1.0;  ///< the factor of the slower of two speeds, which alternate every 5 to 50 ms
  bool compiles = false;    ///< the code starts 8 times slower, and is replaced twice
  bool busy = false;        ///< so much that no precision can be asked for
};

inline std::vector<Traits> machines() {
  return {
      {.name = "timer 5 us"},
      {.name = "timer 20 us", .timer_step = 2e-5},
      {.name = "timer 100 us", .timer_step = 1e-4},
      {.name = "timer 1 ms", .timer_step = 1e-3},
      {.name = "grows slower", .drift = 1.0},
      {.name = "grows faster", .drift = -1.0},
      {.name = "two speeds", .slow_speed = 1.4},
      {.name = "two-stage warm-up", .compiles = true},
      {.name = "interrupted", .interruptions = 20},
      {.name = "shared half",
       .run_from = 0.003,
       .run_to = 0.02,
       .away_from = 0.003,
       .away_to = 0.02,
       .busy = true},
      {.name = "shared always",
       .run_from = 0.003,
       .run_to = 0.004,
       .away_from = 0.003,
       .away_to = 0.004,
       .busy = true},
      {.name = "shared half, 100 us",
       .timer_step = 1e-4,
       .run_from = 0.003,
       .run_to = 0.02,
       .away_from = 0.003,
       .away_to = 0.02,
       .busy = true},
      {.name = "shared always, 100 us",
       .timer_step = 1e-4,
       .run_from = 0.003,
       .run_to = 0.004,
       .away_from = 0.003,
       .away_to = 0.004,
       .busy = true},
      {.name = "shared half, 1 ms",
       .timer_step = 1e-3,
       .run_from = 0.003,
       .run_to = 0.02,
       .away_from = 0.003,
       .away_to = 0.02,
       .busy = true},
  };
}

/// Code with its cost, and how far the compiler is with it. A twin shares the code of its model.
struct Code {
  double seconds;              ///< of a repetition
  double second_stage_at = 0;  ///< seconds of the machine's clock
  double busy = 0.0;           ///< seconds that it has run
};

class Machine {
 public:
  Machine(const Traits& traits, measure::RandomStream& random) : traits_(traits), random_(random) {
    phase_ = random_.uniform();
    if (traits_.run_to > 0.0) run_left_ = between(traits_.run_from, traits_.run_to) * random_.uniform();
    if (traits_.interruptions > 0.0) next_interruption_ = waiting_time();
    if (traits_.slow_speed != 1.0) speed_left_ = between(0.005, 0.05);
  }

  measure::Side side(const std::shared_ptr<Code>& code) {
    const auto block = [this, code](std::int64_t repetitions) {
      return run(*code, static_cast<double>(repetitions));
    };
    return {block, [this, code] { return side(code); }};
  }

  std::shared_ptr<Code> code(double seconds) {
    return std::make_shared<Code>(Code{seconds, traits_.compiles ? between(0.02, 0.15) : 0.0});
  }

 private:
  measure::Block run(Code& code, double repetitions) {
    const double begin = reading();
    double left = repetitions * code.seconds * std::exp(0.007 * normal());
    if (traits_.compiles) {
      left *= code.busy < 0.01 ? 8.0 : now_ < code.second_stage_at ? 2.5 : 1.0;
      code.busy += left;
    }
    left *= std::max(0.2, 1.0 + traits_.drift * now_);
    while (left > 0.0) {
      const double factor = slow_ ? traits_.slow_speed : 1.0;
      const double step = std::min({left * factor, run_left_, next_interruption_, speed_left_});
      left = step >= left * factor ? 0.0 : left - step / factor;
      pass(step);
    }
    return {reading() - begin, repetitions};
  }

  /// Lets the time go by that we have the core, and what then happens.
  void pass(double step) {
    now_ += step;
    if ((run_left_ -= step) <= 0.0) {
      now_ += between(traits_.away_from, traits_.away_to);
      run_left_ = between(traits_.run_from, traits_.run_to);
    }
    if ((next_interruption_ -= step) <= 0.0) {
      now_ += 1e-4 * std::exp(std::log(500.0) * random_.uniform());
      next_interruption_ = waiting_time();
    }
    if ((speed_left_ -= step) <= 0.0) {
      slow_ = !slow_;
      speed_left_ = between(0.005, 0.05);
    }
  }

  double reading() const { return std::floor(now_ / traits_.timer_step + phase_) * traits_.timer_step; }
  double between(double low, double high) { return low + (high - low) * random_.uniform(); }
  double waiting_time() { return -std::log(1.0 - random_.uniform()) / traits_.interruptions; }
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - random_.uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * random_.uniform());
  }

  static constexpr double never = std::numeric_limits<double>::infinity();

  const Traits& traits_;
  measure::RandomStream& random_;
  double now_ = 0.0, phase_;
  double run_left_ = never, next_interruption_ = never, speed_left_ = never;
  bool slow_ = false;
};

}  // namespace lanes::simulated
