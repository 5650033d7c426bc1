// Characters and token ids, UTF-8, and Python's white space.
#include <algorithm>
#include <array>
#include <catch_amalgamated.hpp>
#include <stdexcept>

#include "gpt/tokenizer.h"
#include "gpt/unicode.h"

using namespace lanes;
using namespace std::string_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("ids follow code-point order and BOS is the last", "[tokenizer]") {
  const Tokenizer tokenizer({U'a', U'b', U'é', U'語', U'😀'});
  CHECK(tokenizer.bos() == 5);
  CHECK(tokenizer.vocabulary() == 6);
  CHECK(std::ranges::equal(tokenizer.characters(), std::u32string_view(U"abé語😀")));
  CHECK(tokenizer.encode("😀aé語b") == std::vector<std::int32_t>{4, 0, 2, 3, 1});
  CHECK(tokenizer.encode("").empty());
}

TEST_CASE("decoding undoes encoding, and BOS is no text", "[tokenizer]") {
  const Tokenizer tokenizer({U'\0', U'\n', U'a', U'\u07FF', U'\uFFFF', U'\U0010FFFF'});
  const std::string text = "a\0\n\u07FF\uFFFF\U0010FFFF"s;
  CHECK(tokenizer.decode(tokenizer.encode(text)) == text);
  CHECK(tokenizer.decode(std::array<std::int32_t, 4>{6, 2, 2, 6}) == "aa");
  CHECK(tokenizer.decode({}).empty());
}

TEST_CASE("text and ids outside the vocabulary are named", "[tokenizer]") {
  const Tokenizer tokenizer({U'a', U'c'});
  CHECK_THROWS_MATCHES(tokenizer.encode("ab"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("U+0062 \"b\"")));
  CHECK_THROWS_MATCHES(tokenizer.encode("a\n"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("U+000A is not")));
  CHECK_THROWS_MATCHES(tokenizer.encode("a😀"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("U+1F600 \"😀\"")));
  CHECK_THROWS_MATCHES(tokenizer.encode("ac\xFF"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("position 2")));
  CHECK_THROWS_AS(tokenizer.decode(std::array<std::int32_t, 1>{3}), std::invalid_argument);
  CHECK_THROWS_AS(tokenizer.decode(std::array<std::int32_t, 1>{-1}), std::invalid_argument);
}

TEST_CASE("a vocabulary is distinct, in order, and of real characters", "[tokenizer]") {
  CHECK_THROWS_AS(Tokenizer({}), std::invalid_argument);
  CHECK_THROWS_AS(Tokenizer({U'b', U'a'}), std::invalid_argument);
  CHECK_THROWS_AS(Tokenizer({U'a', U'a'}), std::invalid_argument);
  CHECK_THROWS_AS(Tokenizer({static_cast<char32_t>(0xD800)}), std::invalid_argument);
  CHECK_THROWS_AS(Tokenizer({static_cast<char32_t>(0x110000)}), std::invalid_argument);
  CHECK_NOTHROW(Tokenizer({U'a'}));
}

TEST_CASE("bad UTF-8 is refused at the position of its first bad byte", "[unicode]") {
  struct Case {
    std::string bytes;
    int position;
  };
  const auto [bytes, position] = GENERATE(values<Case>({
      {"\x80", 0},               // a continuation byte alone
      {"abc\xFF", 3},            // never a byte of UTF-8
      {"a\xC3", 1},              // cut short
      {"a\xC3(b", 1},            // continuation byte missing
      {"é\xC0\xAF", 2},          // overlong
      {"\xE0\x80\x80", 0},       // overlong
      {"語\xED\xA0\x80", 3},     // a surrogate
      {"😀\xF4\x90\x80\x80", 4},  // above U+10FFFF
      {"ok\xF0\x9F\x98", 2},     // cut short
  }));
  CAPTURE(position);
  CHECK_THROWS_MATCHES(require_utf8(bytes), std::invalid_argument,
                       MessageMatches(ContainsSubstring("position " + std::to_string(position) + " ")));
}

TEST_CASE("good UTF-8 passes at the limits of every length", "[unicode]") {
  CHECK_NOTHROW(require_utf8(""));
  CHECK_NOTHROW(require_utf8("\0\x7F"s + "\u0080\u07FF\u0800\uD7FF\uE000\uFFFF\U00010000\U0010FFFF"));
}

TEST_CASE("white space is what Python's str.isspace says", "[unicode]") {
  // python3 -c "print([hex(c) for c in range(0x110000) if chr(c).isspace()])"
  constexpr std::array<char32_t, 29> python = {0x9,    0xa,    0xb,    0xc,    0xd,    0x1c,   0x1d,   0x1e,
                                               0x1f,   0x20,   0x85,   0xa0,   0x1680, 0x2000, 0x2001, 0x2002,
                                               0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a,
                                               0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
  std::vector<char32_t> found;
  for (char32_t character = 0; character < 0x110000; ++character) {
    if (is_space(character)) {
      found.push_back(character);
    }
  }
  CHECK(std::ranges::equal(found, python));
}

TEST_CASE("a text's length in JavaScript counts characters beyond U+FFFF twice", "[unicode]") {
  CHECK(utf16_length("") == 0);
  CHECK(utf16_length("aé愛\uFFFF\n"s + '\0') == 6);
  CHECK(utf16_length("\U00010000🙂a") == 5);
}

TEST_CASE("strip removes white space at both ends only", "[unicode]") {
  CHECK(strip("  a b\t\n") == "a b");
  CHECK(strip("\u3000\u00A0\u2028é語\u0085\x1F") == "é語");
  CHECK(strip("\u200Bx\uFEFF") == "\u200Bx\uFEFF");  // neither is white space
  CHECK(strip(" \u2003\r\n").empty());
  CHECK(strip("").empty());
}
