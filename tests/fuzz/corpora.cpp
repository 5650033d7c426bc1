// Training text: whatever bytes are read, they are refused in a sentence, or they are documents that hold the
// text, in tokens that stand for its characters.
//
// The first byte says how text becomes documents, 't' for running text and anything else for lines; the
// second is the length of a window.
#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gpt/corpus.h"
#include "input.h"

namespace lanes::fuzz {
namespace {

std::vector<std::string> documents_of(const Corpus& corpus) {
  std::vector<std::string> documents;
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    documents.push_back(corpus.tokenizer().decode(corpus.document(i)));
  }
  return documents;
}

/// The text with one kind of line end and without a byte-order mark.
std::string normalised(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\n' && i > 0 && bytes[i - 1] == '\r') continue;
    text += bytes[i] == '\r' ? '\n' : bytes[i];
  }
  return text;
}

void check_tokens(const Corpus& corpus, int block_size) {
  const Tokenizer& tokenizer = corpus.tokenizer();
  require(std::ranges::adjacent_find(tokenizer.characters(), std::ranges::greater_equal()) ==
              tokenizer.characters().end(),
          "characters are distinct and in order");
  const bool lines = corpus.kind() == CorpusKind::lines;
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    const Document document = corpus.document(i);
    require(document.size() >= 2 && document.front() == tokenizer.bos(),
            "a document begins and holds something");
    require(!lines || document.back() == tokenizer.bos(), "a line ends");
    require(lines || document.size() <= static_cast<std::size_t>(block_size) + 1,
            "a window fits into the block");
    const Document characters = document.subspan(1, document.size() - (lines ? 2 : 1));
    require(std::ranges::equal(tokenizer.encode(tokenizer.decode(characters)), characters),
            "tokens are text and text is tokens");
  }
}

void check_text(const Corpus& corpus, std::string_view bytes, int block_size) {
  const std::vector<std::string> documents = documents_of(corpus);
  std::string together;
  for (const std::string& document : documents) {
    together += document;
    if (corpus.kind() == CorpusKind::lines) together += '\n';
  }
  if (corpus.kind() == CorpusKind::text) require(together == normalised(bytes), "the windows hold the text");
  // With a byte-order mark, since a text that begins with U+FEFF by itself would lose it.
  const Corpus again = Corpus::parse("\xef\xbb\xbf" + together, corpus.kind(), block_size);
  require(documents_of(again) == documents, "documents that are written down are read again");
}

void check_shuffle(Corpus corpus) {
  std::vector<std::string> before = documents_of(corpus);
  PythonRandom random(before.size());
  corpus.shuffle(random);
  std::vector<std::string> after = documents_of(corpus);
  std::ranges::sort(before);
  std::ranges::sort(after);
  require(before == after, "shuffling loses nothing");
}

}  // namespace
}  // namespace lanes::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lanes;
  fuzz::Input input(data, size);
  const CorpusKind kind = input.byte() == 't' ? CorpusKind::text : CorpusKind::lines;
  const int block_size = input.between(1, 20);
  std::optional<Corpus> corpus;
  if (!fuzz::accepted([&] { corpus = Corpus::parse(input.rest(), kind, block_size); })) return 0;
  fuzz::check_tokens(*corpus, block_size);
  fuzz::check_text(*corpus, input.rest(), block_size);
  fuzz::check_shuffle(*corpus);
  return 0;
}
