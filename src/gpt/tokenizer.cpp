// Token ids are positions in the sorted list of characters.
#include "gpt/tokenizer.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "gpt/unicode.h"
#include "text/sentence.h"

namespace lanes {
namespace {

bool is_scalar_value(char32_t character) {
  return character <= 0x10FFFF && !(character >= 0xD800 && character <= 0xDFFF);
}

}  // namespace

Tokenizer::Tokenizer(std::vector<char32_t> characters) : characters_(std::move(characters)) {
  if (characters_.empty()) {
    refuse({"A vocabulary needs at least one character."});
  }
  if (!std::ranges::all_of(characters_, is_scalar_value)) {
    refuse({"The vocabulary holds a number that is not a Unicode character."});
  }
  if (std::ranges::adjacent_find(characters_, std::greater_equal<>()) != characters_.end()) {
    refuse({"The characters of the vocabulary must be distinct and in code-point order."});
  }
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text) const {
  require_utf8(text);
  std::vector<std::int32_t> tokens;
  tokens.reserve(text.size());
  for_each_code_point(text, [&](char32_t character) {
    const auto found = std::ranges::lower_bound(characters_, character);
    if (found == characters_.end() || *found != character) {
      refuse({"The character ", describe(character), " is not in the vocabulary."});
    }
    tokens.push_back(static_cast<std::int32_t>(found - characters_.begin()));
  });
  return tokens;
}

std::string Tokenizer::decode(std::span<const std::int32_t> tokens) const {
  std::string text;
  for (const std::int32_t token : tokens) {
    if (token < 0 || token > bos()) {
      refuse({"There is no token ", token, ": the ids run from 0 to ", bos(), "."});
    }
    if (token != bos()) {
      utf8::append(characters_[static_cast<std::size_t>(token)], text);
    }
  }
  return text;
}

}  // namespace lanes
