// Benchmarks of the kernels that reduce, rearrange, or go row by row.
#include <algorithm>

#include "bench/inputs.h"
#include "bench/kernels.h"

namespace lanes::bench {
namespace {

using Table = const KernelTable<float>&;

// Activations: the 7 tokens of a name by microGPT's width; 8 documents of 64 tokens by a width of 128.
const std::vector<Rows> activations = {{7, 16}, {512, 128}};
// Logits: the same by the 27 letters; a batch of bytes.
const std::vector<Rows> logits = {{7, 27}, {512, 27}, {1'024, 256}};

/// make(kernels, workspace, rows, columns) at several shapes; `arrays` of that shape are read or written.
template <class Make>
std::vector<Benchmark> by_rows(const std::string& kernel, const std::vector<Rows>& shapes, double flops,
                               double arrays, const Make& make) {
  return at_sizes(shapes, [&](const Rows& shape) {
    const auto elements = static_cast<double>(shape.count());
    return kernel_benchmark(
        kernel + " " + shape.text(), {flops * elements, bytes_of(arrays * elements)},
        [=](Table kernels, Workspace& w) { return make(kernels, w, shape.rows, shape.columns); });
  });
}

float* filled(Workspace& w, std::size_t n, float value) {
  float* values = w.array<float>(n);
  std::fill_n(values, n, value);
  return values;
}

}  // namespace

std::vector<Benchmark> total_benchmarks() {
  const std::vector<std::size_t> sizes = {448, 65'536, 4'000'000};
  return at_sizes(sizes, [](std::size_t n) {
    const auto elements = static_cast<double>(n);
    return kernel_benchmark("total n = " + grouped(n), {elements, bytes_of(elements)},
                            [=](Table kernels, Workspace& w) {
                              float *a = numbers(w, n), *out = w.array<float>(1);
                              return [=, &kernels] { *out = kernels.total(a, n); };
                            });
  });
}

std::vector<Benchmark> sum_rows_benchmarks() {
  return by_rows("sum_rows", activations, 1, 1,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   float *out = w.array<float>(columns), *a = numbers(w, rows * columns);
                   return [=, &k] { k.sum_rows(out, a, rows, columns, false); };
                 });
}

std::vector<Benchmark> transpose_benchmarks() {
  return by_rows("transpose", {{7, 16}, {64, 64}, {1'024, 1'024}}, 0, 2,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   float *out = w.array<float>(rows * columns), *a = numbers(w, rows * columns);
                   return [=, &k] { k.transpose(out, rows, a, columns, rows, columns); };
                 });
}

std::vector<Benchmark> softmax_benchmarks() {
  return by_rows("softmax", logits, 0, 2, [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
    float *out = w.array<float>(rows * columns), *a = numbers(w, rows * columns);
    return [=, &k] { k.softmax(out, a, rows, columns); };
  });
}

std::vector<Benchmark> softmax_backward_benchmarks() {
  return by_rows("softmax_backward", logits, 4, 3,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   const std::size_t n = rows * columns;
                   float *out = w.array<float>(n), *y = numbers(w, n, 0.0, 1.0), *dy = numbers(w, n);
                   return [=, &k] { k.softmax_backward(out, y, dy, rows, columns, false); };
                 });
}

std::vector<Benchmark> rmsnorm_benchmarks() {
  return by_rows("rmsnorm", activations, 3, 2,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   float *out = w.array<float>(rows * columns), *scales = w.array<float>(rows),
                         *a = numbers(w, rows * columns);
                   return [=, &k] { k.rmsnorm(out, scales, a, rows, columns); };
                 });
}

std::vector<Benchmark> rmsnorm_backward_benchmarks() {
  return by_rows("rmsnorm_backward", activations, 5, 3,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   const std::size_t n = rows * columns;
                   float *out = w.array<float>(n), *a = numbers(w, n), *dy = numbers(w, n);
                   float* scales = filled(w, rows, 1.5f);
                   return [=, &k] { k.rmsnorm_backward(out, a, scales, dy, rows, columns, false); };
                 });
}

std::vector<Benchmark> cross_entropy_benchmarks() {
  return by_rows("cross_entropy", logits, 0, 2,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   float *losses = w.array<float>(rows), *out = w.array<float>(rows * columns),
                         *a = numbers(w, rows * columns);
                   const std::int32_t* targets = ids(w, rows, columns);
                   return [=, &k] { k.cross_entropy(losses, out, a, targets, rows, columns); };
                 });
}

std::vector<Benchmark> cross_entropy_backward_benchmarks() {
  return by_rows("cross_entropy_backward", logits, 1, 2,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   const std::size_t n = rows * columns;
                   float *out = w.array<float>(n), *probabilities = numbers(w, n, 0.0, 1.0);
                   float* weights = filled(w, rows, 0.125f);
                   const std::int32_t* targets = ids(w, rows, columns);
                   return [=, &k] {
                     k.cross_entropy_backward(out, probabilities, targets, weights, 1.0f, rows, columns,
                                              false);
                   };
                 });
}

std::vector<Benchmark> gather_benchmarks() {
  return by_rows("gather", activations, 0, 2,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   float *out = w.array<float>(rows * columns), *table = numbers(w, 27 * columns);
                   const std::int32_t* wanted = ids(w, rows, 27);
                   return [=, &k] { k.gather(out, table, wanted, rows, columns, false); };
                 });
}

std::vector<Benchmark> scatter_benchmarks() {
  return by_rows("scatter", activations, 1, 3,
                 [](Table k, Workspace& w, std::size_t rows, std::size_t columns) {
                   float *table = w.array<float>(27 * columns), *a = numbers(w, rows * columns);
                   const std::int32_t* wanted = ids(w, rows, 27);
                   return [=, &k] { k.scatter(table, a, wanted, rows, columns); };
                 });
}

}  // namespace lanes::bench
