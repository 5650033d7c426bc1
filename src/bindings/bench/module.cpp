// The module that ./build.sh bench loads beside the product's: ceilings, every kernel, and the tape on its
// own.
#include <emscripten/bind.h>

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
val create_loop(const val& index) {
  return guarded([&] {
    const auto last = static_cast<std::int64_t>(benchmarks.size()) - 1;
    const auto at = static_cast<std::size_t>(to_integer(index, "The index", 0, last));
    return handed_over(std::make_unique<Prepared>(benchmarks[at].contenders.front().prepare()));
  });
}

/// Milliseconds that so many calls took; they are all alike.
val run(Prepared& loop, const val& repetitions) {
  return guarded([&] {
    const std::int64_t calls = to_integer(repetitions, "The number of calls", 1, largest_safe_integer);
    return val(milliseconds_of([&] { loop.run(calls); }));
  });
}

val work(const Prepared& loop) {
  val work = val::object();
  work.set("flops", loop.work.flops);
  work.set("bytes", loop.work.bytes);
  return work;
}

}  // namespace

EMSCRIPTEN_BINDINGS(bench) {
  emscripten::function("list", &list);
  emscripten::function("createLoop", &create_loop);
  emscripten::function("destroyLoop", &destroy<Prepared>);
  emscripten::function("run", method<&run>);
  emscripten::function("work", method<&work>);
}

}  // namespace lanes
