// The documents a model trains on, as tokens in one flat array.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "gpt/config.h"
#include "gpt/python_random.h"
#include "gpt/tokenizer.h"

namespace lanes {

/// How a file becomes documents: `lines`, one per line; `text`, consecutive windows of block_size characters.
enum class CorpusKind { lines, text };

/// "lines" or "text".
std::string_view name(CorpusKind kind);

/// The other way round. Throws std::invalid_argument for other names.
CorpusKind corpus_kind_named(std::string_view name);

class Corpus {
 public:
  /// Reads UTF-8 bytes (a byte-order mark at the front is dropped; \r\n and \r count as \n) into documents,
  /// in file order.
  ///
  /// `lines`: each line without the white space around it; empty ones are dropped. Tokens: BOS characters
  /// BOS. `text`: windows of `block_size` characters, the last one possibly shorter. Tokens: BOS characters.
  ///
  /// Throws std::invalid_argument on invalid UTF-8, naming the position, on UTF-16 and UTF-32, and when
  /// nothing but white space is there.
  static Corpus parse(std::string_view bytes, CorpusKind kind, int block_size);

  /// Puts the documents in the order in which Python's random.shuffle would.
  void shuffle(PythonRandom& random);

  /// Sets aside the last of the distinct documents, in the present order: `share` of them, above 0 and below
  /// 1, but at least one, and all but one at most. What differs only beyond a block counts as the same, and
  /// all copies of a document go with it. Those that are left keep their order. Throws std::invalid_argument
  /// when all documents are the same.
  void hold_out(double share, int block_size);

  /// Number of documents that are not held out, at least 1.
  std::size_t size() const { return documents_.size(); }

  /// Number of those that are.
  std::size_t held_out() const { return held_out_.size(); }

  const Tokenizer& tokenizer() const { return tokenizer_; }
  CorpusKind kind() const { return kind_; }

  /// How many documents do not fit into a block of so many tokens, so that only their beginning is trained
  /// on.
  std::size_t longer_than(int block_size) const;

  /// Tokens of document `i`, at least two; valid as long as the corpus is. In `lines` they may be longer than
  /// a block.
  Document document(std::size_t i) const { return tokens_of(documents_[i]); }

  /// The same of a document that is held out. They keep their order, too.
  Document held_out_document(std::size_t i) const { return tokens_of(held_out_[i]); }

 private:
  struct Extent {
    std::uint32_t begin;
    std::uint32_t size;
  };

  Document tokens_of(Extent extent) const { return std::span(tokens_).subspan(extent.begin, extent.size); }

  Corpus(CorpusKind kind, Tokenizer tokenizer) : kind_(kind), tokenizer_(std::move(tokenizer)) {}

  CorpusKind kind_;
  Tokenizer tokenizer_;
  std::vector<std::int32_t> tokens_;
  std::vector<Extent> documents_, held_out_;
};

}  // namespace lanes
