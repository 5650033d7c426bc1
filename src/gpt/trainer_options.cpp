// The names of engines and precisions, and the checks of the options.
#include "gpt/trainer_options.h"

#include <stdexcept>

#include "gpt/json_reader.h"
#include "gpt/limits.h"
#include "parallel/executor.h"
#include "text/sentence.h"

namespace lanes {

std::string_view name(Engine engine) { return engine == Engine::tensor ? "tensor" : "value"; }

std::string_view name(Precision precision) { return precision == Precision::f32 ? "f32" : "f64"; }

Engine engine_named(std::string_view name) {
  if (name == "tensor") return Engine::tensor;
  if (name == "value") return Engine::value;
  refuse({"The engine must be tensor or value, not ", quoted(name), "."});
}

Precision precision_named(std::string_view name) {
  if (name == "f32") return Precision::f32;
  if (name == "f64") return Precision::f64;
  refuse({"The precision must be f32 or f64, not ", quoted(name), "."});
}

void TrainerOptions::validate() const {
  config.validate();
  require_threads(threads);
  require_within("The number of documents in a batch", batch, batch_limits);
  require_within("The number of steps", steps, step_limits);
  require_within("The seed", static_cast<std::int64_t>(seed), seed_limits);
  const auto require = [](bool holds, const char* sentence) {
    if (!holds) throw std::invalid_argument(sentence);
  };
  require(meets(learning_rate, above_zero), "The learning rate must be a number above zero.");
  require(meets(holdout, below_one), "The share of documents to hold out must be at least 0 and below 1.");
  require(engine == Engine::tensor || precision == Precision::f64,
          "The value engine always works in f64; it has no f32.");
}

}  // namespace lanes
