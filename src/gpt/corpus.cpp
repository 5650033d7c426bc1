// Two passes over the text, so that a large file costs its tokens and little else: the first finds the
// characters and counts the tokens, the second writes them.
#include "gpt/corpus.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "gpt/json_reader.h"
#include "gpt/unicode.h"
#include "text/sentence.h"

namespace lanes {
namespace {

/// Python's universal newlines: \r\n and \r become \n.
std::string with_unix_newlines(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = strip(text.substr(0, end));
    if (!line.empty()) {
      visit(line);
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

template <class Visit>
void for_each_window(std::string_view text, int characters, Visit visit) {
  const char* begin = text.data();
  const char* const text_end = begin + text.size();
  while (begin != text_end) {
    const char* end = begin;
    for (int i = 0; i < characters && end != text_end; ++i) {
      utf8::unchecked::next(end);
    }
    visit(std::string_view(begin, static_cast<std::size_t>(end - begin)));
    begin = end;
  }
}

template <class Visit>
void for_each_document(std::string_view text, CorpusKind kind, int block_size, Visit visit) {
  if (kind == CorpusKind::lines) {
    for_each_line(text, visit);
  } else {
    for_each_window(text, block_size, visit);
  }
}

}  // namespace

std::string_view name(CorpusKind kind) { return kind == CorpusKind::lines ? "lines" : "text"; }

CorpusKind corpus_kind_named(std::string_view name) {
  if (name == "lines") return CorpusKind::lines;
  if (name == "text") return CorpusKind::text;
  refuse({"The corpus must be lines or text, not ", quoted(name), "."});
}

Corpus Corpus::parse(std::string_view bytes, CorpusKind kind, int block_size) {
  if (block_size < 1) {
    refuse({"The block size must be at least 1, not ", block_size, "."});
  }
  if (const std::string_view encoding = encoding_other_than_utf8(bytes); !encoding.empty()) {
    refuse({"The text is in ", encoding, "; it must be saved in UTF-8."});
  }
  require_utf8(bytes);
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  if (text.empty()) {
    refuse({"The data is empty: there is nothing to train on."});
  }
  if (strip(text).empty()) {
    refuse({"The data holds nothing but white space: there is nothing to train on."});
  }
  std::string unix_text;
  if (text.find('\r') != std::string_view::npos) {
    unix_text = with_unix_newlines(text);
    text = unix_text;
  }

  const std::size_t marks = kind == CorpusKind::lines ? 2 : 1;  // BOS tokens per document
  std::size_t document_count = 0;
  std::size_t token_count = 0;
  std::vector<std::int32_t> ids;  // by code point: 0 where it occurs, -1 where not; then the token id
  for_each_document(text, kind, block_size, [&](std::string_view document) {
    ++document_count;
    token_count += marks;
    for_each_code_point(document, [&](char32_t character) {
      ++token_count;
      if (character >= ids.size()) {
        ids.resize(character + 1, -1);
      }
      ids[character] = 0;
    });
  });
  if (token_count > std::numeric_limits<std::uint32_t>::max()) {
    refuse({"The data is too large: it has ", token_count, " tokens, more than 4,294,967,295."});
  }

  std::vector<char32_t> characters;
  for (std::size_t code = 0; code < ids.size(); ++code) {
    if (ids[code] == 0) {
      ids[code] = static_cast<std::int32_t>(characters.size());
      characters.push_back(static_cast<char32_t>(code));
    }
  }

  Corpus corpus(kind, Tokenizer(std::move(characters)));
  corpus.tokens_.reserve(token_count);
  corpus.documents_.reserve(document_count);
  const std::int32_t bos = corpus.tokenizer_.bos();
  for_each_document(text, kind, block_size, [&](std::string_view document) {
    const std::size_t begin = corpus.tokens_.size();
    corpus.tokens_.push_back(bos);
    for_each_code_point(document, [&](char32_t character) { corpus.tokens_.push_back(ids[character]); });
    if (kind == CorpusKind::lines) {
      corpus.tokens_.push_back(bos);
    }
    corpus.documents_.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(corpus.tokens_.size() - begin)});
  });
  return corpus;
}

void Corpus::hold_out(double share, int block_size) {
  // The bytes of the tokens that a block shows.
  const auto shown = [this, longest = static_cast<std::size_t>(block_size) + 1](Extent extent) {
    const Document tokens = tokens_of(extent).first(std::min<std::size_t>(extent.size, longest));
    return std::string_view(reinterpret_cast<const char*>(tokens.data()), tokens.size_bytes());
  };
  std::set<std::string_view> distinct, chosen;
  for (const Extent extent : documents_) distinct.insert(shown(extent));
  if (distinct.size() < 2) {
    refuse({"All documents are the same, so that none can be held out."});
  }
  const auto wanted = static_cast<std::size_t>(share * static_cast<double>(distinct.size()) + 0.5);
  const std::size_t count = std::clamp<std::size_t>(wanted, 1, distinct.size() - 1);
  for (auto extent = documents_.rbegin(); chosen.size() < count; ++extent) chosen.insert(shown(*extent));
  std::vector<Extent> kept;
  for (const Extent extent : documents_) {
    (chosen.contains(shown(extent)) ? held_out_ : kept).push_back(extent);
  }
  documents_ = std::move(kept);
}

std::size_t Corpus::longer_than(int block_size) const {
  const std::size_t longest = static_cast<std::size_t>(block_size) + 1;
  return static_cast<std::size_t>(
      std::ranges::count_if(documents_, [&](const Extent& extent) { return extent.size > longest; }));
}

void Corpus::shuffle(PythonRandom& random) { random.shuffle(std::span(documents_)); }

}  // namespace lanes
