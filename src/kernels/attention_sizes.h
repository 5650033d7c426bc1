// How attention probabilities lie in memory, and how much of it the callers of the attention kernels provide.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "simd/variant_list.h"

namespace lanes {

/// Rows and columns of attention probabilities, and rows of cached keys, are padded to a multiple of this: to
/// whole registers of the widest lanes in this program, and to blocks of four queries.
inline constexpr std::size_t row_padding = std::max(4, widest_lanes);

inline constexpr std::size_t padded(std::size_t n) {
  return (n + row_padding - 1) / row_padding * row_padding;
}

/// Offset, in elements, of the probabilities of (document, head): padded(length) rows of padded(length).
std::size_t attention_offset(std::span<const std::size_t> starts, std::size_t heads, std::size_t item);

/// Elements that Attention::probabilities must hold. Throws std::bad_alloc if that is more than can be
/// counted.
std::size_t attention_probabilities(std::span<const std::size_t> starts, std::size_t heads);

/// Elements that Attention::scratch must hold for a range of items worked on by one thread.
std::size_t attention_scratch(std::span<const std::size_t> starts, std::size_t head_width);

}  // namespace lanes
