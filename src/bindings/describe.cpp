// What JavaScript asks of models that are not made: describeModel. One module has it, the one that runs
// everywhere. web/lib/trainer.ts wraps and documents it.
#include <emscripten/bind.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bindings/model.h"
#include "gpt/trainer_options.h"
#include "text/sentence.h"

namespace lanes {
namespace {

/// Numbers of positions, each a document's.
DocumentLengths to_lengths(const std::vector<double>& positions, int block_size) {
  if (positions.empty()) refuse({"Option positions must name one document at least."});
  DocumentLengths lengths;
  for (const double each : positions) {
    if (!(each >= 1.0 && std::trunc(each) == each)) {
      refuse({"Option positions must hold whole numbers from 1 on."});
    }
    lengths.add(static_cast<std::size_t>(std::min<double>(each, block_size)));
  }
  return lengths;
}

/// What a model that is not made would come to.
val describe_model(const val& object) {
  return guarded([&] {
    Options options(object);
    TrainerOptions wanted;
    take_sizes(options, wanted.config, wanted.batch);
    const auto vocabulary =
        static_cast<int>(options.required_integer("vocabulary", 1, std::numeric_limits<int>::max()));
    const double block = wanted.config.block_size;
    const std::vector<double> positions = options.numbers("positions").value_or(std::vector{block});
    options.reject_unknown();
    wanted.validate();
    return to_js(
        model_size(wanted.config, vocabulary, wanted.batch, to_lengths(positions, wanted.config.block_size)));
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(describe) { emscripten::function("describeModel", &describe_model); }

}  // namespace lanes
