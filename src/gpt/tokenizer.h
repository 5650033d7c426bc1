// Characters to token ids and back. A token is one code point; the ids follow code-point order, and the last
// id is BOS, the mark for the beginning and the end of a document.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lanes {

class Tokenizer {
 public:
  /// `characters`: the distinct code points in ascending order; at least one. Throws std::invalid_argument
  /// otherwise.
  explicit Tokenizer(std::vector<char32_t> characters);

  /// Number of token ids, BOS included.
  int vocabulary() const { return bos() + 1; }

  /// The id of BOS: the number of characters.
  int bos() const { return static_cast<int>(characters_.size()); }

  /// The characters in id order.
  std::span<const char32_t> characters() const { return characters_; }

  /// The ids of the characters of `text`, without BOS. Throws std::invalid_argument on invalid UTF-8 and on a
  /// character outside the vocabulary, which it names.
  std::vector<std::int32_t> encode(std::string_view text) const;

  /// The text of these ids in UTF-8; BOS stands for no text. Throws std::invalid_argument on an id outside
  /// the vocabulary.
  std::string decode(std::span<const std::int32_t> tokens) const;

 private:
  std::vector<char32_t> characters_;
};

}  // namespace lanes
