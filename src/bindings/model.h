// The sizes of models across the border.
#pragma once

#include "bindings/convert.h"
#include "gpt/config.h"
#include "gpt/model_size.h"

namespace lanes {

/// The group of options `config`: the sizes of a model, and how many documents a step trains on. What is left
/// out stays as it is.
void take_sizes(Options& options, Config& config, int& batch);

/// {parameters, flopsPerStep, boxes}
val to_js(const ModelSize& size);

}  // namespace lanes
