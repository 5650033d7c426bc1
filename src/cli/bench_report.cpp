#include "cli/bench_report.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/environment.h"
#include "cli/intervals.h"
#include "cli/step_times.h"
#include "kernels/variants.h"

namespace lanes {
namespace {

using bench::Group;
using bench::Result;
using bench::Timing;
using nlohmann::ordered_json;

constexpr int name_width = 46;

std::string text(const char* format, ...) {
  char buffer[160];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

/// How many nanoseconds the unit of a time has.
double unit_of(double ns) { return ns < 1e3 ? 1.0 : ns < 1e6 ? 1e3 : 1e6; }

const char* name_of_unit(double unit) { return unit == 1.0 ? "ns" : unit == 1e3 ? "us" : "ms"; }

/// Three digits and a unit; no number where the machine was too busy to tell within 10 %.
std::string time_text(const Timing& timing) {
  if (!is_quotable(timing.interval)) return "busy";
  const double unit = unit_of(timing.median_ns), value = timing.median_ns / unit;
  return text("%.*f %s", value < 10 ? 2 : value < 100 ? 1 : 0, value, name_of_unit(unit));
}

/// "31.2 us, 95% from 31.04 to 31.38 us"
std::string time_and_interval(const Timing& timing) {
  const auto [low, high] = timing.interval;
  const double unit = unit_of(timing.median_ns);
  std::string out = text("%9s", time_text(timing).c_str());
  if (!is_quotable(timing.interval)) return out;
  return out + ", 95% from " + interval_text({low / unit, high / unit}) + " " + name_of_unit(unit);
}

std::string rate_text(double rate) { return rate > 0.0 ? text("%.*f", rate < 100 ? 1 : 0, rate) : "-"; }

/// GFLOP/s, GB/s and the share of the ceiling; tokens where the work is counted in them.
std::string figures(const Timing& timing, const Ceilings& ceilings, bool is_ceiling) {
  if (timing.work.tokens > 0.0) return text("  %.2f M tokens/s", timing.work.tokens / timing.median_ns * 1e3);
  const double share = ceilings.share(timing);
  return text("%9s %8s", rate_text(timing.work.flops / timing.median_ns).c_str(),
              rate_text(timing.work.bytes / timing.median_ns).c_str()) +
         (share > 0.0 && !is_ceiling ? text(" %7.0f%%", 100 * share) : "");
}

bool compares_variants(const Result& result) {
  return std::ranges::all_of(result.timings,
                             [](const Timing& timing) { return timing.contender == timing.variant; });
}

const Timing* find(const Result& result, std::string_view contender) {
  const auto found = std::ranges::find(result.timings, contender, &Timing::contender);
  return found == result.timings.end() ? nullptr : &*found;
}

}  // namespace

Ceilings::Ceilings(const std::vector<Result>& results) : results_(&results) {}

double Ceilings::peak(std::string_view variant) const {
  for (const Result& result : *results_) {
    if (result.name != "peak") continue;
    // What the compiler vectorised by itself could have been written by hand.
    const Timing* timing = find(result, variant);
    if (timing == nullptr) timing = find(result, "simd");
    if (timing != nullptr) return timing->work.flops / timing->median_ns;
  }
  return 0.0;
}

double Ceilings::bandwidth(std::string_view variant, double bytes) const {
  double nearest = 0.0, distance = INFINITY;
  for (const Result& result : *results_) {
    if (result.group != Group::ceiling || result.name == "peak") continue;
    const Timing* timing = find(result, variant);
    if (timing == nullptr) timing = find(result, "simd");
    if (timing == nullptr) continue;
    const double away = std::fabs(std::log(timing->work.bytes / bytes));
    if (away < distance) {
      distance = away;
      nearest = timing->work.bytes / timing->median_ns;
    }
  }
  return nearest;
}

double Ceilings::share(const Timing& timing) const {
  double least_ns = 0.0;
  const double flops_per_ns = peak(timing.variant);
  if (flops_per_ns > 0.0) least_ns = timing.work.flops / flops_per_ns;
  if (timing.work.bytes > 0.0) {
    const double bytes_per_ns = bandwidth(timing.variant, timing.work.bytes);
    if (bytes_per_ns > 0.0) least_ns = std::max(least_ns, timing.work.bytes / bytes_per_ns);
  }
  return least_ns / timing.median_ns;
}

std::string heading(Group group) {
  const char* titles[] = {"Ceilings", "Kernels", "Whole steps"};
  std::string out = text("\n%-*s", name_width, titles[static_cast<int>(group)]);
  for (const Variant& variant : variants()) out += text(" %9s", std::string(variant.name).c_str());
  return out + text("  times by  %8s %8s %8s\n", "GFLOP/s", "GB/s", group == Group::ceiling ? "" : "ceiling");
}

std::string line(const Result& result, const Ceilings& ceilings) {
  const bool is_ceiling = result.group == Group::ceiling;
  if (!compares_variants(result)) {
    std::string out = result.name + "\n";
    for (const Timing& timing : result.timings) {
      out += text("  %-*s ", name_width - 2, timing.contender.c_str()) + time_and_interval(timing) + "\n";
    }
    return out;
  }
  std::string out = text("%-*s", name_width, result.name.c_str());
  const Timing* fastest = nullptr;
  for (const Variant& variant : variants()) {
    const Timing* timing = find(result, variant.name);
    out += text(" %9s", timing == nullptr ? "" : time_text(*timing).c_str());
    if (timing != nullptr && (fastest == nullptr || timing->median_ns < fastest->median_ns)) fastest = timing;
  }
  if (fastest == nullptr || !is_quotable(fastest->interval)) return out + "\n";
  const bool is_told = fastest->ratio > 1.0 && is_quotable(fastest->ratio_interval);
  out += is_told ? text("  %5.2f   ", fastest->ratio) : std::string(10, ' ');
  return out + figures(*fastest, ceilings, is_ceiling) + "\n";
}

std::string to_json(const std::vector<Result>& results, const Ceilings& ceilings) {
  ordered_json rows = ordered_json::array();
  for (const Result& result : results) {
    ordered_json contenders = ordered_json::array();
    for (const Timing& timing : result.timings) {
      contenders.push_back({{"name", timing.contender},
                            {"variant", timing.variant},
                            {"flops", timing.work.flops},
                            {"bytes", timing.work.bytes},
                            {"tokens", timing.work.tokens},
                            {"median_ns", timing.median_ns},
                            {"low_ns", timing.interval.low},
                            {"high_ns", timing.interval.high},
                            {"ratio", timing.ratio},
                            {"ratio_low", timing.ratio_interval.low},
                            {"ratio_high", timing.ratio_interval.high},
                            {"ceiling_share", ceilings.share(timing)},
                            {"ns", timing.ns}});
    }
    rows.push_back({{"group", bench::name(result.group)}, {"name", result.name}, {"contenders", contenders}});
  }
  const ordered_json json = {
      {"version", 1}, {"environment", environment_json(timer_step_ms())}, {"rows", rows}};
  return json.dump() + '\n';
}

}  // namespace lanes
