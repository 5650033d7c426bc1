#include "measure/stopwatch.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "measure/gap.h"
#include "measure/statistics.h"

namespace lanes::measure {
namespace {

constexpr double timer_steps_per_block = 50.0;
constexpr double longest_common_block = 0.06;  // longer than most interruptions: equal lengths matter less
constexpr double most_growth = 8.0;
constexpr std::int64_t most_repetitions = std::int64_t{1} << 24;
constexpr int most_cold_rounds = 16;  // in a row: the clock stands still
constexpr int fewest_warm_rounds = 8;
constexpr double most_warm_up = 4.0;  // times the plan's
constexpr int most_restarts = 3;

/// How many repetitions of a side fill a block, learnt from its blocks and planned anew for each.
class Pace {
 public:
  /// For a block of so many seconds.
  std::int64_t repetitions(double block) const {
    if (!is_known()) return guess_;
    return std::clamp<std::int64_t>(std::llround(block / fastest_), 1, most_repetitions);
  }

  bool is_known() const { return fastest_ < never; }

  /// Of an average repetition, in the fastest block so far: it converges for all sides alike, however often
  /// their blocks are interrupted. 0 while there is none.
  double seconds() const { return is_known() ? fastest_ : 0.0; }

  /// Returns whether the block was long enough to say anything: until the pace is known half of what was
  /// meant, and then what the clock can read.
  bool learn(std::int64_t repetitions, const Block& took, double block, double readable) {
    if (took.seconds < (is_known() ? readable : block / 2)) {
      // The first guess, or code that has just become much faster.
      fastest_ = never;
      const double growth = std::clamp(block / took.seconds, 2.0, most_growth);
      guess_ =
          std::min<std::int64_t>(most_repetitions, std::llround(growth * static_cast<double>(repetitions)));
      return false;
    }
    fastest_ = std::min(fastest_, took.seconds / took.work);
    return true;
  }

 private:
  static constexpr double never = std::numeric_limits<double>::infinity();

  double fastest_ = never;
  std::int64_t guess_ = 1;
};

class Session {
 public:
  Session(std::vector<Side> sides, const Plan& plan, double timer_step, RandomStream random)
      : sides_(std::move(sides)),
        plan_(plan),
        timer_step_(timer_step),
        random_(random),
        paces_(sides_.size()),
        seconds_(sides_.size()) {}

  Rounds run() {
    if (sides_.empty()) return {};
    const bool clock_runs = warm_up();
    add_twin();
    if (clock_runs) measure();
    return {std::move(seconds_), twin_of_, gap_};
  }

 private:
  /// Returns whether the clock sees every side.
  bool warm_up() {
    const double least = plan_.warm_up_seconds * static_cast<double>(sides_.size());
    int cold = 0, warm = 0;  // rounds
    const auto goes_on = [&] {
      if (cold == most_cold_rounds) return false;
      if (warm == 0 || spent_ < least) return true;
      return spent_ < most_warm_up * least && (warm < fewest_warm_rounds || !all_settled());
    };
    while (goes_on()) {
      round();
      const bool known = std::ranges::all_of(paces_, &Pace::is_known);
      cold = known ? 0 : cold + 1;
      warm = known ? warm + 1 : 0;
    }
    forget();
    return cold == 0;
  }

  void measure() {
    for (int restarts = 0;; ++restarts) {
      measure_for(1);
      if (!can_tell()) measure_for(2);
      if (all_settled() || restarts == most_restarts) return;
      forget();
    }
  }

  /// Until so many times as much is done as the plan asks for.
  void measure_for(int times) {
    const auto rounds = [this] { return static_cast<int>(seconds_.front().size()); };
    while (rounds() < plan_.most_rounds &&
           (rounds() < times * plan_.fewest_rounds || spent_ < times * plan_.seconds)) {
      round();
    }
  }

  /// Each side once, in an order drawn at random.
  void round() {
    std::vector<std::size_t> order(sides_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i-- > 1;) {
      std::swap(order[i], order[random_.below(static_cast<std::uint32_t>(i + 1))]);
    }
    const double block = block_seconds();
    std::vector<std::int64_t> repetitions;
    for (const Pace& pace : paces_) repetitions.push_back(pace.repetitions(block));
    if (twin_of_) repetitions.back() = paces_.back().repetitions(block * unlikeness(repetitions));
    for (const std::size_t side : order) time(side, repetitions[side], block);
  }

