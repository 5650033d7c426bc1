// Conversions of the sizes of models.
#include "bindings/model.h"

#include <limits>

namespace lanes {

void take_sizes(Options& options, Config& config, int& batch) {
  Options sizes = options.group("config");
  const auto take = [&](const char* name, int& size) {
    size = static_cast<int>(sizes.integer(name, 1, std::numeric_limits<int>::max()).value_or(size));
  };
  take("nLayer", config.n_layer);
  take("nEmbd", config.n_embd);
  take("nHead", config.n_head);
  take("blockSize", config.block_size);
  take("batch", batch);
  sizes.reject_unknown();
}

val to_js(const ModelSize& size) {
  val result = val::object();
  result.set("parameters", static_cast<double>(size.parameters));
  result.set("flopsPerStep", size.flops_per_step);
  result.set("boxes", static_cast<double>(size.boxes));
  return result;
}

}  // namespace lanes
