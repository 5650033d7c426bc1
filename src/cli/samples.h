// Samples as text on stdout.
#pragma once

#include <string>
#include <vector>

#include "gpt/corpus.h"

namespace lanes {

/// Prints one sample per line. Samples of a `text` model may hold line ends, so an empty line sets them
/// apart.
void print_samples(const std::vector<std::string>& samples, CorpusKind corpus);

}  // namespace lanes