  void time(std::size_t side, std::int64_t repetitions, double block) {
    const Block took = sides_[side].run(repetitions);
    Pace& pace = paces_[side];
    if (pace.is_known() && holds_gap(took.seconds, static_cast<double>(repetitions) * pace.seconds())) {
      gap_ += took.seconds;
      spent_ += block;
      seconds_[side].push_back(std::numeric_limits<double>::quiet_NaN());
      return;
    }
    spent_ += took.seconds;
    const bool usable = pace.learn(repetitions, took, block, clock_seconds() / 2);
    // A reading stands for all times that the clock cannot tell from it.
    const double within_step = (random_.uniform() - random_.uniform()) * timer_step_;
    seconds_[side].push_back(usable ? (took.seconds + within_step) / took.work
                                    : std::numeric_limits<double>::quiet_NaN());
  }

  /// The shortest block for the clock.
  double clock_seconds() const { return timer_steps_per_block * timer_step_; }

  /// As short as the clock, the plan and the sides allow: equally long for all.
  double block_seconds() const {
    double block = std::max(plan_.block_seconds, clock_seconds());
    for (std::size_t i = 0; i < sides_.size(); ++i) {
      const double one = std::min(paces_[i].seconds(), longest_common_block);
      block = std::max({block, sides_[i].shortest_block, one});
    }
    return block;
  }

  /// How many times longer the longest block of this round is than the shortest, as repetitions are whole.
  double unlikeness(std::span<const std::int64_t> repetitions) const {
    double shortest = std::numeric_limits<double>::infinity(), longest = 0.0;
    for (std::size_t i = 0; i + 1 < paces_.size(); ++i) {
      const double seconds = paces_[i].seconds() * static_cast<double>(repetitions[i]);
      shortest = std::min(shortest, seconds);
      longest = std::max(longest, seconds);
    }
    return shortest > 0.0 ? longest / shortest : 1.0;
  }

  void add_twin() {
    for (std::size_t i = 0; i < sides_.size(); ++i) {
      if (!sides_[i].twin) continue;
      if (!twin_of_ || paces_[i].seconds() < paces_[*twin_of_].seconds()) twin_of_ = i;
    }
    if (!twin_of_) return;
    sides_.push_back(sides_[*twin_of_].twin());
    paces_.push_back(paces_[*twin_of_]);
    seconds_.emplace_back();
  }

  bool all_settled() const {
    return std::ranges::all_of(seconds_, [](const std::vector<double>& times) { return settled(times); });
  }

  /// Whether every ratio to the first side is certain enough to be quoted.
  bool can_tell() const {
    return std::ranges::all_of(seconds_.begin() + 1, seconds_.end(),
                               [this](const std::vector<double>& times) {
                                 return is_quotable(compare(seconds_.front(), times).interval);
                               });
  }

  void forget() {
    for (std::vector<double>& times : seconds_) times.clear();
    spent_ = 0.0;
  }

  std::vector<Side> sides_;
  Plan plan_;
  double timer_step_;
  RandomStream random_;
  std::vector<Pace> paces_;
  std::vector<std::vector<double>> seconds_;
  std::optional<std::size_t> twin_of_;
  double spent_ = 0.0;
  double gap_ = 0.0;
};

}  // namespace

std::function<Block(std::int64_t repetitions)> timed(std::function<double(std::int64_t repetitions)> work) {
  return [work = std::move(work)](std::int64_t repetitions) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    const double done = work(repetitions);
    return Block{std::chrono::duration<double>(Clock::now() - begin).count(), done};
  };
}

double timer_step() {
  using Clock = std::chrono::steady_clock;
  Clock::duration smallest = Clock::duration::max();
  Clock::time_point last = Clock::now();
  for (int ticks = 0; ticks < 1000;) {
    const Clock::time_point now = Clock::now();
    if (now != last) {
      smallest = std::min(smallest, now - last);
      last = now;
      ++ticks;
    }
  }
  return std::chrono::duration<double>(smallest).count();
}

Rounds take_rounds(std::vector<Side> sides, const Plan& plan, double timer_step, RandomStream random) {
  return Session(std::move(sides), plan, timer_step, random).run();
}

}  // namespace lanes::measure
