#include "cli/experiment_report.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/environment.h"
#include "cli/step_times.h"

namespace lanes {
namespace {

using experiments::Comparison;
using experiments::Description;
using experiments::Result;
using measure::Estimate;
using measure::Judgement;
using measure::Verdict;
using nlohmann::ordered_json;

std::string text(const char* format, ...) {
  char buffer[240];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

/// 1,300,000
std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// Three digits that say something.
std::string figure(double x) {
  if (x == 0.0) return "-";
  return text("%.*f", x < 1 ? 3 : x < 10 ? 2 : x < 100 ? 1 : 0, x);
}

/// The figure that an experiment is about, as a rate: the larger, the better.
double rate(const Description& experiment, const Result& result) {
  return experiment.ceiling == "peak" ? result.gigaflops() : result.gigabytes_per_second();
}

/// How fast this machine can be at work of the kind that the experiment's ceiling stands for: the best
/// contender of that, at the size closest in bytes. 0 when it was not measured.
double ceiling(const std::vector<Measured>& all, const Description& experiment, const Result& result) {
  double best = 0.0, least = INFINITY;
  for (const Measured& measured : all) {
    if (measured.experiment->name != experiment.ceiling) continue;
    for (const Comparison& comparison : measured.comparisons) {
      const double bytes = comparison.results.front().pass.bytes;
      const double distance =
          experiment.ceiling == "peak" ? 0.0 : std::fabs(std::log(bytes / result.pass.bytes));
      if (distance < least) best = 0.0;
      if (distance > least) continue;
      least = distance;
      for (const Result& contender : comparison.results) best = std::max(best, rate(experiment, contender));
    }
  }
  return best;
}

/// "12.3 times [12.1, 12.6]", or that there is nothing to say.
std::string speed_up(const Estimate& estimate, const Estimate& control) {
  const std::string range =
      text("[%s, %s]", figure(estimate.interval.low).c_str(), figure(estimate.interval.high).c_str());
  const Judgement judgement = judge(estimate, control);
  switch (judgement.verdict) {
    case Verdict::cannot_tell:
      return "cannot tell " + range + ". " + std::string(judgement.reason);
    case Verdict::no_difference:
      return "no significant difference " + range;
    default:
      return figure(estimate.ratio) + " times " + range;
  }
}

ordered_json estimate_json(const Estimate& estimate) {
  return {{"ratio", estimate.ratio},
          {"low", estimate.interval.low},
          {"high", estimate.interval.high},
          {"rounds", estimate.rounds}};
}

ordered_json result_json(const std::vector<Measured>& all, const Description& experiment,
                         const Comparison& comparison, const Result& result) {
  ordered_json notes = ordered_json::object();
  for (const experiments::Note& note : result.notes) notes[note.name] = note.value;
  return {{"name", result.contender->name},
          {"variant", experiments::name(result.contender->home)},
          {"threads", result.contender->threads},
          {"description", result.contender->description},
          {"ns_per_pass", result.seconds * 1e9},
          {"items", result.pass.items},
          {"bytes", result.pass.bytes},
          {"flops", result.pass.flops},
          {"checksum", result.pass.checksum},
          {"ceiling_share", rate(experiment, result) / ceiling(all, experiment, result)},
          {"speed_up", estimate_json(result.speed_up)},
          {"verdict", measure::name(judge(result.speed_up, comparison.control).verdict)},
          {"notes", notes}};
}

}  // namespace

std::string experiment_introduction() {
  return "All contenders of an experiment do the same work and give the same checksum. They took turns in "
         "an\n"
         "order drawn at random, in equally long blocks after a warm-up; times are medians. 'ceiling' is the "
         "share of what\n"
         "this machine can do on one thread with 128-bit registers, as the experiments read, triad and peak "
         "found\n"
         "it in this run. The speed-up is over the first contender, with its 95 % interval; it counts only "
         "where\n"
         "it exceeds what the fastest contender showed against itself.\n";
}

std::string heading(const Description& experiment) {
  return text("\n%s (%s). ", std::string(experiment.title).c_str(), std::string(experiment.name).c_str()) +
         std::string(experiment.claim) +
         text("\n  nanoseconds are per %s\n", std::string(experiment.item).c_str()) +
         text("  %-22s %10s %9s %9s %9s  %s\n", "", "ns", "GB/s", "GFLOP/s", "ceiling",
              "faster than the first");
}

std::string table(const std::vector<Measured>& all, const Measured& measured, const Comparison& comparison) {
  const Description& experiment = *measured.experiment;
  std::string out = grouped(comparison.size) + " " + std::string(experiment.size) + "\n";
  for (const Result& result : comparison.results) {
    const bool is_first = &result == &comparison.results.front();
    const double share = rate(experiment, result) / ceiling(all, experiment, result);
    out += text("  %-22s %10s %9s %9s %8.0f%%  ", std::string(result.contender->name).c_str(),
                figure(result.nanoseconds_per_item()).c_str(), figure(result.gigabytes_per_second()).c_str(),
                figure(result.gigaflops()).c_str(), 100 * share);
    out += (is_first ? "" : speed_up(result.speed_up, comparison.control)) + "\n";
    for (const experiments::Note& note : result.notes) {
      out += text("    %s: %s\n", note.name.c_str(), text("%.4g", note.value).c_str());
    }
  }
  const Estimate& control = comparison.control;
  out += text("  %s against itself: %.3f [%.3f, %.3f], %zu rounds\n",
              std::string(comparison.fastest->name).c_str(), control.ratio, control.interval.low,
              control.interval.high, control.rounds);
  if (comparison.gap == 0.0) return out;
  return out + text("  For %.1f s nothing ran, as while a computer sleeps; that time is left out.\n",
                    comparison.gap);
}

std::string to_json(const std::vector<Measured>& all) {
  ordered_json list = ordered_json::array();
  for (const Measured& measured : all) {
    const Description& experiment = *measured.experiment;
    ordered_json sizes = ordered_json::array();
    for (const Comparison& comparison : measured.comparisons) {
      ordered_json contenders = ordered_json::array();
      for (const Result& result : comparison.results) {
        contenders.push_back(result_json(all, experiment, comparison, result));
      }
      sizes.push_back({{"size", comparison.size},
                       {"contenders", contenders},
                       {"control", estimate_json(comparison.control)},
                       {"gap_ms", comparison.gap * 1e3}});
    }
    list.push_back({{"name", experiment.name},
                    {"title", experiment.title},
                    {"claim", experiment.claim},
                    {"item", experiment.item},
                    {"size_counts", experiment.size},
                    {"unit", experiments::name(experiment.unit)},
                    {"ceiling", experiment.ceiling},
                    {"results", sizes}});
  }
  return ordered_json{
             {"version", 1}, {"environment", environment_json(timer_step_ms())}, {"experiments", list}}
             .dump() +
         '\n';
}

}  // namespace lanes
