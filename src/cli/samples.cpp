// Bytes as they are: a sample may hold any character of its corpus, NUL included.
#include "cli/samples.h"

#include <cstdio>

namespace lanes {

void print_samples(const std::vector<std::string>& samples, CorpusKind corpus) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i > 0 && corpus == CorpusKind::text) {
      std::fputc('\n', stdout);
    }
    std::fwrite(samples[i].data(), 1, samples[i].size(), stdout);
    std::fputc('\n', stdout);
  }
}

}  // namespace lanes
