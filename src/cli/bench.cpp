// lanes bench: how long every kernel and whole training steps take in each variant, beside what the machine
// can do.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/benchmark.h"
#include "bench/measure.h"
#include "cli/bench_report.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "kernels/variants.h"

namespace lanes {
namespace {

struct BenchCommand {
  std::string filter;
  std::string data = LANES_SOURCE_DIR "/data/names.txt";
  std::optional<std::string> json;
};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// Kernels and steps whose name or group holds the text.
std::vector<bench::Benchmark> chosen(const BenchCommand& command, const std::string& names) {
  std::vector<bench::Benchmark> list = bench::kernels();
  for (bench::Benchmark& benchmark : bench::steps(names)) list.push_back(std::move(benchmark));
  const std::string wanted = lower(command.filter);
  std::erase_if(list, [&](const bench::Benchmark& benchmark) {
    const std::string whole = std::string(bench::name(benchmark.group)) + " " + benchmark.name;
    return lower(whole).find(wanted) == std::string::npos;
  });
  if (list.empty()) {
    throw std::invalid_argument(
        "No benchmark has '" + command.filter +
        "' in its name. Try kernel, step, the name of a kernel such as gemm, or no --filter.");
  }
  return list;
}

measure::Plan plan_for(bench::Group group) {
  // Steps take longer, and a block of many averages over short and long documents.
  if (group == bench::Group::step) {
    return {.block_seconds = 3e-3, .warm_up_seconds = 0.02, .seconds = 1.0, .fewest_rounds = 8};
  }
  return {.block_seconds = 5e-4, .warm_up_seconds = 0.005, .seconds = 0.4, .fewest_rounds = 8};
}

void print_introduction() {
  std::printf(
      "Median times per call; all contenders of a line took turns in an order drawn at random, in equally "
      "long\n"
      "blocks of many calls.\n"
      "'times' is how much faster the fastest is than the first; the columns after it are the fastest's, "
      "and\n"
      "'ceiling' is its share of what arithmetic and memory allow, by the ceilings of this very run.\n"
      "'busy' stands where the machine was too busy to tell within 10 %%: try again at a calmer time.\n");
  for (const Variant& variant : variants()) {
    std::printf("  %-9s %s\n", std::string(variant.name).c_str(), std::string(variant.description).c_str());
  }
}

void bench_all(const BenchCommand& command) {
  std::optional<OutputFile> json;
  if (command.json) json.emplace(*command.json);
  const std::string names = read_file(command.data);
  const std::vector<bench::Benchmark> benchmarks = chosen(command, names);

  print_introduction();
  std::vector<bench::Result> results;
  const auto run = [&](const std::vector<bench::Benchmark>& list) {
    for (const bench::Benchmark& benchmark : list) {
      if (results.empty() || results.back().group != benchmark.group) {
        std::fputs(heading(benchmark.group).c_str(), stdout);
      }
      results.push_back(bench::measured(benchmark, plan_for(benchmark.group)));
      std::fputs(line(results.back(), Ceilings(results)).c_str(), stdout);
      std::fflush(stdout);
    }
  };
  run(bench::ceilings());
  run(benchmarks);
  if (json) json->write(to_json(results, Ceilings(results)));
}

}  // namespace

void add_bench(CLI::App& program) {
  const auto command = std::make_shared<BenchCommand>();
  CLI::App& app = *program.add_subcommand("bench", "Time every kernel and whole steps in each variant");
  app.add_option("--filter", command->filter, "Only what has this in its name, such as kernel, step or gemm")
      ->type_name("TEXT");
  app.add_option("--data", command->data, "Names that microGPT trains on, one a line")
      ->type_name("FILE")
      ->capture_default_str();
  app.add_option("--json", command->json, "Write every measured time there")->type_name("FILE");
  app.final_callback([command] { bench_all(*command); });
}

}  // namespace lanes
