// What a model and a step of it come to. (That boxes are counted to the last one is seen beside the graphs
// themselves, in gpt_value_model_test.cpp.)
#include <catch_amalgamated.hpp>
#include <stdexcept>

#include "gpt/corpus.h"
#include "gpt/model_size.h"

using namespace lanes;

namespace {

DocumentLengths lengths_of(std::initializer_list<std::size_t> positions) {
  DocumentLengths lengths;
  for (const std::size_t each : positions) lengths.add(each);
  return lengths;
}

}  // namespace

TEST_CASE("model size: microGPT's, as worked out by hand") {
  // One name of 4 letters: 5 positions, 15 pairs of a query and a key, a vocabulary of 4 (a, e, m and the
  // mark).
  const ModelSize size = model_size(Config{}, 4, 1, lengths_of({5}));
  const double linear = 5 * (24 * 16 * 16 + 2 * 16 * 4), attention = 15 * 4 * 16;
  CHECK(size.flops_per_step == 3 * (linear + attention));
  CHECK(size.parameters == 3456);
  CHECK(size.boxes == box_count(Config{}, 4, 5));
  CHECK(model_size(Config{}, 27, 1, lengths_of({5})).parameters == 4192);
}

TEST_CASE("model size: a step is the average over the documents, times the batch") {
  const auto flops = [](int batch, const DocumentLengths& lengths) {
    return model_size(Config{2, 24, 3, 8}, 11, batch, lengths).flops_per_step;
  };
  const double both = flops(1, lengths_of({2, 7}));
  CHECK(both == (flops(1, lengths_of({2})) + flops(1, lengths_of({7}))) / 2);
  CHECK(flops(5, lengths_of({2, 7})) == 5 * both);
  CHECK(flops(1, lengths_of({2, 7, 2, 7})) == both);
}

TEST_CASE("model size: the longest document makes the boxes, whatever the batch") {
  const Config config{2, 24, 3, 8};
  CHECK(model_size(config, 11, 4, lengths_of({3, 8, 1})).boxes == box_count(config, 11, 8));
}

TEST_CASE("model size: documents count as far as they fit into a block") {
  const DocumentLengths lines =
      document_lengths(Corpus::parse("a\nemma\nmaximilian\n", CorpusKind::lines, 8), 8);
  CHECK(lines.documents == 3);
  CHECK(lines.positions == 2 + 5 + 8);
  CHECK(lines.pairs == 3 + 15 + 36);
  CHECK(lines.longest == 8);
  // Windows have no mark at their end.
  const DocumentLengths text = document_lengths(Corpus::parse("emma, maximilian", CorpusKind::text, 6), 6);
  CHECK(text.documents == 3);
  CHECK(text.positions == 6 + 6 + 4);
}

TEST_CASE("model size: the largest sizes are counted without overflowing, impossible ones refused") {
  const Config largest{96, 4096, 1, 4096};
  const ModelSize size = model_size(largest, 1'000'000, 65'536, lengths_of({4096}));
  CHECK(size.parameters == 27'536'130'048);
  CHECK(size.boxes > 4096 * size.parameters);
  CHECK(size.flops_per_step > 1e19);
  CHECK_THROWS_AS(model_size(Config{1, 16, 3, 16}, 27, 1, lengths_of({5})), std::invalid_argument);
  CHECK_THROWS_AS(model_size(Config{0, 16, 4, 16}, 27, 1, lengths_of({5})), std::invalid_argument);
}
