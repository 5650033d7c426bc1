// Benchmarks of the matrix products and of attention.
#include <algorithm>

#include "bench/inputs.h"
#include "bench/kernels.h"
#include "kernels/attention_sizes.h"

namespace lanes::bench {
namespace {

using Table = const KernelTable<float>&;

struct Product {
  Layout layout;
  std::size_t m, n, k;
};

std::string text(const Product& p) {
  const char* layout = p.layout == Layout::nn ? "nn" : p.layout == Layout::nt ? "nt" : "tn";
  return std::string("gemm ") + layout + " " + std::to_string(p.m) + " x " + std::to_string(p.n) + " x " +
         std::to_string(p.k);
}

constexpr std::size_t square_sizes[] = {16, 27, 32, 48, 64, 128, 256, 512, 1'024};

/// In each layout: the product that microGPT's widest layer needs for the 7 tokens of a name, that of a layer
/// of width 128 for 512 tokens, and square ones.
std::vector<Product> products() {
  std::vector<Product> list;
  for (const Layout layout : {Layout::nn, Layout::nt, Layout::tn}) {
    for (const auto& [tokens, width] : {std::pair<std::size_t, std::size_t>{7, 16}, {512, 128}}) {
      switch (layout) {
        case Layout::nn:
          list.push_back({layout, tokens, width, 4 * width});
          break;
        case Layout::nt:
          list.push_back({layout, tokens, 4 * width, width});
          break;
        case Layout::tn:
          list.push_back({layout, 4 * width, width, tokens});
          break;
      }
    }
    for (const std::size_t n : square_sizes) list.push_back({layout, n, n, n});
  }
  return list;
}

/// Documents of one length, and heads.
struct Shape {
  std::size_t documents, length, heads, width;

  std::size_t rows() const { return documents * length; }
  std::size_t channels() const { return heads * width; }
  /// Pairs of a query and a key that it may see, times channels.
  double pairs() const { return static_cast<double>(documents * length * (length + 1) / 2 * channels()); }
  std::string text() const {
    return std::to_string(documents) + " x " + std::to_string(length) + " tokens, " + std::to_string(heads) +
           " heads of " + std::to_string(width);
  }
};

const std::vector<Shape> shapes = {{1, 7, 4, 4}, {8, 64, 8, 16}, {16, 64, 3, 32}};

Attention<float> attention_over(Workspace& w, const Shape& shape) {
  auto* starts = w.array<std::size_t>(shape.documents + 1);
  for (std::size_t d = 0; d <= shape.documents; ++d) starts[d] = d * shape.length;
  Attention<float> a;
  a.heads = shape.heads;
  a.head_width = shape.width;
  a.ld = 3 * shape.channels();
  a.starts = {starts, shape.documents + 1};
  const float* qkv = numbers(w, shape.rows() * a.ld);
  a.q = qkv;
  a.k = qkv + shape.channels();
  a.v = qkv + 2 * shape.channels();
  a.out = w.array<float>(shape.rows() * shape.channels());
  a.probabilities = w.array<float>(attention_probabilities(a.starts, a.heads));
  a.scratch = w.array<float>(attention_scratch(a.starts, a.head_width));
  return a;
}

/// Floats of queries, keys, values and output, and of the probabilities.
double attention_floats(const Shape& s, double activations) {
  return static_cast<double>(s.rows()) *
         (activations * static_cast<double>(s.channels()) + static_cast<double>(s.heads * s.length));
}

}  // namespace

std::vector<Benchmark> gemm_benchmarks() {
  return at_sizes(products(), [](const Product& p) {
    const double m = static_cast<double>(p.m), n = static_cast<double>(p.n), k = static_cast<double>(p.k);
    const Work work{2 * m * n * k, bytes_of(m * k + k * n + m * n)};
    return kernel_benchmark(text(p), work, [=](Table kernels, Workspace& w) {
      Gemm<float> g;
      g.layout = p.layout;
      g.m = p.m;
      g.n = p.n;
      g.k = p.k;
      g.a = numbers(w, p.m * p.k);
      g.lda = p.layout == Layout::tn ? p.m : p.k;
      g.b = numbers(w, p.k * p.n);
      g.ldb = p.layout == Layout::nt ? p.k : p.n;
      g.c = w.array<float>(p.m * p.n);
      g.ldc = p.n;
      return [g, &kernels] { kernels.gemm(g); };
    });
  });
}

std::vector<Benchmark> attention_benchmarks() {
  return at_sizes(shapes, [](const Shape& s) {
    const Work work{4 * s.pairs(), bytes_of(attention_floats(s, 4))};
    return kernel_benchmark("attention " + s.text(), work, [=](Table kernels, Workspace& w) {
      const Attention<float> a = attention_over(w, s);
      return [=, &kernels] { kernels.attention(a, 0, s.documents * s.heads); };
    });
  });
}

std::vector<Benchmark> attention_backward_benchmarks() {
  return at_sizes(shapes, [](const Shape& s) {
    const Work work{8 * s.pairs(), bytes_of(attention_floats(s, 7))};
    return kernel_benchmark("attention_backward " + s.text(), work, [=](Table kernels, Workspace& w) {
      const Attention<float> a = attention_over(w, s);
      kernels.attention(a, 0, s.documents * s.heads);
      AttentionGradient<float> d;
      d.out = numbers(w, s.rows() * s.channels());
      float* gradients = w.array<float>(s.rows() * a.ld);
      d.q = gradients;
      d.k = gradients + s.channels();
      d.v = gradients + 2 * s.channels();
      return [=, &kernels] { kernels.attention_backward(a, d, 0, s.documents * s.heads); };
    });
  });
}

std::vector<Benchmark> attention_step_benchmarks() {
  const std::vector<Shape> caches = {{1, 7, 4, 4}, {1, 64, 8, 16}};
  return at_sizes(caches, [](const Shape& s) {
    const double cached = static_cast<double>(s.length * s.channels());
    const Work work{4 * cached, bytes_of(2 * cached)};
    const std::string name = "attention_step " + std::to_string(s.length) + " positions, " +
                             std::to_string(s.heads) + " heads of " + std::to_string(s.width);
    return kernel_benchmark(name, work, [=](Table kernels, Workspace& w) {
      AttentionStep<float> step;
      step.heads = s.heads;
      step.head_width = s.width;
      step.positions = s.length;
      step.capacity = padded(s.length);
      step.q = numbers(w, s.channels());
      step.keys = numbers(w, s.channels() * step.capacity);
      step.values = numbers(w, s.length * s.channels());
      step.out = w.array<float>(s.channels());
      step.probabilities = w.array<float>(s.heads * step.capacity);
      return [step, &kernels] { kernels.attention_step(step); };
    });
  });
}

}  // namespace lanes::bench
