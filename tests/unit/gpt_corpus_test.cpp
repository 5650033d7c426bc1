// Files to documents: how text is cut, what is dropped, and what is refused.
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "gpt/corpus.h"

using namespace lanes;
using namespace std::string_literals;
using namespace std::string_view_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

Corpus lines(std::string_view bytes) { return Corpus::parse(bytes, CorpusKind::lines, 16); }
Corpus windows(std::string_view bytes, int block_size) {
  return Corpus::parse(bytes, CorpusKind::text, block_size);
}

/// The documents as text, with | for each BOS.
std::vector<std::string> documents(const Corpus& corpus) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    std::string text;
    for (const std::int32_t token : corpus.document(i)) {
      text += token == corpus.tokenizer().bos() ? "|" : corpus.tokenizer().decode(std::span(&token, 1));
    }
    result.push_back(text);
  }
  return result;
}

using Documents = std::vector<std::string>;

}  // namespace

TEST_CASE("each line is a document, stripped, between two BOS; empty ones are dropped", "[corpus]") {
  CHECK(documents(lines("emma\nolivia\n")) == Documents{"|emma|", "|olivia|"});
  CHECK(documents(lines("\n\n  emma \t\n \nol ivia")) == Documents{"|emma|", "|ol ivia|"});
  CHECK(documents(lines("\u3000é\u00A0\n\u2003\n語\u0085")) == Documents{"|é|", "|語|"});
}

TEST_CASE("lines end as in Python's text mode: at \\n, \\r\\n and \\r, and nowhere else", "[corpus]") {
  CHECK(documents(lines("a\r\nb\rc\nd\r\r\ne")) == Documents{"|a|", "|b|", "|c|", "|d|", "|e|"});
  CHECK(documents(lines("a\fb\vc\x1C"
                        "d\u0085e\u2028f\u2029g")) == Documents{"|a\fb\vc\x1C"
                                                                "d\u0085e\u2028f\u2029g|"});
}

TEST_CASE("ids are ranks of the code points in use", "[corpus]") {
  const Corpus corpus = lines("zé\naz😀\n");
  CHECK(std::ranges::equal(corpus.tokenizer().characters(), std::u32string_view(U"azé😀")));
  CHECK(corpus.tokenizer().vocabulary() == 5);
  CHECK(std::ranges::equal(corpus.document(0), std::vector<std::int32_t>{4, 1, 2, 4}));
  CHECK(std::ranges::equal(corpus.document(1), std::vector<std::int32_t>{4, 0, 1, 3, 4}));
  CHECK(corpus.kind() == CorpusKind::lines);
}

TEST_CASE("a text is cut into windows behind one BOS each", "[corpus]") {
  CHECK(documents(windows("abcdefgh", 4)) == Documents{"|abcd", "|efgh"});
  CHECK(documents(windows("abcdefghi", 4)) == Documents{"|abcd", "|efgh", "|i"});
  CHECK(documents(windows("ab", 4)) == Documents{"|ab"});
  CHECK(documents(windows("é語😀a", 1)) == Documents{"|é", "|語", "|😀", "|a"});
  CHECK(windows("ab", 4).kind() == CorpusKind::text);
}

TEST_CASE("a text keeps its white space, but every line end becomes \\n", "[corpus]") {
  CHECK(documents(windows("a\r\nb\rc\r", 3)) == Documents{"|a\nb", "|\nc\n"});
  CHECK(documents(windows("  a \n\n b", 4)) == Documents{"|  a ", "|\n\n b"});
  CHECK(documents(windows("ab\r\n", 3)) == Documents{"|ab\n"});
}

TEST_CASE("a byte-order mark at the very front is dropped", "[corpus]") {
  CHECK(documents(lines("\uFEFF"
                        "a\n\uFEFF"
                        "b")) == Documents{"|a|",
                                           "|\uFEFF"
                                           "b|"});
  CHECK(documents(windows("\uFEFF"
                          "ab",
                          2)) == Documents{"|ab"});
}

