// The names of engines, and the choice among them.
#include "gpt/learner.h"

#include <stdexcept>

namespace lanes {

std::string_view name(Engine engine) { return engine == Engine::tensor ? "tensor" : "value"; }

std::string_view name(Precision precision) { return precision == Precision::f32 ? "f32" : "f64"; }

Engine engine_named(std::string_view name) {
  if (name == "tensor") return Engine::tensor;
  if (name == "value") return Engine::value;
  throw std::invalid_argument("The engine must be tensor or value, not '" + std::string(name) + "'.");
}

Precision precision_named(std::string_view name) {
  if (name == "f32") return Precision::f32;
  if (name == "f64") return Precision::f64;
  throw std::invalid_argument("The precision must be f32 or f64, not '" + std::string(name) + "'.");
}

std::unique_ptr<Learner> make_learner(const LearnerOptions& options, int vocabulary) {
  const bool single = options.precision == Precision::f32;
  return (single ? make_f32_learner : make_f64_learner)(options, vocabulary);
}

}  // namespace lanes
