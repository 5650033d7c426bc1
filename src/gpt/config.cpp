// Checks of the sizes and the order of the parameters.
#include "gpt/config.h"

#include "gpt/limits.h"
#include "text/sentence.h"

namespace lanes {

void Config::validate() const {
  require_within("The number of layers", n_layer, layer_limits);
  require_within("The width (embd)", n_embd, size_limits);
  require_within("The number of heads", n_head, size_limits);
  require_within("The block size", block_size, size_limits);
  if (n_embd % n_head != 0) {
    refuse({"The number of heads (", n_head, ") must divide the width (", n_embd, ")."});
  }
}

std::uint64_t parameter_count(const Config& config, int vocabulary) {
  const auto width = static_cast<std::uint64_t>(config.n_embd);
  const auto rows =
      2 * static_cast<std::uint64_t>(vocabulary) + static_cast<std::uint64_t>(config.block_size);
  return rows * width + static_cast<std::uint64_t>(config.n_layer) * 12 * width * width;
}

std::vector<ParameterInfo> parameter_layout(const Config& config, int vocabulary) {
  config.validate();
  const std::uint64_t count = parameter_count(config, vocabulary);
  if (count > max_parameters) {
    refuse({"A model of ", count, " parameters is too large; the limit is ", max_parameters, "."});
  }
  std::vector<ParameterInfo> layout;
  std::size_t offset = 0;
  const auto add = [&](std::string name, int rows, int columns) {
    layout.push_back({std::move(name), rows, columns, offset});
    offset += layout.back().size();
  };
  const int width = config.n_embd;
  add("wte", vocabulary, width);
  add("wpe", config.block_size, width);
  add("lm_head", vocabulary, width);
  for (int i = 0; i < config.n_layer; ++i) {
    const auto add_to_layer = [&](const char* matrix, int rows, int columns) {
      add(sentence({"layer", i, ".", matrix}), rows, columns);
    };
    for (const char* matrix : {"attn_wq", "attn_wk", "attn_wv", "attn_wo"}) {
      add_to_layer(matrix, width, width);
    }
    add_to_layer("mlp_fc1", 4 * width, width);
    add_to_layer("mlp_fc2", width, 4 * width);
  }
  return layout;
}

}  // namespace lanes
