// What `lanes bench` and the benchmark module for browsers measure: every kernel of kernels.def, the ceilings
// of the machine, and whole training steps. Here a benchmark is only described and made ready; who measures
// it (measure.h natively, tests/bench in a browser) runs its contenders in turns.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lanes::bench {

/// What one call amounts to. A division or a root counts as one operation; what has no agreed count, such as
/// e^x, counts as none. Bytes are those that must be read and written at least once.
struct Work {
  double flops = 0.0;
  double bytes = 0.0;
  double tokens = 0.0;  ///< drawn, where the work is sampling
};

/// A contender with its inputs, ready to run.
struct Prepared {
  Work work;
  /// Returns to how many average calls that came: as many, unless some are harder than others.
  std::function<double(std::int64_t repetitions)> run;
};

/// What runs `call` again and again, each time the same work.
template <class Call>
std::function<double(std::int64_t repetitions)> repeated(Call call) {
  return [call](std::int64_t repetitions) {
    for (std::int64_t i = 0; i < repetitions; ++i) call();
    return static_cast<double>(repetitions);
  };
}

struct Contender {
  std::string name;     ///< the variant, unless a benchmark compares something else
  std::string variant;  ///< whose kernels run
  std::function<Prepared()> prepare;
};

enum class Group { ceiling, kernel, step };

struct Benchmark {
  Group group;
  std::string name;  ///< "gemm nt 7 x 64 x 16"
  std::vector<Contender> contenders;
};

/// "ceiling", "kernel", "step".
std::string_view name(Group group);

/// The most that this machine can do: "peak", multiply-adds with everything in registers, and "triad n =
/// ...", out = a + w * b over arrays of n floats. In every variant of this binary; the compiler's own
/// vectorising is held against the simd peak.
std::vector<Benchmark> ceilings();

/// Every kernel of kernels.def, single precision, in the sizes of microGPT and of a model of 801,536
/// parameters.
std::vector<Benchmark> kernels();

/// Whole training steps and sampling on one thread, and on two where there are threads. `names` is the text
/// that microGPT trains on.
std::vector<Benchmark> steps(std::string_view names);

/// A training step of microGPT in which every kernel returns at once: what is left is the tape, the arena,
/// the choice of the batch and the calls themselves. It leans to the low side: processors predict calls that
/// all return at once better than real ones.
Benchmark bookkeeping(std::string_view names);

}  // namespace lanes::bench
