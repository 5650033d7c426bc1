// The trainer as JavaScript sees it: createTrainer, what can be done with the trainer whose address it
// returns, and what can be said of a model without making it. Declarations and conversions only; the work is
// in gpt/trainer.h. web/lib/trainer.ts wraps and documents all this. LANES_LEARNER is what the build has this
// module make: make_f32_learner or make_f64_learner.
#include "gpt/trainer.h"

#include <emscripten/bind.h>

#include <memory>

#include "bindings/convert.h"
#include "bindings/model.h"
#include "bindings/variant.h"
#include "gpt/corpus.h"
#include "gpt/limits.h"
#include "gpt/unicode.h"

namespace lanes {
namespace {

constexpr std::int64_t most_steps_per_call = 10'000'000;  // whose losses take 80 MB
constexpr std::int64_t most_samples_per_call = 1'000'000;

val create_trainer(const val& object) {
  return guarded([&] {
    Options options(object);
    TrainerOptions wanted;
    wanted.variant = variant_name;
    wanted.engine = engine_named(options.text("engine").value_or("tensor"));
    const char* natural = wanted.engine == Engine::tensor ? "f32" : "f64";
    wanted.precision = precision_named(options.text("precision").value_or(natural));
    const CorpusKind corpus = corpus_kind_named(options.text("corpus").value_or("lines"));
    if (const auto seed = options.integer("seed", 0, largest_safe_integer)) {
      wanted.seed = static_cast<std::uint64_t>(*seed);
    }
    wanted.steps = options.integer("steps", step_limits.low, step_limits.high).value_or(wanted.steps);
    wanted.learning_rate = options.number("learningRate").value_or(wanted.learning_rate);
    wanted.holdout = options.number("holdout").value_or(wanted.holdout);
    wanted.threads = take_threads(options);
    take_sizes(options, wanted.config, wanted.batch);
    const std::string data = options.bytes("data");
    static_cast<void>(options.text("variant"));  // lanes.js has taken it, but it is one of the options
    options.reject_unknown();
    wanted.validate();  // before the data is read, which takes longer and depends on the block size
    return handed_over(std::make_unique<Trainer>(
        wanted, Corpus::parse(data, corpus, wanted.config.block_size), LANES_LEARNER));
  });
}

/// The Error of a run whose first step was number `first`: with the losses up to the step that failed, and
/// its number. A function by itself, for where a handler of exceptions calls several others, clang 19 nests
/// what is around them in the order of its own addresses, and no two builds are the same.
[[gnu::noinline]] val stopped(const Trainer& trainer, std::vector<double>& losses, std::int64_t first,
                              const std::runtime_error& failure) {
  const std::int64_t failed = trainer.info().step + 1;
  losses.resize(static_cast<std::size_t>(failed - first));
  val error = to_error(failure.what());
  error.set("losses", to_float64_array(losses));
  error.set("step", static_cast<double>(failed));
  return error;
}

/// Trains `count` steps: {losses, milliseconds}. When the run fails, the Error carries the losses of this
/// call so far and the number of the step that failed.
val train(Trainer& trainer, const val& count) {
  return guarded([&] {
    const std::int64_t steps = to_integer(count, "The number of steps", 0, most_steps_per_call);
    std::vector<double> losses;
    losses.reserve(static_cast<std::size_t>(steps));
    const std::int64_t first = trainer.info().step + 1;
    double milliseconds = 0.0;
    try {
      milliseconds = milliseconds_of([&] {
        for (std::int64_t step = 0; step < steps; ++step) losses.push_back(trainer.step());
      });
      if (steps > 0) trainer.require_finite_weights();
    } catch (const std::runtime_error& failure) {
      return stopped(trainer, losses, first, failure);
    }
    val result = val::object();
    result.set("losses", to_float64_array(losses));
    result.set("milliseconds", milliseconds);
    return result;
  });
}

val held_out_loss(Trainer& trainer, const val& object) {
  return guarded([&] {
    Options options(object);
    const std::int64_t most =
        options.integer("documents", 1, largest_safe_integer).value_or(largest_safe_integer);
    options.reject_unknown();
    return val(trainer.held_out_loss(most));
  });
}

val sample(Trainer& trainer, const val& object) {
  return guarded([&] {
    Options options(object);
    SampleOptions wanted;
    wanted.count =
        static_cast<int>(options.integer("count", 0, most_samples_per_call).value_or(wanted.count));
    wanted.temperature = options.number("temperature").value_or(wanted.temperature);
    wanted.prompt = options.text("prompt").value_or("");
    wanted.seed = options.integer("seed", 0, largest_safe_integer);
    options.reject_unknown();
    // All samples in one string and where each ends: a string that crosses the border takes longer than a
    // token.
    std::string text;
    std::vector<double> ends;
    std::size_t end = 0;
    for (const std::string& sample : trainer.sample(wanted)) {
      text += sample;
      end += utf16_length(sample);
      ends.push_back(static_cast<double>(end));
    }
    val result = val::object();
    result.set("text", text);
    result.set("ends", to_float64_array(ends));
    return result;
  });
}

val inspect(Trainer& trainer, const val& prefix) {
  return guarded([&] {
    const Inspection inspection = trainer.inspect(to_text(prefix, "The prefix"));
    val result = val::object();
    result.set("tokens", to_js(inspection.tokens));
    result.set("probabilities", to_js(inspection.predictions.back()));
    result.set("predictions", to_js(inspection.predictions));
    result.set("attention", to_js(inspection.attention));
    result.set("keys", to_js(inspection.keys));
    result.set("values", to_js(inspection.values));
    return result;
  });
}

val save(const Trainer& trainer) {
  return guarded([&] { return to_uint8_array(trainer.save()); });
}

val load(Trainer& trainer, const val& checkpoint) {
  return guarded([&] {
    trainer.load(to_bytes(checkpoint, "The checkpoint"));
    return val::undefined();
  });
}

val info(const Trainer& trainer) {
  return guarded([&] {
    const TrainerInfo known = trainer.info();
    val result = to_js(known.size);
    result.set("variant", known.variant);
    result.set("engine", std::string(name(known.engine)));
    result.set("precision", std::string(name(known.precision)));
    result.set("vocabulary", known.vocabulary);
    result.set("documents", static_cast<double>(known.documents));
    result.set("heldOut", static_cast<double>(known.held_out));
    result.set("step", static_cast<double>(known.step));
    result.set("threads", known.threads);
    result.set("warnings", to_js(known.warnings));
    return result;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(trainer) {
  emscripten::function("createTrainer", &create_trainer);
  emscripten::function("destroyTrainer", &destroy<Trainer>);
  emscripten::function("train", method<&train>);
  emscripten::function("heldOutLoss", method<&held_out_loss>);
  emscripten::function("sample", method<&sample>);
  emscripten::function("inspect", method<&inspect>);
  emscripten::function("save", method<&save>);
  emscripten::function("load", method<&load>);
  emscripten::function("info", method<&info>);
}

}  // namespace lanes
