// Strings, numbers, punctuation and what can be passed over of JSON (RFC 8259).
#include "gpt/json_reader.h"

#include <utf8.h>

#include <limits>

#include "gpt/unicode.h"
#include "text/sentence.h"

namespace lanes {

void JsonReader::fail() const { refuse({"The JSON is not as expected at position ", at_, "."}); }

void JsonReader::skip_space() {
  while (at_ < json_.size() && std::string_view(" \t\n\r").find(json_[at_]) != std::string_view::npos) {
    ++at_;
  }
}

bool JsonReader::accept(char c) {
  skip_space();
  const bool found = at_ < json_.size() && json_[at_] == c;
  at_ += found ? 1 : 0;
  return found;
}

void JsonReader::expect(char c) {
  if (!accept(c)) {
    fail();
  }
}

char JsonReader::next() {
  if (at_ == json_.size()) {
    fail();
  }
  return json_[at_++];
}

std::string JsonReader::key() {
  const std::string name = string();
  expect(':');
  return name;
}

bool JsonReader::null() {
  skip_space();
  const bool found = json_.substr(at_).starts_with("null");
  at_ += found ? 4 : 0;
  return found;
}

void JsonReader::skip() {
  std::string closing;  // brackets of the objects and arrays that this is inside of
  for (;;) {
    if (accept('{')) {
      closing += '}';
      if (!accept('}')) {
        key();
        continue;
      }
      closing.pop_back();
    } else if (accept('[')) {
      closing += ']';
      if (!accept(']')) {
        continue;
      }
      closing.pop_back();
    } else if (at_ < json_.size() && json_[at_] == '"') {
      string();
    } else {
      skip_word();
    }
    while (!closing.empty() && !accept(',')) {
      expect(closing.back());
      closing.pop_back();
    }
    if (closing.empty()) {
      return;
    }
    if (closing.back() == '}') {
      key();
    }
  }
}

/// true, false, null, or a number of any form.
void JsonReader::skip_word() {
  const std::size_t begin = at_;
  while (at_ < json_.size() &&
         std::string_view("+-.0123456789Eaeflnrstu").find(json_[at_]) != std::string_view::npos) {
    ++at_;
  }
  const std::string_view word = json_.substr(begin, at_ - begin);
  const bool number = word.find_first_not_of("+-.0123456789Ee") == std::string_view::npos &&
                      word.find_first_of("0123456789") != std::string_view::npos;
  if (!number && word != "true" && word != "false" && word != "null") {
    fail();
  }
}

void JsonReader::end() {
  skip_space();
  if (at_ != json_.size()) {
    fail();
  }
}

/// The four hexadecimal digits of \uXXXX.
char32_t JsonReader::escaped_unit() {
  char32_t unit = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t digit = std::string_view("0123456789abcdef0123456789ABCDEF").find(next());
    if (digit == std::string_view::npos) {
      fail();
    }
    unit = unit * 16 + static_cast<char32_t>(digit % 16);
  }
  return unit;
}

std::string JsonReader::string() {
  constexpr std::string_view escapes = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  std::string text;
  expect('"');
  for (char c = next(); c != '"'; c = next()) {
    if (static_cast<unsigned char>(c) < 0x20) {
      fail();
    }
    if (c != '\\') {
      text += c;
      continue;
    }
    const char kind = next();
    if (kind != 'u') {
      const std::size_t escape = escapes.find(kind);
      if (escape == std::string_view::npos) {
        fail();
      }
      text += meanings[escape];
      continue;
    }
    char32_t character = escaped_unit();
    if (character >= 0xD800 && character < 0xE000) {  // a surrogate: only a pair makes a character
      if (character >= 0xDC00 || next() != '\\' || next() != 'u') {
        fail();
      }
      const char32_t low = escaped_unit();
      if (low < 0xDC00 || low >= 0xE000) {
        fail();
      }
      character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
    }
    utf8::append(character, text);
  }
  if (!utf8::is_valid(text.begin(), text.end())) {
    fail();
  }
  return text;
}

std::uint64_t JsonReader::number() {
  skip_space();
  const std::size_t begin = at_;
  std::uint64_t value = 0;
  for (; at_ < json_.size() && json_[at_] >= '0' && json_[at_] <= '9'; ++at_) {
    const auto digit = static_cast<std::uint64_t>(json_[at_] - '0');
    if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) {
      fail();
    }
    value = value * 10 + digit;
  }
  if (at_ == begin || (json_[begin] == '0' && at_ > begin + 1)) {
    fail();
  }
  return value;
}

std::string json_string(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
    }
    if (static_cast<unsigned char>(c) >= 0x20) {
      json += c;
    } else {
      constexpr char digits[] = "0123456789abcdef";
      json += "\\u00";
      json += digits[c >> 4];
      json += digits[c & 15];
    }
  }
  return json + '"';
}

std::string quoted(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int characters = 0; at != end && characters < 40; ++characters) {
    utf8::unchecked::next(at);
  }
  const std::string shown = json_string({text.data(), static_cast<std::size_t>(at - text.data())});
  return at == end ? shown : shown + " (cut)";
}

}  // namespace lanes
