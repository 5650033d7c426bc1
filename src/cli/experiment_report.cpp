#include "cli/experiment_report.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/environment.h"
#include "cli/intervals.h"
#include "cli/step_times.h"

namespace lanes {
namespace {

using experiments::CheckedClause;
using experiments::Clause;
using experiments::Comparison;
using experiments::Description;
using experiments::Finding;
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
  if (!(x > 0.0)) return "-";
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

/// "12.3 times [12.12 to 12.61]", or that there is nothing to say. Where it cannot be told, no number is.
std::string speed_up(const Estimate& estimate, const Judgement& judgement) {
  const std::string ratio = ratio_text(estimate.ratio, estimate.interval);
  const std::string range = " [" + interval_text(estimate.interval) + "]";
  switch (judgement.verdict) {
    case Verdict::cannot_tell:
      return "cannot tell. " + std::string(judgement.reason);
    case Verdict::no_difference:
      return "no significant difference" + range;
    case Verdict::slower:
      return ratio + " times: slower" + range;
    default:
      return ratio + " times" + range;
  }
}

/// What is claimed: "at least 2", "at most 1.5", "10 to 100".
std::string limits(const Clause& clause) {
  if (clause.least == 0.0) return text("at most %.3g", clause.most);
  if (std::isfinite(clause.most)) return text("%.3g to %.3g", clause.least, clause.most);
  return text("at least %.3g", clause.least);
}

std::string claim(const Comparison& comparison) {
  std::string out = "  The claim " + std::string(name(comparison.claim)) +
                    (comparison.claim == Finding::not_about_this_size ? ".\n" : " here.\n");
  for (const CheckedClause& checked : comparison.clauses) {
    const auto& [clause, estimate, judgement, finding] = checked;
    out += "    " + std::string(clause->faster) + " over " + std::string(clause->slower) + ": " +
           speed_up(estimate, judgement) + "; claimed: " + limits(*clause) + "\n";
  }
  return out;
}

/// An estimate that could not be told is null.
ordered_json estimate_json(const Estimate& estimate, const Judgement& judgement) {
  const bool is_told = judgement.verdict != Verdict::cannot_tell;
  const auto told = [is_told](double x) { return is_told ? ordered_json(x) : ordered_json(); };
  return {{"ratio", told(estimate.ratio)},
          {"low", told(estimate.interval.low)},
          {"high", told(estimate.interval.high)},
          {"rounds", estimate.rounds}};
}

ordered_json claim_json(const Comparison& comparison) {
  ordered_json clauses = ordered_json::array();
  for (const auto& [clause, estimate, judgement, finding] : comparison.clauses) {
    clauses.push_back({{"faster", clause->faster},
                       {"slower", clause->slower},
                       {"least", clause->least},
                       {"most", clause->most},
                       {"speed_up", estimate_json(estimate, judgement)},
                       {"verdict", name(judgement.verdict)},
                       {"finding", name(finding)}});
  }
  return {{"finding", name(comparison.claim)}, {"clauses", clauses}};
}

ordered_json result_json(const std::vector<Measured>& all, const Description& experiment,
                         const Comparison& comparison, const Result& result) {
  const Judgement judgement = judge(result.speed_up, comparison.control);
  ordered_json notes = ordered_json::object();
  for (const experiments::Note& note : result.notes) notes[note.name] = note.value;
  return {{"name", result.contender->name},
          {"variant", experiments::name(result.contender->home)},
          {"threads", result.contender->threads},
          {"description", result.contender->description},
          {"ns_per_pass",
           is_quotable(result.seconds.interval) ? ordered_json(result.seconds.value * 1e9) : ordered_json()},
          {"items", result.pass.items},
          {"bytes", result.pass.bytes},
          {"flops", result.pass.flops},
          {"checksum", result.pass.checksum},
          {"ceiling_share", rate(experiment, result) / ceiling(all, experiment, result)},
          {"speed_up", estimate_json(result.speed_up, judgement)},
          {"verdict", name(judgement.verdict)},
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
         "it exceeds what the fastest contender showed against itself. Where the machine was too busy to "
         "tell\n"
         "within 10 %, there is no number: try again at a calmer time.\n";
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
    const std::string name(result.contender->name);
    if (is_quotable(result.seconds.interval)) {
      const double share = rate(experiment, result) / ceiling(all, experiment, result);
      out += text(
          "  %-22s %10s %9s %9s %8.0f%%  ", name.c_str(), figure(result.nanoseconds_per_item()).c_str(),
          figure(result.gigabytes_per_second()).c_str(), figure(result.gigaflops()).c_str(), 100 * share);
    } else {
      out += text("  %-22s %40s  ", name.c_str(), "too busy to tell");
    }
    const Judgement judgement = judge(result.speed_up, comparison.control);
    out += (is_first ? "" : speed_up(result.speed_up, judgement)) + "\n";
    for (const experiments::Note& note : result.notes) {
      out += text("    %s: %s\n", note.name.c_str(), text("%.4g", note.value).c_str());
    }
  }
  const Estimate& control = comparison.control;
  out += text("  %s against itself: %.3f [%s], %zu rounds\n", std::string(comparison.fastest->name).c_str(),
              control.ratio, interval_text(control.interval).c_str(), control.rounds);
  out += claim(comparison);
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
                       {"claim", claim_json(comparison)},
                       {"control", estimate_json(comparison.control, {Verdict::no_difference})},
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
