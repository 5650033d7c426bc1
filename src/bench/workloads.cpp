#include "bench/workloads.h"

#include <utf8.h>

#include <algorithm>
#include <iterator>

#include "measure/random_stream.h"

namespace lanes::bench {
namespace {

/// Those of a document that a step trains on.
double positions(Document document, const Config& config) {
  return static_cast<double>(std::min(document.size() - 1, static_cast<std::size_t>(config.block_size)));
}

}  // namespace

std::string even_text(char32_t first, std::uint32_t distinct, std::size_t characters) {
  measure::RandomStream random(42);
  std::string text;
  for (std::size_t i = 0; i < characters; ++i)
    utf8::append(first + random.below(distinct), std::back_inserter(text));
  return text;
}

Workload microgpt(std::string_view names) {
  return {"microGPT", {}, 1, CorpusKind::lines, std::string(names)};
}

Workload middle_model() {
  return {"801,536 parameters", {4, 128, 8, 64}, 8, CorpusKind::text, even_text(U'a', 26, 64 * 512)};
}

Workload bytes_model() {
  return {"3 layers of 96", {3, 96, 3, 64}, 16, CorpusKind::text, even_text(U'\u0100', 255, 64 * 512)};
}

TrainerOptions trainer_options(const Workload& workload, std::string_view variant, int threads) {
  TrainerOptions options;
  options.config = workload.config;
  options.batch = workload.batch;
  options.variant = variant;
  options.threads = threads;
  return options;
}

Trainer make_trainer(const Workload& workload, const TrainerOptions& options, LearnerFactory& make) {
  return Trainer(options, Corpus::parse(workload.text, workload.kind, workload.config.block_size), make);
}

std::vector<double> step_lengths(const Workload& workload, const TrainerOptions& options) {
  Corpus corpus = Corpus::parse(workload.text, workload.kind, workload.config.block_size);
  PythonRandom random(options.seed);
  corpus.shuffle(random);
  std::vector<double> lengths(corpus.size());
  double all = 0.0;
  for (std::size_t step = 0; step < lengths.size(); ++step) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(options.batch); ++k) {
      const std::size_t document = (step * static_cast<std::size_t>(options.batch) + k) % corpus.size();
      lengths[step] += positions(corpus.document(document), workload.config);
    }
    all += lengths[step];
  }
  for (double& length : lengths) length *= static_cast<double>(lengths.size()) / all;
  return lengths;
}

double flops_per_step(const Workload& workload) {
  const Config& config = workload.config;
  const Corpus corpus = Corpus::parse(workload.text, workload.kind, config.block_size);
  double all_positions = 0.0, pairs = 0.0;  // pairs of a query and a key that it may see
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    const double n = positions(corpus.document(i), config);
    all_positions += n;
    pairs += n * (n + 1) / 2;
  }
  const double layers = config.n_layer, width = config.n_embd, vocabulary = corpus.tokenizer().vocabulary();
  const double forward =
      all_positions * (layers * 24 * width * width + 2 * width * vocabulary) + pairs * layers * 4 * width;
  return 3 * workload.batch * forward / static_cast<double>(corpus.size());
}

}  // namespace lanes::bench
