// Benchmarks of the kernels that work element by element, and of Adam, which does so over all parameters.
#include "bench/inputs.h"
#include "bench/kernels.h"

namespace lanes::bench {
namespace {

struct Arrays {
  std::size_t n;
  float *out, *a, *b;
};

struct Element {
  double flops;
  double arrays;  // how many are read or written
  double low = -1.0, high = 1.0;
};

/// call(kernels, arrays) at the size of microGPT's hidden layer, and in arrays for the L2 cache and for
/// memory.
template <class Call>
std::vector<Benchmark> element_wise(const std::string& kernel, const Element& element, const Call& call,
                                    const std::vector<std::size_t>& sizes = {448, 65'536, 4'000'000}) {
  return at_sizes(sizes, [&](std::size_t n) {
    const auto elements = static_cast<double>(n);
    const Work work{element.flops * elements, bytes_of(element.arrays * elements)};
    return kernel_benchmark(kernel + " n = " + grouped(n), work,
                            [=](const KernelTable<float>& kernels, Workspace& w) {
                              const Arrays x{n, w.array<float>(n), numbers(w, n, element.low, element.high),
                                             numbers(w, n, element.low, element.high)};
                              return [&kernels, x, call] { call(kernels, x); };
                            });
  });
}

using Table = const KernelTable<float>&;

}  // namespace

std::vector<Benchmark> add_benchmarks() {
  return element_wise("add", {1, 3}, [](Table k, const Arrays& x) { k.add(x.out, x.a, 1, x.b, 1, x.n); });
}

std::vector<Benchmark> subtract_benchmarks() {
  return element_wise("subtract", {1, 3},
                      [](Table k, const Arrays& x) { k.subtract(x.out, x.a, 1, x.b, 1, x.n); });
}

std::vector<Benchmark> multiply_benchmarks() {
  return element_wise("multiply", {1, 3},
                      [](Table k, const Arrays& x) { k.multiply(x.out, x.a, 1, x.b, 1, x.n); },
                      {448, 65'536, 100'000, 10'000'000});
}

std::vector<Benchmark> divide_benchmarks() {
  return element_wise("divide", {1, 3, 1.0, 2.0},
                      [](Table k, const Arrays& x) { k.divide(x.out, x.a, 1, x.b, 1, x.n); });
}

std::vector<Benchmark> scale_benchmarks() {
  return element_wise("scale", {1, 2},
                      [](Table k, const Arrays& x) { k.scale(x.out, x.a, 0.5f, x.n, false); });
}

std::vector<Benchmark> scaled_product_benchmarks() {
  return element_wise("scaled_product", {2, 3},
                      [](Table k, const Arrays& x) { k.scaled_product(x.out, x.a, x.b, 0.5f, x.n, false); });
}

std::vector<Benchmark> relu_benchmarks() {
  return element_wise("relu", {1, 2}, [](Table k, const Arrays& x) { k.relu(x.out, x.a, x.n); });
}

std::vector<Benchmark> relu_backward_benchmarks() {
  return element_wise("relu_backward", {1, 3},
                      [](Table k, const Arrays& x) { k.relu_backward(x.out, x.a, x.b, x.n, false); });
}

std::vector<Benchmark> exponential_benchmarks() {
  return element_wise("exponential", {0, 2}, [](Table k, const Arrays& x) { k.exponential(x.out, x.a, x.n); },
                      {448, 65'536});
}

std::vector<Benchmark> logarithm_benchmarks() {
  return element_wise("logarithm", {0, 2, 0.5, 2.0},
                      [](Table k, const Arrays& x) { k.logarithm(x.out, x.a, x.n); }, {448, 65'536});
}

std::vector<Benchmark> power_benchmarks() {
  return element_wise("power", {0, 2, 0.5, 2.0},
                      [](Table k, const Arrays& x) { k.power(x.out, x.a, -0.5f, x.n); }, {448, 65'536});
}

std::vector<Benchmark> adam_benchmarks() {
  const std::vector<std::size_t> parameters = {4'192, 801'536};
  return at_sizes(parameters, [](std::size_t n) {
    const auto elements = static_cast<double>(n);
    const Work work{14 * elements, bytes_of(7 * elements)};  // four arrays read, three of them written
    return kernel_benchmark("adam n = " + grouped(n), work, [=](Table kernels, Workspace& w) {
      float *values = numbers(w, n), *gradients = numbers(w, n), *first = w.array<float>(n),
            *second = w.array<float>(n);
      constexpr AdamStep step{0.01, 0.85, 0.99, 1.0, 1e-8, negligible_moment<float>};
      return [=, &kernels] { kernels.adam(values, gradients, first, second, n, step); };
    });
  });
}

}  // namespace lanes::bench
