// The golden runs under tests/golden: what our plain-Python microGPT got, and how to run the same here.
#pragma once

#include <catch_amalgamated.hpp>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gpt/trainer.h"

namespace lanes {

inline std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

struct Golden {
  TrainerOptions options;  ///< engine, precision and variant are for the test to choose
  CorpusKind corpus;
  double temperature;
  std::optional<std::string> data_file;  ///< from the top of the source tree; none: the names of makemore
  std::size_t documents;
  int vocabulary;
  std::uint64_t parameters;
  std::vector<double> losses;
  std::optional<double> held_out_loss;  ///< after the last step
  std::vector<std::string> samples;

  /// The bytes trained on; none when they are not at hand.
  std::optional<std::string> data() const {
    const std::string top = LANES_SOURCE_DIR "/";
    if (data_file) {
      std::optional<std::string> bytes = read_file(top + *data_file);
      INFO("data file " << *data_file);
      REQUIRE(bytes.has_value());
      return bytes;
    }
    if (const char* path = std::getenv("LANES_NAMES"); path != nullptr && *path != '\0') {
      std::optional<std::string> bytes = read_file(path);
      INFO("LANES_NAMES is " << path);
      REQUIRE(bytes.has_value());
      return bytes;
    }
    return read_file(top + "../shared/data/names.txt");
  }
};

inline Golden read_golden(const std::string& name) {
  const std::optional<std::string> bytes = read_file(LANES_SOURCE_DIR "/tests/golden/" + name + ".json");
  INFO("golden run " << name);
  REQUIRE(bytes.has_value());
  const nlohmann::json run = nlohmann::json::parse(*bytes), &config = run.at("config");
  Golden golden;
  golden.options.config = {config.at("n_layer"), config.at("n_embd"), config.at("n_head"),
                           config.at("block_size")};
  golden.options.batch = config.at("batch");
  golden.options.steps = config.at("steps");
  golden.options.seed = config.at("seed");
  golden.options.learning_rate = config.at("learning_rate");
  golden.options.holdout = config.value("holdout", 0.0);
  golden.corpus = corpus_kind_named(config.at("corpus").get<std::string>());
  golden.temperature = config.at("temperature");
  if (!run.at("data_file").is_null()) golden.data_file = run.at("data_file").get<std::string>();
  golden.documents = config.at("data").at("documents");
  golden.vocabulary = config.at("data").at("vocabulary");
  golden.parameters = run.at("summary").at("parameters");
  golden.losses = run.at("losses").get<std::vector<double>>();
  if (golden.options.holdout > 0.0) golden.held_out_loss = run.at("summary").at("held_out_loss");
  golden.samples = run.at("samples").get<std::vector<std::string>>();
  return golden;
}

}  // namespace lanes
