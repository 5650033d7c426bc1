// The part of JSON that checkpoints are made of: objects and arrays of strings and whole numbers, read front
// to back without building a tree; anything else can be passed over. (The command line uses nlohmann/json; in
// every browser module that would weigh 13 KB.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lanes {

/// A cursor over JSON text. The caller knows what must come next and asks for it; where something else comes,
/// each of these throws std::invalid_argument with the position. There is no recursion, so no text can
/// exhaust the stack.
class JsonReader {
 public:
  /// `json` must outlive the reader.
  explicit JsonReader(std::string_view json) : json_(json) {}

  /// {"key": value, ...}: calls read_value(key) after each colon; it must read the value.
  template <class ReadValue>
  void object(ReadValue read_value) {
    list('{', '}', [&] {
      const std::string name = key();
      read_value(name);
    });
  }

  /// [item, ...]: calls read_item() for each; it must read the item.
  template <class ReadItem>
  void array(ReadItem read_item) {
    list('[', ']', read_item);
  }

  /// A string, its escapes resolved, as valid UTF-8.
  std::string string();

  /// A whole number from 0 to 2^64 - 1, without sign, fraction or exponent.
  std::uint64_t number();

  /// Whether null stands here; then it is passed.
  bool null();

  /// Passes a value of any kind, however deep.
  void skip();

  /// Nothing but white space may be left.
  void end();

  /// Throws: what stands here is not what was expected.
  [[noreturn]] void fail() const;

 private:
  template <class ReadItem>
  void list(char open, char close, ReadItem read_item) {
    expect(open);
    if (accept(close)) {
      return;
    }
    do {
      read_item();
    } while (accept(','));
    expect(close);
  }

  std::string key();
  void skip_space();
  void skip_word();
  bool accept(char c);
  void expect(char c);
  char next();
  char32_t escaped_unit();

  std::string_view json_;
  std::size_t at_ = 0;
};

/// `text` (valid UTF-8) as a JSON string, quotation marks included.
std::string json_string(std::string_view text);

/// `text` (valid UTF-8) as a sentence quotes what somebody gave: a JSON string, so that nothing in it can end
/// the sentence or break its line, with "(cut)" after it where 40 characters were not all.
std::string quoted(std::string_view text);

}  // namespace lanes
