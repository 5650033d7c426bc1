// Sentences for people, made of texts and numbers. They are given as lists of parts, since sums of strings,
// each to be destroyed again, make for many times as much code wherever one is thrown.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace lanes {

/// A text, which has to live as long, or a whole number.
class Part {
 public:
  Part(std::string_view text) : text_(text.data()), value_(text.size()) {}
  Part(const char* text) : Part(std::string_view(text)) {}
  Part(const std::string& text) : Part(std::string_view(text)) {}
  template <std::signed_integral Number>
  Part(Number number) : text_(signed_number), value_(static_cast<std::uint64_t>(number)) {}
  template <std::unsigned_integral Number>
  Part(Number number) : text_(unsigned_number), value_(number) {}
  Part(bool) = delete;  // would read as a number, as would a character
  Part(char) = delete;

  void append_to(std::string& text) const;

 private:
  static const char signed_number[], unsigned_number[];  // in place of a text

  const char* text_;
  std::uint64_t value_;  // the number, or the length of the text
};

void append(std::string& text, std::initializer_list<Part> parts);

std::string sentence(std::initializer_list<Part> parts);

/// Throws std::invalid_argument with this sentence.
[[noreturn]] void refuse(std::initializer_list<Part> parts);

}  // namespace lanes
