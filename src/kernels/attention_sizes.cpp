#include "kernels/attention_sizes.h"

#include <cstdint>
#include <new>

namespace lanes {

std::size_t attention_offset(std::span<const std::size_t> starts, std::size_t heads, std::size_t item) {
  std::size_t offset = 0;
  const std::size_t document = item / heads;
  for (std::size_t d = 0; d < document; ++d) {
    const std::size_t rows = starts[d + 1] - starts[d];
    offset += heads * padded(rows) * padded(rows);
  }
  if (item % heads != 0) {
    const std::size_t rows = starts[document + 1] - starts[document];
    offset += item % heads * padded(rows) * padded(rows);
  }
  return offset;
}

std::size_t attention_probabilities(std::span<const std::size_t> starts, std::size_t heads) {
  std::uint64_t count = 0;  // more than a std::size_t of wasm: a long block and a few documents
  for (std::size_t d = 0; d + 1 < starts.size(); ++d) {
    const std::uint64_t rows = padded(starts[d + 1] - starts[d]);
    count += heads * rows * rows;
  }
  if (count != static_cast<std::size_t>(count)) throw std::bad_alloc();
  return static_cast<std::size_t>(count);
}

std::size_t attention_scratch(std::span<const std::size_t> starts, std::size_t head_width) {
  std::size_t longest = 0;
  for (std::size_t d = 0; d + 1 < starts.size(); ++d) longest = std::max(longest, starts[d + 1] - starts[d]);
  return (head_width + padded(longest)) * padded(longest);
}

}  // namespace lanes
