// The module that ./build.sh bench loads beside the product's: ceilings, every kernel, and the tape on its
// own.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/benchmark.h"
#include "bindings/convert.h"

namespace lanes {
namespace {

using bench::Benchmark;
using bench::Prepared;

/// A prepared contender in JavaScript's hands.
class Loop {
 public:
  explicit Loop(Prepared prepared) : prepared_(std::move(prepared)) {}

  /// Milliseconds that so many calls took; they are all alike.
  val run(const val& repetitions) const {
    return guarded([&] {
      const std::int64_t calls = to_integer(repetitions, "The number of calls", 1, largest_safe_integer);
      const double start = emscripten_get_now();
      prepared_.run(calls);
      return val(emscripten_get_now() - start);
    });
  }

  val work() const {
    val work = val::object();
    work.set("flops", prepared_.work.flops);
    work.set("bytes", prepared_.work.bytes);
    return work;
  }

 private:
  Prepared prepared_;
};

std::vector<Benchmark> benchmarks;

/// Makes the list, for these names (a Uint8Array): [{group, name, contender}]. One contender each, as a
/// module has one variant; what this variant has none for is left out.
val list(const val& names) {
  return guarded([&] {
    const std::string text = to_bytes(names, "The names");
    benchmarks = bench::ceilings();
    for (Benchmark& kernel : bench::kernels()) benchmarks.push_back(std::move(kernel));
    benchmarks.push_back(bench::bookkeeping(text));
    std::erase_if(benchmarks, [](const Benchmark& benchmark) { return benchmark.contenders.empty(); });
    val array = val::array();
    for (const Benchmark& benchmark : benchmarks) {
      val entry = val::object();
      entry.set("group", std::string(bench::name(benchmark.group)));
      entry.set("name", benchmark.name);
      entry.set("contender", benchmark.contenders.front().name);
      array.call<void>("push", entry);
    }
    return array;
  });
}

/// Makes entry `index` of the list ready.
val prepare(const val& index) {
  return guarded([&] {
    const auto last = static_cast<std::int64_t>(benchmarks.size()) - 1;
    const std::int64_t at = to_integer(index, "The index", 0, last);
    return val(std::make_unique<Loop>(benchmarks[static_cast<std::size_t>(at)].contenders.front().prepare()));
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(bench) {
  emscripten::class_<Loop>("Loop").function("run", &Loop::run).function("work", &Loop::work);
  emscripten::function("list", &list);
  emscripten::function("prepare", &prepare);
}

}  // namespace lanes
