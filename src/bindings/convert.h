// Values across the border between C++ and JavaScript: every conversion, every check of an argument, and the
// one place where a C++ exception becomes a JavaScript Error. Data is copied in both directions: no
// JavaScript object looks into wasm memory, where growth would leave it stale.
#pragma once

#include <emscripten/emscripten.h>
#include <emscripten/val.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lanes {

using emscripten::val;

/// The largest integer up to which a JavaScript number is exact, 2^53 - 1.
inline constexpr std::int64_t largest_safe_integer = 9007199254740991;

/// A JavaScript Error that carries this sentence.
val to_error(const char* sentence);

/// The result of `action`, or the Error that stands for what it threw. All that JavaScript calls goes through
/// here. The Error is returned and lanes.js throws it, because an exception that leaves wasm, a JavaScript
/// one too, does not restore the stack pointer of the outermost frames: 16 bytes of stack would be lost each
/// time.
template <class Action>
val guarded(const Action& action) {
  constexpr const char* out_of_memory = "Out of memory: this needs more than a WebAssembly module can have.";
  try {
    return action();
  } catch (const std::bad_alloc&) {
    return to_error(out_of_memory);
  } catch (const std::length_error&) {  // a container asked for more than there are addresses
    return to_error(out_of_memory);
  } catch (const std::exception& exception) {
    return to_error(exception.what());
  }
}

/// How long `action` took by JavaScript's clock.
template <class Action>
double milliseconds_of(const Action& action) {
  const double start = emscripten_get_now();
  action();
  return emscripten_get_now() - start;
}

/// The address of an object that is JavaScript's from now on, until it calls destroy<Object>. Only lanes.js
/// sees addresses. Embind has classes for this, which make every module 3 KB heavier.
template <class Object>
val handed_over(std::unique_ptr<Object> object) {
  return val(reinterpret_cast<std::uintptr_t>(object.release()));
}

template <class Object>
void destroy(std::uintptr_t address) {
  delete reinterpret_cast<Object*>(address);
}

template <auto action>
struct Method;
template <class Object, class... Arguments, val (*action)(Object&, Arguments...)>
struct Method<action> {
  static val call(std::uintptr_t address, Arguments... arguments) {
    return action(*reinterpret_cast<Object*>(address), arguments...);
  }
};

/// `action`, a function of an object that was handed over, as JavaScript calls it: with the object's address.
template <auto action>
inline constexpr auto method = &Method<action>::call;

/// Whether `value` is an array, of whatever realm. (val::isArray() asks whether it is one of this realm.)
bool is_array(const val& value);

/// `value` as a whole number; throws std::invalid_argument, naming `what`, unless it is a JavaScript number
/// without a fraction from `least` to `most`.
std::int64_t to_integer(const val& value, const std::string& what, std::int64_t least, std::int64_t most);

/// `value` as a finite number; throws std::invalid_argument, naming `what`, if it is anything else.
double to_number(const val& value, const std::string& what);

/// `value`, a JavaScript string, in UTF-8; throws std::invalid_argument, naming `what`, if it is none.
std::string to_text(const val& value, const std::string& what);

/// A copy of `value`, a Uint8Array; throws std::invalid_argument, naming `what` and the `demand` on it, if it
/// is none.
std::string to_bytes(const val& value, const std::string& what, const std::string& demand = "a Uint8Array");

val to_float64_array(std::span<const double> values);
val to_uint8_array(std::span<const char> bytes);

inline val to_js(const std::string& text) { return val(text); }

/// A plain JavaScript array of numbers.
val to_js(const std::vector<double>& numbers);

/// A plain JavaScript array; of arrays where the elements are vectors.
template <class T>
val to_js(const std::vector<T>& elements) {
  val array = val::array();
  for (const T& element : elements) array.call<void>("push", to_js(element));
  return array;
}

/// The named options of one call. Each is asked for once and may be absent (or undefined); `reject_unknown`
/// then finds the misspelt ones. Everything throws std::invalid_argument in a sentence that names the option.
class Options {
 public:
  /// `object`: a JavaScript object, or undefined for no options. `prefix` comes before the names in
  /// sentences.
  explicit Options(const val& object, std::string prefix = "");

  std::optional<std::int64_t> integer(const char* name, std::int64_t least, std::int64_t most);
  std::int64_t required_integer(const char* name, std::int64_t least, std::int64_t most);
  std::optional<double> number(const char* name);
  std::optional<std::string> text(const char* name);
  std::string bytes(const char* name);                           ///< must be there
  std::optional<std::vector<double>> numbers(const char* name);  ///< a Float64Array
  Options group(const char* name);

  void reject_unknown() const;

 private:
  val take(const char* name);
  std::string label(const char* name) const { return "Option " + prefix_ + name; }

  val object_;
  std::string prefix_;
  std::vector<std::string> known_;
};

/// The option `threads`: usual_threads() by default, and never more than there can be.
int take_threads(Options& options);

}  // namespace lanes
