#include "kernels/variants.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "simd/variant_list.h"

namespace lanes {

#define LANES_DECLARE(name, description, lanes, check) \
  extern const KernelTable<float> name##_f32, name##_training_f32;
LANES_VARIANTS_HERE(LANES_DECLARE)
#undef LANES_DECLARE

namespace {

std::vector<Variant> list_variants() {
  std::vector<Variant> list;
#define LANES_ADD(name, description, lanes, check) \
  if (check) list.push_back({#name, description});
  LANES_VARIANTS_HERE(LANES_ADD)
#undef LANES_ADD
  return list;
}

/// In a sentence, why there is no variant of this name here.
std::string obstacle(std::string_view wanted) {
#define LANES_NEEDS(name, has_module, needs) \
  if (wanted == #name && *needs != '\0')     \
    return "The variant '" #name "' cannot run here, as it needs an x86-64 processor with " needs ".";
  LANES_EVERY_VARIANT(LANES_NEEDS)
#undef LANES_NEEDS
  std::string names;
  for (const Variant& variant : variants()) {
    names += (names.empty() ? "" : ", ") + std::string(variant.name);
  }
  return "There is no variant '" + std::string(wanted) + "' here, only: " + names + ".";
}

/// That of `tables` which belongs to the variant of this name.
const KernelTable<float>& named(std::span<const KernelTable<float>* const> tables, std::string_view name) {
  const std::string_view found = find_variant(name).name;
  return **std::ranges::find_if(tables, [=](const auto* table) { return table->variant == found; });
}

}  // namespace

std::span<const Variant> variants() {
  static const std::vector<Variant> list = list_variants();
  return list;
}

const Variant& find_variant(std::string_view name) {
  if (name == "best") return variants().back();
  for (const Variant& variant : variants()) {
    if (variant.name == name) return variant;
  }
  throw std::invalid_argument(obstacle(name));
}

const KernelTable<float>& f32_kernels(std::string_view variant) {
  static constexpr const KernelTable<float>* tables[] = {
#define LANES_TABLE(name, description, lanes, check) &name##_f32,
      LANES_VARIANTS_HERE(LANES_TABLE)
#undef LANES_TABLE
  };
  return named(tables, variant);
}

const KernelTable<float>& f32_training_kernels(std::string_view variant) {
  static constexpr const KernelTable<float>* tables[] = {
#define LANES_TABLE(name, description, lanes, check) &name##_training_f32,
      LANES_VARIANTS_HERE(LANES_TABLE)
#undef LANES_TABLE
  };
  return named(tables, variant);
}

}  // namespace lanes
