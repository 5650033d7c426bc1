// The contract of the result JSON.
#include "cli/result.h"

#include <nlohmann/json.hpp>

#include "cli/environment.h"
#include "measure/statistics.h"

namespace lanes {
namespace {

using nlohmann::ordered_json;

ordered_json config_json(const RunResult& result) {
  const TrainerOptions& options = result.options;
  ordered_json config = {{"n_layer", options.config.n_layer},
                         {"n_embd", options.config.n_embd},
                         {"n_head", options.config.n_head},
                         {"block_size", options.config.block_size},
                         {"batch", options.batch},
                         {"steps", options.steps},
                         {"seed", options.seed},
                         {"learning_rate", options.learning_rate},
                         {"temperature", result.temperature},
                         {"engine", name(result.info.engine)},
                         {"precision", name(result.info.precision)},
                         {"variant", result.info.variant},
                         {"threads", result.info.threads},
                         {"corpus", name(result.data.corpus)},
                         {"data",
                          {{"name", result.data.name},
                           {"documents", result.info.documents},
                           {"vocabulary", result.info.vocabulary},
                           {"sha256", result.data.sha256}}}};
  if (result.held_out_loss) {
    config["holdout"] = options.holdout;
    config["data"]["held_out"] = result.info.held_out;
  }
  return config;
}

ordered_json summary_json(const RunResult& result) {
  ordered_json summary = {{"parameters", result.info.size.parameters},
                          {"avg_ms", nullptr},
                          {"median_ms", nullptr},
                          {"total_s", result.total_ms / 1e3},
                          {"final_loss", nullptr}};
  if (!result.losses.empty()) {
    summary["avg_ms"] = result.average_ms();
    summary["median_ms"] = measure::median(result.times.step_ms);
    summary["final_loss"] = result.losses.back();
  }
  if (result.held_out_loss) summary["held_out_loss"] = *result.held_out_loss;
  return summary;
}

}  // namespace

std::string to_json(const RunResult& result) {
  const ordered_json json = {{"config", config_json(result)},
                             {"environment", environment_json(result.timer_step_ms)},
                             {"losses", result.losses},
                             {"samples", result.samples},
                             {"chunk_steps", result.times.chunk_steps},
                             {"step_ms", result.times.step_ms},
                             {"summary", summary_json(result)}};
  constexpr bool ascii_only = false;
  return json.dump(-1, ' ', ascii_only, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace lanes
