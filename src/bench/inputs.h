// Memory and inputs of the benchmarks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/benchmark.h"
#include "experiments/workspace.h"
#include "kernels/variants.h"
#include "measure/random_stream.h"

namespace lanes::bench {

using experiments::Workspace;

/// `n` numbers from low up to high, always the same.
inline float* numbers(Workspace& workspace, std::size_t n, double low = -1.0, double high = 1.0) {
  float* values = workspace.array<float>(n);
  measure::RandomStream random(1);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<float>(low + (high - low) * random.uniform());
  return values;
}

/// `n` numbers from 0 to below - 1.
inline std::int32_t* ids(Workspace& workspace, std::size_t n, std::size_t below) {
  auto* values = workspace.array<std::int32_t>(n);
  measure::RandomStream random(2);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = static_cast<std::int32_t>(random.below(static_cast<std::uint32_t>(below)));
  }
  return values;
}

/// 1234567 as "1,234,567".
inline std::string grouped(std::size_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// A benchmark of one kernel in every variant. `make(kernels, workspace)` returns a callable that calls the
/// kernel once, on memory of the workspace.
template <class Make>
Benchmark kernel_benchmark(const std::string& name, const Work& work, const Make& make) {
  Benchmark benchmark{Group::kernel, name, {}};
  for (const Variant& variant : variants()) {
    const std::string label(variant.name);
    const auto prepare = [&variant, work, make]() -> Prepared {
      auto workspace = std::make_shared<Workspace>();
      const auto call = make(f32_kernels(variant.name), *workspace);
      return {work, repeated([workspace, call] { call(); })};
    };
    benchmark.contenders.push_back({label, label, prepare});
  }
  return benchmark;
}

/// The same at several sizes.
template <class Size, class At>
std::vector<Benchmark> at_sizes(const std::vector<Size>& sizes, const At& at) {
  std::vector<Benchmark> benchmarks;
  for (const Size& size : sizes) benchmarks.push_back(at(size));
  return benchmarks;
}

struct Rows {
  std::size_t rows, columns;

  std::size_t count() const { return rows * columns; }
  std::string text() const { return std::to_string(rows) + " x " + std::to_string(columns); }
};

inline double bytes_of(double floats) { return 4.0 * floats; }

}  // namespace lanes::bench