TEST_CASE("nothing to train on is an error that says so", "[corpus]") {
  const CorpusKind kind = GENERATE(CorpusKind::lines, CorpusKind::text);
  const auto parse = [&](std::string_view bytes) { return Corpus::parse(bytes, kind, 16); };
  CHECK_THROWS_MATCHES(parse(""), std::invalid_argument, MessageMatches(ContainsSubstring("empty")));
  CHECK_THROWS_MATCHES(parse("\uFEFF"), std::invalid_argument, MessageMatches(ContainsSubstring("empty")));
  CHECK_THROWS_MATCHES(parse("\n\n \r\n\u3000\t"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("white space")));
}

TEST_CASE("invalid UTF-8 is an error with its position in the file", "[corpus]") {
  CHECK_THROWS_MATCHES(
      lines("emma\nol\xFFivia\n"), std::invalid_argument,
      MessageMatches(ContainsSubstring("not valid UTF-8") && ContainsSubstring("position 7 (0xFF)")));
  CHECK_THROWS_MATCHES(lines("\uFEFF"
                             "a\xC3"),
                       std::invalid_argument, MessageMatches(ContainsSubstring("position 4 ")));
}

TEST_CASE("other encodings of Unicode are named", "[corpus]") {
  /// Code points up to U+FFFF in `unit` bytes each.
  const auto encoded = [](std::u16string_view text, std::size_t unit, bool little) {
    std::string bytes;
    for (const char16_t code : text) {
      std::string one(unit, '\0');
      one[little ? 0 : unit - 1] = static_cast<char>(code & 0xFF);
      one[little ? 1 : unit - 2] = static_cast<char>(code >> 8);
      bytes += one;
    }
    return bytes;
  };
  const CorpusKind kind = GENERATE(CorpusKind::lines, CorpusKind::text);
  const std::size_t unit = GENERATE(2u, 4u);
  const bool little = GENERATE(true, false);
  const std::string name =
      "UTF-" + std::to_string(8 * unit) + (little ? " (little-endian)" : " (big-endian)");
  INFO(name);
  for (const std::u16string_view text :
       {u"\uFEFF"sv, u"\uFEFFa"sv, u"\uFEFFemma\r\nolivia\r\n"sv, u"\uFEFF語学\n"sv, u"emma\nolivia\n"sv}) {
    CHECK_THROWS_MATCHES(
        Corpus::parse(encoded(text, unit, little), kind, 16), std::invalid_argument,
        MessageMatches(ContainsSubstring("The text is in " + name + "; it must be saved in UTF-8.")));
  }
}

TEST_CASE("NULs alone do not make another encoding", "[corpus]") {
  for (const std::string& bytes : {"a\0b\0"s, "a\0b\0c\0d\0\n"s, "a\0bb\0c\0d\0"s, "\0\0\0\0\0\0\0\0"s,
                                   "\0a\0b\0c\0\0"s, "abcdefgh"s, "a\0\0\0b\0\0c"s}) {
    CHECK(lines(bytes).size() >= 1);
  }
}

TEST_CASE("documents that do not fit into a block are counted", "[corpus]") {
  const Corpus corpus = lines("abcd\nabcde\na\nabcdef\n");
  CHECK(corpus.longer_than(7) == 0);
  CHECK(corpus.longer_than(6) == 1);
  CHECK(corpus.longer_than(5) == 2);
  CHECK(corpus.longer_than(4) == 3);
  CHECK(windows("abcdefghij", 4).longer_than(4) == 0);
}

TEST_CASE("a block size below 1 is an error", "[corpus]") {
  CHECK_THROWS_AS(windows("abc", 0), std::invalid_argument);
  CHECK_THROWS_AS(windows("abc", -5), std::invalid_argument);
}

TEST_CASE("NUL is a character like any other", "[corpus]") {
  const Corpus corpus = lines("a\0b\n\0\n"s);
  CHECK(documents(corpus) == Documents{"|a\0b|"s, "|\0|"s});
  CHECK(corpus.tokenizer().vocabulary() == 4);
}

TEST_CASE("a single document, a single character, and a line longer than the block work", "[corpus]") {
  CHECK(documents(lines("x")) == Documents{"|x|"});
  CHECK(documents(windows("x", 16)) == Documents{"|x"});
  CHECK(lines(std::string(1000, 'x')).document(0).size() == 1002);
}

