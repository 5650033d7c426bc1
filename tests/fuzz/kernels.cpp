// Kernels: cases of every size and start, on every variant and in double precision, checked as the unit tests
// check theirs (tests/unit/kernels_*_test.cpp): against the formulas, and nothing outside the arrays is
// touched.
#include <array>
#include <string>

#include "input.h"
#include "kernel_test.h"
#include "kernels/variants.h"

namespace lanes::fuzz {
namespace {

using kernel_test::Case;
using kernel_test::Numbers;

template <class T>
struct Check {
  const char* kernel;
  void (*run)(const KernelTable<T>&, const Case&, Numbers&);
};

template <class T>
constexpr Check<T> checks[] = {
#define LANES_KERNEL(name, result, parameters, description) {#name, kernel_test::check_##name<T>},
#include "kernels/kernels.def"
#undef LANES_KERNEL
};

std::string running;

template <class T>
void run(const KernelTable<T>& kernels, Input& input) {
  const Check<T>& check = checks<T>[input.byte() % std::size(checks<T>)];
  Case one;
  one.columns = 1 + input.number(2) % 512;
  one.depth = input.number(2) % 512;
  // Large in one way or another, not in all: an oracle takes its time.
  one.rows = 1 + input.number(2) % (1 + 50'000 / (one.columns * (one.depth + 1))) % 512;
  one.shift = input.byte() % 16;
  one.variation = input.byte();
  Numbers numbers(static_cast<std::uint32_t>(input.number(4)));
  running = std::string(check.kernel) + " on " + std::string(kernels.variant) + ", rows " +
            std::to_string(one.rows) + ", columns " + std::to_string(one.columns) + ", depth " +
            std::to_string(one.depth) + ", shift " + std::to_string(one.shift) + ", variation " +
            std::to_string(one.variation);
  check.run(kernels, one, numbers);
}

}  // namespace

void failed_check(const char* expression) { fail(std::string(expression) + " in " + running); }

}  // namespace lanes::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lanes;
  fuzz::Input input(data, size);
  const std::size_t table = input.byte() % (variants().size() + 1);
  if (table < variants().size()) {
    fuzz::run(f32_kernels(variants()[table].name), input);
  } else {
    fuzz::run(f64_kernels(), input);
  }
  return 0;
}
