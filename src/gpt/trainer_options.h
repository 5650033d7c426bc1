// What a user says about training: sizes, engine, precision, kernels by name, and the course of the run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gpt/config.h"

namespace lanes {

/// How gradients are worked out: on contiguous tensors, or on a graph of boxed scalars (always f64).
enum class Engine { tensor, value };
enum class Precision { f32, f64 };

/// "tensor", "value"; "f32", "f64".
std::string_view name(Engine engine);
std::string_view name(Precision precision);
/// The other way round. Throw std::invalid_argument for other names.
Engine engine_named(std::string_view name);
Precision precision_named(std::string_view name);

struct TrainerOptions {
  Config config;
  Engine engine = Engine::tensor;
  Precision precision = Precision::f32;  ///< the value engine needs f64
  std::string variant = "simd";          ///< of the kernels in f32; see kernels/variants.h
  int threads = 1;                       ///< 1 to thread_limit()
  int batch = 1;                         ///< documents per step
  std::uint64_t seed = 42;               ///< 0 to 2^53 - 1
  std::int64_t steps = 1000;             ///< over which the learning rate falls to zero
  double learning_rate = 0.01;
  double holdout = 0.0;  ///< share of the distinct documents that nobody trains on: 0 to below 1

  /// Throws std::invalid_argument, in a sentence for people, when something makes no sense. Whether there is
  /// such a variant is for whoever looks up its kernels to say.
  void validate() const;
};

}  // namespace lanes
