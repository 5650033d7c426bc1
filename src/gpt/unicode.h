// UTF-8 and white space the way Python sees them: the few text functions that tokenizer, corpus and
// checkpoint share.
#pragma once

#include <utf8.h>

#include <string>
#include <string_view>

namespace lanes {

/// Throws std::invalid_argument, naming the position of the first bad byte (counted from 0), unless `bytes`
/// is valid UTF-8: no stray or missing continuation bytes, overlong forms, surrogates or values above
/// U+10FFFF.
void require_utf8(std::string_view bytes);

/// "UTF-16 (little-endian)" and the like where `bytes` are text in such an encoding, by the mark that it
/// begins with, or by the NULs between letters that UTF-8 would have one after the other; otherwise nothing.
std::string_view encoding_other_than_utf8(std::string_view bytes);

/// True for exactly the code points for which Python's str.isspace() is true: those that str.strip() removes.
bool is_space(char32_t character);

/// `text` without white space at both ends, like Python's str.strip(). `text` must be valid UTF-8.
std::string_view strip(std::string_view text);

/// How long `text`, valid UTF-8, is as a JavaScript string: two for a character beyond U+FFFF, one for
/// others.
std::size_t utf16_length(std::string_view text);

/// The character for people: its code point and, when it can be shown, itself, as in U+00E9 "é".
std::string describe(char32_t character);

/// Calls `visit(char32_t)` for each code point of `text`, which must be valid UTF-8.
template <class Visit>
void for_each_code_point(std::string_view text, Visit visit) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    visit(static_cast<char32_t>(utf8::unchecked::next(at)));
  }
}

}  // namespace lanes
