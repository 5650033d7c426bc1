// A variant's matrix product as JavaScript sees it. Declarations and conversions only; the work is in
// experiments/product.h.
#include <emscripten/bind.h>

#include "bindings/convert.h"
#include "experiments/experiments.h"
#include "experiments/product.h"
#include "gpt/json_reader.h"
#include "kernels/variants.h"
#include "text/sentence.h"

namespace lanes::experiments {
namespace {

constexpr std::int64_t largest_size = 4'096;  // one product of this size takes seconds

Layout layout_named(const std::string& name) {
  if (name == "nn") return Layout::nn;
  if (name == "nt") return Layout::nt;
  if (name == "tn") return Layout::tn;
  refuse({"The layout must be nn, nt or tn, not ", quoted(name), "."});
}

/// Times C = A·B, `repetitions` times: {gflops, checksum, milliseconds}.
val gemm(const val& object) {
  return guarded([&] {
    Options options(object);
    const auto size = [&](const char* name) {
      return static_cast<std::size_t>(options.required_integer(name, 1, largest_size));
    };
    const std::size_t m = size("m"), n = size("n"), k = size("k");
    const Layout layout = layout_named(options.text("layout").value_or("nn"));
    const std::int64_t repetitions = options.integer("repetitions", 1, most_repetitions).value_or(1);
    const int threads = take_threads(options);
    options.reject_unknown();

    RepeatedProduct product(layout, m, n, k, f32_kernels(variants().front().name), Executor(threads));
    double sum = 0.0;
    const double milliseconds = milliseconds_of([&] { sum = product.run(repetitions); });
    val result = val::object();
    result.set("gflops", product.flops() * static_cast<double>(repetitions) / milliseconds / 1e6);
    result.set("checksum", sum + product.checksum());
    result.set("milliseconds", milliseconds);
    return result;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(gemm) { emscripten::function("gemm", &gemm); }

}  // namespace lanes::experiments
