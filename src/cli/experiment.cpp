// lanes experiment: measures what each idea behind fast code contributes on this machine.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/experiment_report.h"
#include "cli/files.h"

namespace lanes {
namespace {

struct ExperimentCommand {
  std::string name;
  std::optional<std::string> json;
};

/// The experiment of that name, or all; the ceilings that they are held against come first.
std::vector<const experiments::Description*> chosen(const std::string& name) {
  std::vector<const experiments::Description*> list;
  for (const experiments::Description& experiment : experiments::descriptions()) {
    if (experiment.ceiling == experiment.name) list.push_back(&experiment);
  }
  if (!name.empty()) {
    const experiments::Description& wanted = experiments::find_experiment(name);
    std::erase_if(list,
                  [&](const experiments::Description* ceiling) { return ceiling->name != wanted.ceiling; });
    if (wanted.ceiling != wanted.name) list.push_back(&wanted);
    return list;
  }
  for (const experiments::Description& experiment : experiments::descriptions()) {
    if (experiment.ceiling != experiment.name) list.push_back(&experiment);
  }
  return list;
}

void run(const ExperimentCommand& command) {
  const std::vector<const experiments::Description*> list = chosen(command.name);
  std::optional<OutputFile> json;
  if (command.json) json.emplace(*command.json);

  std::fputs(experiment_introduction().c_str(), stdout);
  std::vector<Measured> all;
  for (const experiments::Description* experiment : list) {
    all.push_back({experiment, {}});
    std::fputs(heading(*experiment).c_str(), stdout);
    for (const std::size_t size : experiment->sizes) {
      all.back().comparisons.push_back(experiments::compare(*experiment, static_cast<std::int64_t>(size)));
      std::fputs(table(all, all.back(), all.back().comparisons.back()).c_str(), stdout);
      std::fflush(stdout);
    }
  }
  if (json) json->write(to_json(all));
}

}  // namespace

void add_experiment(CLI::App& program) {
  const auto command = std::make_shared<ExperimentCommand>();
  CLI::App& app =
      *program.add_subcommand("experiment", "Measure what makes vectorised code fast, claim by claim");
  std::string names;
  for (const experiments::Description& experiment : experiments::descriptions()) {
    names += (names.empty() ? "" : ", ") + std::string(experiment.name);
  }
  app.add_option("name", command->name, "One of " + names + "; all of them unless given")->type_name("NAME");
  app.add_option("--json", command->json, "Write every figure there")->type_name("FILE");
  app.final_callback([command] { run(*command); });
}

}  // namespace lanes
