// A variant's matrix product, for whoever wants to time one kernel alone.
#include <emscripten/bind.h>
#include <emscripten/emscripten.h>

#include "autograd/arena.h"
#include "bindings/convert.h"
#include "kernels/variants.h"
#include "parallel/multiply.h"

namespace lanes {
namespace {

constexpr std::int64_t largest_size = 4'096;  // one product of this size takes seconds
constexpr std::int64_t most_repetitions = 1'000'000'000;

Layout layout_named(const std::string& name) {
  if (name == "nn") return Layout::nn;
  if (name == "nt") return Layout::nt;
  if (name == "tn") return Layout::tn;
  throw std::invalid_argument("The layout must be nn, nt or tn, not '" + name + "'.");
}

/// `n` small integers, centred on zero, that repeat after `period`: sums of their products stay exact.
float* small_integers(Arena& arena, std::size_t n, int period) {
  float* values = arena.array<float>(n);
  int next = 0;
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = static_cast<float>(next - period / 2);
    next = next + 1 == period ? 0 : next + 1;
  }
  return values;
}

/// Computes C = A·B `repetitions` times: {gflops, checksum, milliseconds}. The checksum is the same in every
/// variant and depends on each repetition, so none can be left out.
val gemm(const val& object) {
  return guarded([&] {
    Options options(object);
    const auto size = [&](const char* name) {
      return static_cast<std::size_t>(options.required_integer(name, 1, largest_size));
    };
    Gemm<float> product;
    product.m = size("m");
    product.n = size("n");
    product.k = size("k");
    product.layout = layout_named(options.text("layout").value_or("nn"));
    const std::int64_t repetitions = options.integer("repetitions", 1, most_repetitions).value_or(1);
    const int threads = take_threads(options);
    options.reject_unknown();

    Arena arena;
    float* a = small_integers(arena, product.m * product.k, 5);
    float* b = small_integers(arena, product.k * product.n, 7);
    float* c = arena.array<float>(product.m * product.n);
    product.a = a;
    product.lda = product.layout == Layout::tn ? product.m : product.k;
    product.b = b;
    product.ldb = product.layout == Layout::nt ? product.k : product.n;
    product.c = c;
    product.ldc = product.n;

    const Executor executor(threads);
    const KernelTable<float>& kernels = *variants().front().f32;
    double checksum = 0;
    const double start = emscripten_get_now();
    for (std::int64_t repetition = 0; repetition < repetitions; ++repetition) {
      a[0] = static_cast<float>(repetition % 5);
      multiply(executor, kernels, product);
      checksum += static_cast<double>(c[0]);
    }
    const double milliseconds = emscripten_get_now() - start;
    for (std::size_t i = 0; i < product.m * product.n; ++i) {
      checksum += static_cast<double>(c[i]) * static_cast<double>(i % 3 + 1);
    }

    const double operations = 2.0 * static_cast<double>(product.m) * static_cast<double>(product.n) *
                              static_cast<double>(product.k) * static_cast<double>(repetitions);
    val result = val::object();
    result.set("gflops", operations / milliseconds / 1e6);
    result.set("checksum", checksum);
    result.set("milliseconds", milliseconds);
    return result;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(gemm) { emscripten::function("gemm", &gemm); }

}  // namespace lanes
