// What a fuzzer is given, read as the numbers and the text that a target asks for; and what must hold
// whatever it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <stdexcept>
#include <string_view>

#include "gpt/unicode.h"

namespace lanes::fuzz {

/// The bytes of one input, front to back. Where they have ended, zeros follow.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }

  /// A number of that many bytes.
  std::uint64_t number(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | byte();
    return value;
  }

  /// A whole number from low to high, which are at most 255 apart.
  int between(int low, int high) { return low + byte() % (high - low + 1); }

  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return choices.begin()[byte() % choices.size()];
  }

  /// What is left, as text.
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// Ends the program, so that the fuzzer keeps the input.
[[noreturn]] inline void fail(std::string_view what) {
  std::fprintf(stderr, "\nThis does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

inline void require(bool holds, std::string_view what) {
  if (!holds) fail(what);
}

/// What is refused is refused in a sentence that can be shown: one line of UTF-8, not without end.
inline void require_sentence(std::string_view text) {
  require_utf8(text);
  const bool sentence = !text.empty() && text.size() < 2000 && text.front() >= 'A' && text.front() <= 'Z' &&
                        text.back() == '.' && text.find('\n') == text.npos;
  if (!sentence) fail(text);
}

/// Runs `action`. False when it was refused, with a sentence; any other end of it is a finding.
template <class Action>
bool accepted(Action action) {
  try {
    action();
    return true;
  } catch (const std::invalid_argument& refusal) {
    require_sentence(refusal.what());
    return false;
  }
}

}  // namespace lanes::fuzz
