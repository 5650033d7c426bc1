// Conversions and checks of what JavaScript passes in.
#include "bindings/convert.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "gpt/json_reader.h"
#include "parallel/executor.h"
#include "text/sentence.h"

namespace lanes {
namespace {

/// How a sentence shows a value that is not what it should be.
std::string describe(const val& value) {
  const std::string type = value.typeOf().as<std::string>();
  if (type == "string") return quoted(value.call<std::string>("slice", 0, 100));  // more than it shows
  if (is_array(value)) return "an array";
  if (type == "function") return "a function";
  if (type == "object" && !value.isNull()) {
    const val to_string = val::global("Object")["prototype"]["toString"];
    const std::string tag = to_string.call<std::string>("call", value);  // "[object Uint16Array]"
    const bool plain = tag == "[object Object]" || tag == "[object ]";
    const std::string kind = plain ? "object" : tag.substr(8, tag.size() - 9);
    return (std::string_view("AEIOaeio").find(kind.front()) == std::string_view::npos ? "a " : "an ") + kind;
  }
  return val::global("String")(value).as<std::string>();
}

[[noreturn]] void reject(const std::string& what, const std::string& demand, const val& value) {
  refuse({what, " must be ", demand, ", not ", describe(value), "."});
}

}  // namespace

bool is_array(const val& value) { return val::global("Array").call<bool>("isArray", value); }

val to_error(const char* sentence) { return val::global("Error").new_(val::u8string(sentence)); }

std::int64_t to_integer(const val& value, const std::string& what, std::int64_t least, std::int64_t most) {
  const double number = value.isNumber() ? value.as<double>() : std::nan("");
  // Written so that NaN, which compares false with everything, is refused too.
  if (!(std::trunc(number) == number && static_cast<double>(least) <= number &&
        number <= static_cast<double>(most))) {
    reject(what, sentence({"a whole number from ", least, " to ", most}), value);
  }
  return static_cast<std::int64_t>(number);
}

double to_number(const val& value, const std::string& what) {
  if (!value.isNumber() || !std::isfinite(value.as<double>())) reject(what, "a finite number", value);
  return value.as<double>();
}

std::string to_text(const val& value, const std::string& what) {
  if (!value.isString()) reject(what, "a string", value);
  return value.as<std::string>();
}

std::string to_bytes(const val& value, const std::string& what, const std::string& demand) {
  if (!value.instanceof (val::global("Uint8Array"))) reject(what, demand, value);
  std::string bytes(static_cast<std::size_t>(value["length"].as<double>()), '\0');
  val(emscripten::typed_memory_view(bytes.size(), reinterpret_cast<std::uint8_t*>(bytes.data())))
      .call<void>("set", value);
  return bytes;
}

val to_float64_array(std::span<const double> values) {
  return val(emscripten::typed_memory_view(values.size(), values.data())).call<val>("slice");
}

val to_js(const std::vector<double>& numbers) {
  return val::global("Array").call<val>("from",
                                        val(emscripten::typed_memory_view(numbers.size(), numbers.data())));
}

val to_uint8_array(std::span<const char> bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return val(emscripten::typed_memory_view(bytes.size(), data)).call<val>("slice");
}

Options::Options(const val& object, std::string prefix)
    : object_(object.isUndefined() ? val::object() : object), prefix_(std::move(prefix)) {
  if (object_.typeOf().as<std::string>() != "object" || object_.isNull() || is_array(object_)) {
    reject(prefix_.empty() ? "The options" : "Option " + prefix_.substr(0, prefix_.size() - 1), "an object",
           object_);
  }
}

val Options::take(const char* name) {
  known_.emplace_back(name);
  return object_[name];
}

std::optional<std::int64_t> Options::integer(const char* name, std::int64_t least, std::int64_t most) {
  const val value = take(name);
  if (value.isUndefined()) return std::nullopt;
  return to_integer(value, label(name), least, most);
}

std::int64_t Options::required_integer(const char* name, std::int64_t least, std::int64_t most) {
  const std::optional<std::int64_t> value = integer(name, least, most);
  if (!value) refuse({label(name), " is missing."});
  return *value;
}

std::optional<double> Options::number(const char* name) {
  const val value = take(name);
  if (value.isUndefined()) return std::nullopt;
  return to_number(value, label(name));
}

std::optional<std::string> Options::text(const char* name) {
  const val value = take(name);
  if (value.isUndefined()) return std::nullopt;
  return to_text(value, label(name));
}

std::string Options::bytes(const char* name) {
  return to_bytes(take(name), label(name), "a string or a Uint8Array");  // lanes.js has encoded the strings
}

std::optional<std::vector<double>> Options::numbers(const char* name) {
  const val value = take(name);
  if (value.isUndefined()) return std::nullopt;
  if (!value.instanceof (val::global("Float64Array"))) reject(label(name), "a list of numbers", value);
  return emscripten::convertJSArrayToNumberVector<double>(value);
}

Options Options::group(const char* name) { return Options(take(name), prefix_ + name + "."); }

void Options::reject_unknown() const {
  const std::vector<std::string> names =
      emscripten::vecFromJSArray<std::string>(val::global("Object").call<val>("keys", object_));
  for (const std::string& name : names) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    std::string known;
    for (const std::string& candidate : known_) known += (known.empty() ? "" : ", ") + prefix_ + candidate;
    refuse({"There is no option ", quoted(prefix_ + name), ". The options are ", known, "."});
  }
}

int take_threads(Options& options) {
  const int limit = thread_limit();
  const std::optional<std::int64_t> threads = options.integer("threads", 1, std::numeric_limits<int>::max());
  if (threads.value_or(1) > limit) {
    if (!built_with_threads) {
      refuse({"Option threads must be at most 1: only the variant threads, in f32, shares its work."});
    }
    refuse({"Option threads must be at most ", limit, ", the number of cores here, not ", *threads, "."});
  }
  return threads ? static_cast<int>(*threads) : usual_threads();
}

}  // namespace lanes
