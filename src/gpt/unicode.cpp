// UTF-8 checks by utfcpp, and Python's idea of white space.
#include "gpt/unicode.h"

#include "text/sentence.h"

namespace lanes {
namespace {

/// In capitals, of at least so many digits. (The C library's way would add 8 KB to a module.)
std::string hexadecimal(char32_t number, std::size_t digits) {
  std::string text;
  for (; number != 0 || text.size() < digits; number /= 16) {
    text.insert(text.begin(), "0123456789ABCDEF"[number % 16]);
  }
  return text;
}

struct Encoding {
  std::string_view name;
  std::string_view mark;       // of its byte order, at the beginning of a file
  std::size_t unit, low_byte;  // bytes of a letter such as a, and where the one is that is not NUL
};

using namespace std::string_view_literals;
constexpr Encoding encodings[] = {
    {"UTF-32 (little-endian)", "\xFF\xFE\0\0"sv, 4, 0},  // before UTF-16, whose mark it begins with
    {"UTF-32 (big-endian)", "\0\0\xFE\xFF"sv, 4, 3},
    {"UTF-16 (little-endian)", "\xFF\xFE"sv, 2, 0},
    {"UTF-16 (big-endian)", "\xFE\xFF"sv, 2, 1},
};

bool has_its_nuls(const Encoding& encoding, std::string_view bytes) {
  constexpr std::size_t shortest = 8;  // in less, they may be a coincidence
  if (bytes.size() < shortest || bytes.size() % encoding.unit != 0) {
    return false;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if ((bytes[i] == '\0') == (i % encoding.unit == encoding.low_byte)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string_view encoding_other_than_utf8(std::string_view bytes) {
  for (const Encoding& encoding : encodings) {
    if (bytes.starts_with(encoding.mark) || has_its_nuls(encoding, bytes)) {
      return encoding.name;
    }
  }
  return {};
}

void require_utf8(std::string_view bytes) {
  const auto bad = utf8::find_invalid(bytes.begin(), bytes.end());
  if (bad == bytes.end()) {
    return;
  }
  refuse({"The text is not valid UTF-8: the byte at position ", bad - bytes.begin(), " (0x",
          hexadecimal(static_cast<unsigned char>(*bad), 2), ") does not begin a character."});
}

bool is_space(char32_t character) {
  // CPython, Objects/unicodetype_db.h: bidirectional class WS, B or S, or category Zs.
  if (character < 0x80) {
    return character == 0x20 || (character >= 0x09 && character <= 0x0D) ||
           (character >= 0x1C && character <= 0x1F);
  }
  return character == 0x85 || character == 0xA0 || character == 0x1680 ||
         (character >= 0x2000 && character <= 0x200A) || character == 0x2028 || character == 0x2029 ||
         character == 0x202F || character == 0x205F || character == 0x3000;
}

std::string_view strip(std::string_view text) {
  const char* begin = text.data();
  const char* end = begin + text.size();
  while (begin != end) {
    const char* next = begin;
    if (!is_space(static_cast<char32_t>(utf8::unchecked::next(next)))) {
      break;
    }
    begin = next;
  }
  while (end != begin) {
    const char* previous = end;
    if (!is_space(static_cast<char32_t>(utf8::unchecked::prior(previous)))) {
      break;
    }
    end = previous;
  }
  return text.substr(static_cast<std::size_t>(begin - text.data()), static_cast<std::size_t>(end - begin));
}

std::size_t utf16_length(std::string_view text) {
  std::size_t length = 0;
  for_each_code_point(text, [&](char32_t character) { length += character > 0xFFFF ? 2 : 1; });
  return length;
}

std::string describe(char32_t character) {
  std::string text = "U+" + hexadecimal(character, 4);
  const bool control = character < 0x20 || (character >= 0x7F && character < 0xA0);
  if (!control && !is_space(character)) {
    text += " \"";
    utf8::append(character, text);
    text += '"';
  }
  return text;
}

}  // namespace lanes
