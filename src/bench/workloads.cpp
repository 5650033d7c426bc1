#include "bench/workloads.h"

#include <utf8.h>

#include <algorithm>
#include <iterator>

#include "measure/random_stream.h"

namespace lanes::bench {

std::string even_text(char32_t first, std::uint32_t distinct, std::size_t characters) {
  measure::RandomStream random(42);
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) {
    utf8::append(first + random.below(distinct), std::back_inserter(text));
  }
  return text;
}

Workload microgpt(std::string_view names) {
  return {"microGPT", {}, 1, CorpusKind::lines, std::string(names)};
}

Workload wide_model(std::string_view names) {
  return {"width 256, one document", {1, 256, 4, 16}, 1, CorpusKind::lines, std::string(names)};
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
  const auto block = static_cast<std::size_t>(workload.config.block_size);
  std::vector<double> lengths(corpus.size());
  double all = 0.0;
  for (std::size_t step = 0; step < lengths.size(); ++step) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(options.batch); ++k) {
      const std::size_t document = (step * static_cast<std::size_t>(options.batch) + k) % corpus.size();
      lengths[step] += static_cast<double>(std::min(corpus.document(document).size() - 1, block));
    }
    all += lengths[step];
  }
  for (double& length : lengths) length *= static_cast<double>(lengths.size()) / all;
  return lengths;
}

}  // namespace lanes::bench
