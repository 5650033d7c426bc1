// Which variants are in this binary, and sizes that callers of the attention kernels must provide.
#include "kernels/kernel_table.h"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace lanes {

#define LANES_VARIANT(name, description, wasm_flags, native_flags, feature) \
  extern const KernelTable<float> name##_f32;
#include "simd/variants.def"
#undef LANES_VARIANT

namespace {

#ifdef LANES_ONLY_VARIANT
#define LANES_TEXT_OF(x) #x
#define LANES_TEXT(x) LANES_TEXT_OF(x)
#define LANES_JOIN_OF(a, b) a##b
#define LANES_JOIN(a, b) LANES_JOIN_OF(a, b)

constexpr std::string_view description_of(std::string_view wanted) {
#define LANES_VARIANT(name, description, wasm_flags, native_flags, feature) \
  if (wanted == #name) return description;
#include "simd/variants.def"
#undef LANES_VARIANT
  return {};
}

std::vector<Variant> list_variants() {
  return {{LANES_TEXT(LANES_ONLY_VARIANT), description_of(LANES_TEXT(LANES_ONLY_VARIANT)),
           &LANES_JOIN(LANES_ONLY_VARIANT, _f32)}};
}
#else
bool processor_can_run(std::string_view variant) {
#if defined(__x86_64__)
  if (variant == "relaxed") return __builtin_cpu_supports("fma") != 0;
#endif
  return !variant.empty();
}

std::vector<Variant> list_variants() {
  std::vector<Variant> list = {
#define LANES_VARIANT(name, description, wasm_flags, native_flags, feature) {#name, description, &name##_f32},
#include "simd/variants.def"
#undef LANES_VARIANT
  };
  std::erase_if(list, [](const Variant& variant) { return !processor_can_run(variant.name); });
  return list;
}
#endif

}  // namespace

std::span<const Variant> variants() {
  static const std::vector<Variant> list = list_variants();
  return list;
}

const Variant& find_variant(std::string_view name) {
  std::string names;
  for (const Variant& variant : variants()) {
    if (variant.name == name) return variant;
    names += (names.empty() ? "" : ", ") + std::string(variant.name);
  }
  throw std::invalid_argument("There is no variant '" + std::string(name) + "' here, only: " + names + ".");
}

const KernelTable<float>& f32_kernels(std::string_view variant) { return *find_variant(variant).f32; }

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
