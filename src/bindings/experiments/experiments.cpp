// The experiments as JavaScript sees them: experiments(), createExperiment(), and what can be done with the
// one whose address that returns. Declarations and conversions only; the work is in
// experiments/experiments.h. web/lib/experiments.ts wraps and documents all this.
#include "experiments/experiments.h"

#include <emscripten/bind.h>

#include <memory>

#include "bindings/convert.h"

namespace lanes::experiments {
namespace {

/// Objects are filled through these two, since each type of argument of val::set costs code of its own.
void put(val& object, const char* key, const val& value) { object.set(key, value); }
void put(val& object, const char* key, std::string_view text) { put(object, key, val(std::string(text))); }

val describe(const Contender& contender) {
  val object = val::object();
  put(object, "name", contender.name);
  put(object, "description", contender.description);
  put(object, "code", contender.code);
  put(object, "variant", name(contender.home));
  put(object, "threads", val(contender.threads));
  put(object, "here", val(contender.prepare != nullptr));
  return object;
}

val describe(const Clause& clause) {
  val object = val::object();
  put(object, "faster", clause.faster);
  put(object, "slower", clause.slower);
  put(object, "least", val(clause.least));
  put(object, "most", val(clause.most));
  put(object, "from", val(static_cast<double>(clause.from)));
  put(object, "to", val(static_cast<double>(clause.to)));
  return object;
}

val describe(const Description& description) {
  val contenders = val::array(), clauses = val::array(), object = val::object();
  for (const Clause& clause : description.clauses) clauses.call<void>("push", describe(clause));
  for (const Contender& contender : description.contenders) {
    contenders.call<void>("push", describe(contender));
  }
  put(object, "name", description.name);
  put(object, "title", description.title);
  put(object, "claim", description.claim);
  put(object, "clauses", clauses);
  put(object, "item", description.item);
  put(object, "size", description.size);
  put(object, "sizes", to_js(std::vector<double>(description.sizes.begin(), description.sizes.end())));
  put(object, "largest", val(static_cast<double>(description.largest)));
  put(object, "unit", name(description.unit));
  put(object, "ceiling", description.ceiling);
  put(object, "contenders", contenders);
  return object;
}

val list() {
  return guarded([] {
    val list = val::array();
    for (const Description& description : descriptions()) list.call<void>("push", describe(description));
    return list;
  });
}

val create_experiment(const val& experiment_name, const val& contender, const val& size) {
  return guarded([&] {
    const std::string name = to_text(experiment_name, "The name of the experiment");
    const std::string which = to_text(contender, "The name of the contender");
    const auto largest = static_cast<std::int64_t>(find_experiment(name).largest);
    const std::int64_t checked = to_integer(size, "The size", 1, largest);
    return handed_over(std::make_unique<Experiment>(prepare(name, which, checked)));
  });
}

val run(Experiment& experiment, const val& repetitions) {
  return guarded([&] {
    const Totals totals =
        experiment.run(to_integer(repetitions, "The number of repetitions", 1, most_repetitions));
    val object = val::object();
    put(object, "checksum", val(totals.checksum));
    put(object, "items", val(totals.items));
    put(object, "bytes", val(totals.bytes));
    put(object, "flops", val(totals.flops));
    return object;
  });
}

val notes(const Experiment& experiment) {
  return guarded([&] {
    val list = val::array();
    for (const Note& note : experiment.notes()) {
      val object = val::object();
      put(object, "name", note.name);
      put(object, "value", val(note.value));
      list.call<void>("push", object);
    }
    return list;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(experiments) {
  emscripten::function("experiments", &list);
  emscripten::function("createExperiment", &create_experiment);
  emscripten::function("destroyExperiment", &destroy<Experiment>);
  emscripten::function("run", method<&run>);
  emscripten::function("notes", method<&notes>);
}

}  // namespace lanes::experiments
