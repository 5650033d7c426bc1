// The types that cross the border to JavaScript. Embind's own source, whose place this takes, registers every
// type that there may be: a page would load much JavaScript for each, and use none of it.
#include <emscripten/bind.h>

#include <limits>
#include <string>

using emscripten::memory_view;
using emscripten::val;
using emscripten::internal::InitFunc;
using emscripten::internal::TypeID;

namespace {

InitFunc* first_bindings = nullptr;

}  // namespace

extern "C" {

// What Embind's header and its JavaScript expect to find.

void _embind_register_bindings(InitFunc* bindings) {
  bindings->next = first_bindings;
  first_bindings = bindings;
}

void _embind_initialize_bindings() {
  for (const InitFunc* each = first_bindings; each != nullptr; each = each->next) each->init_func();
}

/// Nobody asks: in embind.js, errors tell a type's number.
const char* __getTypeName(const std::type_info*) { return nullptr; }

}  // extern "C"

namespace {

template <class T>
void register_integer(const char* name) {
  using Limits = std::numeric_limits<T>;
  emscripten::internal::_embind_register_integer(TypeID<T>::get(), name, sizeof(T), Limits::min(),
                                                 Limits::max());
}

}  // namespace

EMSCRIPTEN_BINDINGS(types) {
  using namespace emscripten::internal;
  constexpr int uint8_array = 1, float64_array = 7;  // places in Embind's list of typed arrays
  _embind_register_void(TypeID<void>::get(), "void");
  _embind_register_bool(TypeID<bool>::get(), "bool", true, false);
  register_integer<int>("int");
  register_integer<unsigned>("unsigned int");        // as Embind counts the elements of an array
  register_integer<unsigned long>("unsigned long");  // addresses
  _embind_register_float(TypeID<double>::get(), "double", sizeof(double));
  _embind_register_std_string(TypeID<std::string>::get(), "std::string");
  _embind_register_emval(TypeID<val>::get());
  _embind_register_memory_view(TypeID<memory_view<unsigned char>>::get(), uint8_array, "bytes");
  _embind_register_memory_view(TypeID<memory_view<double>>::get(), float64_array, "numbers");
}
