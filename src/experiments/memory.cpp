#include "experiments/memory.h"

#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "gpt/json_reader.h"

namespace lanes::experiments {
namespace {

template <class T>
constexpr ElementType element_type(std::string_view name) {
  const auto store = [](void* place, double value) {
    const T element = static_cast<T>(value);
    std::memcpy(place, &element, sizeof(T));
  };
  if constexpr (std::is_integral_v<T>) {
    return {name, sizeof(T), true, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), store};
  } else {
    return {name, sizeof(T), false, 0, 0, store};
  }
}

constexpr ElementType element_types[] = {
    element_type<std::uint8_t>("u8"),  element_type<std::int8_t>("i8"), element_type<std::int16_t>("i16"),
    element_type<std::int32_t>("i32"), element_type<float>("f32"),      element_type<double>("f64"),
};

}  // namespace

const ElementType& element_type_named(std::string_view name) {
  for (const ElementType& type : element_types) {
    if (type.name == name) return type;
  }
  throw std::invalid_argument("The type must be u8, i8, i16, i32, f32 or f64, not " + quoted(name) + ".");
}

Block::Block(const ElementType& type, std::span<const double> values)
    : type_(type),
      bytes_(workspace_.array<std::uint8_t>(values.size() * type.bytes), values.size() * type.bytes) {
  for (std::size_t i = 0; i < values.size(); ++i) set(i, values[i]);
}

BoxedList::BoxedList(std::span<const double> values)
    : boxes_(boxed_integers(workspace_, values.size(), 1), values.size()) {
  for (std::size_t i = 0; i < values.size(); ++i) set(i, values[i]);
}

}  // namespace lanes::experiments
