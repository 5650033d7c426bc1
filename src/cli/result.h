// The outcome of a training run, as the JSON that the program, the page and the Python reference all write.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/step_times.h"
#include "gpt/trainer.h"

namespace lanes {

/// The data a run was trained on.
struct DataSource {
  std::string name;
  std::string sha256;
  CorpusKind corpus = CorpusKind::lines;
};

struct RunResult {
  TrainerOptions options;
  TrainerInfo info;
  DataSource data;
  double temperature = 0.5;
  double timer_step_ms = 0.0;
  std::vector<double> losses;
  std::vector<std::string> samples;
  ChunkTimes times;
  double total_ms = 0.0;  ///< training alone
  std::optional<double> held_out_loss;

  double average_ms() const { return total_ms / static_cast<double>(losses.size()); }
};

/// One line of JSON. Numbers that a run without steps does not have are null.
std::string to_json(const RunResult& result);

}  // namespace lanes
