// The shape of a GPT and of its parameters: what both engines, the sampler and the checkpoints agree on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lanes {

/// The sizes of a model. The defaults are microGPT's (Karpathy, 2026).
struct Config {
  int n_layer = 1;      ///< transformer blocks
  int n_embd = 16;      ///< width of the residual stream, C
  int n_head = 4;       ///< attention heads; must divide n_embd
  int block_size = 16;  ///< longest context in tokens

  int head_width() const { return n_embd / n_head; }

  /// Throws std::invalid_argument, in a sentence for people, unless every size is positive, within reason,
  /// and the heads divide the width.
  void validate() const;

  bool operator==(const Config&) const = default;
};

/// One matrix among the parameters: (rows, columns) = (out, in), row-major, at `offset` elements into the
/// one allocation that holds them all.
struct ParameterInfo {
  std::string name;
  int rows;
  int columns;
  std::size_t offset;

  std::size_t size() const { return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns); }
};

/// The largest model that is accepted: with gradients and Adam's moments it fills 1.6 GB in f32.
inline constexpr std::uint64_t max_parameters = 100'000'000;

/// Number of parameters of the model.
std::uint64_t parameter_count(const Config& config, int vocabulary);

/// Every parameter in the order in which microGPT draws them: wte, wpe, lm_head, then per layer
/// attn_wq, attn_wk, attn_wv, attn_wo, mlp_fc1, mlp_fc2. They lie one after the other without gaps.
/// Throws std::invalid_argument when validate() does, or when there are more than max_parameters.
std::vector<ParameterInfo> parameter_layout(const Config& config, int vocabulary);

/// A document as the models train on it: n + 1 tokens, of which 0..n-1 are the inputs and 1..n the targets,
/// with 1 <= n <= block_size.
using Document = std::span<const std::int32_t>;

}  // namespace lanes