TEST_CASE("a vocabulary of 5,000 characters works", "[corpus]") {
  std::u32string characters;
  for (char32_t character = 0x4E00; character < 0x4E00 + 5000; ++character) {
    characters += character;
  }
  const Tokenizer tokenizer({characters.begin(), characters.end()});
  std::vector<std::int32_t> ids;
  for (std::int32_t id = 4999; id >= 0; --id) {
    ids.push_back(id);
  }
  const Corpus corpus = lines(tokenizer.decode(ids));
  CHECK(corpus.tokenizer().vocabulary() == 5001);
  const Document document = corpus.document(0);
  CHECK(std::ranges::equal(document.subspan(1, 5000), ids));
}

TEST_CASE("shuffling permutes the documents as random.shuffle does", "[corpus]") {
  // python3: r = random.Random(42); x = list("abcdefghij"); r.shuffle(x); print("".join(x))
  Corpus corpus = lines("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
  PythonRandom random(42);
  corpus.shuffle(random);
  std::string order;
  for (const std::string& document : documents(corpus)) {
    order += document[1];
  }
  CHECK(order == "hdcifgjeab");
}

TEST_CASE("the last of the distinct documents are held out, with all their copies", "[corpus]") {
  const auto split = [](const std::string& text, double share, int block_size = 16) {
    Corpus corpus = lines(text);
    corpus.hold_out(share, block_size);
    std::string kept, held_out;
    for (std::size_t i = 0; i < corpus.size(); ++i) {
      kept += corpus.tokenizer().decode(corpus.document(i).subspan(1, corpus.document(i).size() - 2)) + " ";
    }
    for (std::size_t i = 0; i < corpus.held_out(); ++i) {
      const Document document = corpus.held_out_document(i);
      held_out += corpus.tokenizer().decode(document.subspan(1, document.size() - 2)) + " ";
    }
    return kept + "/ " + held_out;
  };
  const std::string text = "a\nbb\nc\na\nbbb\ndd\nc\n";
  CHECK(split(text, 0.5) == "a bb a / c bbb dd c ");
  CHECK(split(text, 1e-9) == "a bb a bbb dd / c c ");
  CHECK(split(text, 0.999) == "bb / a c a bbb dd c ");
  CHECK(split(text, 0.75, 2) == "a a / bb c bbb dd c ");  // which differ only beyond the block
  Corpus same = lines("anna\nanna\n");
  CHECK_THROWS_MATCHES(same.hold_out(0.1, 16), std::invalid_argument,
                       MessageMatches(ContainsSubstring("the same")));
  CHECK(same.size() == 2);
}

TEST_CASE("moving a corpus moves its tokens, not copies them", "[corpus]") {
  Corpus corpus = lines("emma\nolivia\n");
  const std::int32_t* const tokens = corpus.document(0).data();
  const Corpus moved = std::move(corpus);
  CHECK(moved.document(0).data() == tokens);
}

TEST_CASE("a file of 50 MB becomes a corpus in reasonable time", "[corpus]") {
  const std::string line = "the quick brown fox jumps over the lazy dog, né en été\n";
  std::string bytes;
  while (bytes.size() < 50'000'000) {
    bytes += line;
  }
  const CorpusKind kind = GENERATE(CorpusKind::lines, CorpusKind::text);
  const auto begin = std::chrono::steady_clock::now();
  const Corpus corpus = Corpus::parse(bytes, kind, 16);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  CHECK(seconds.count() < 30.0);  // about half a second; sanitizers and a busy machine are slower
  const std::size_t characters_per_line = line.size() - 3;  // three letters take two bytes
  const std::size_t line_count = bytes.size() / line.size();
  if (kind == CorpusKind::lines) {
    CHECK(corpus.size() == line_count);
  } else {
    CHECK(corpus.size() == (line_count * characters_per_line + 15) / 16);
  }
}

TEST_CASE("the kinds of corpora have names", "[corpus]") {
  CHECK(name(CorpusKind::lines) == "lines");
  CHECK(name(CorpusKind::text) == "text");
  CHECK(corpus_kind_named("lines") == CorpusKind::lines);
  CHECK(corpus_kind_named("text") == CorpusKind::text);
  CHECK_THROWS_MATCHES(corpus_kind_named("Lines"), std::invalid_argument,
                       MessageMatches(ContainsSubstring("\"Lines\"")));
}
