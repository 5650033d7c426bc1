// The variants in this program, and the kernels of each.
#pragma once

#include <span>
#include <string_view>

#include "kernels/kernel_table.h"

namespace lanes {

/// What is known of a variant before it runs.
struct Variant {
  std::string_view name;
  std::string_view description;
};

/// The variants in this program, from plain to fastest: all that this processor can run natively, one in a
/// wasm module.
std::span<const Variant> variants();

/// The variant of that name; "best" is the fastest. Throws std::invalid_argument when it is not here, telling
/// what the processor lacks for it or what there is instead.
const Variant& find_variant(std::string_view name);

/// The table of that variant. Throws as find_variant() does.
const KernelTable<float>& f32_kernels(std::string_view variant);

/// The same for what only trains and samples a GPT: a program that has no other table is without the rest.
const KernelTable<float>& f32_training_kernels(std::string_view variant);

}  // namespace lanes
