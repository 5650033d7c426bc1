// The random numbers of CPython's `random` module, bit for bit: the same seed gives the same shuffle, weights
// and samples here, in the browser and in Python.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <utility>

namespace lanes {

/// The counterpart of Python's random.Random(seed). (Source: CPython 3.11, Lib/random.py and
/// Modules/_randommodule.c.)
class PythonRandom {
 public:
  /// Seeds like random.seed(seed) of a non-negative integer.
  explicit PythonRandom(std::uint64_t seed);

  /// A double in [0, 1) with 53 random bits.
  double random();

  /// The next k random bits as an integer; 0 <= k <= 64.
  std::uint64_t getrandbits(int k);

  /// An integer in [0, n), like randrange(n); n >= 1.
  std::uint64_t below(std::uint64_t n);

  /// A normally distributed number. They are made in pairs: every second call returns the one kept before.
  double gauss(double mean, double deviation);

  /// The index that random.choices(range(n), cum_weights=sums)[0] picks: sums[i] is that of the weights up to
  /// the i-th. Throws std::invalid_argument unless the last is positive and finite.
  std::size_t choose(std::span<const double> sums);

  /// Puts the items in random order, like random.shuffle.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i-- > 1;) {
      using std::swap;
      swap(items[i], items[static_cast<std::size_t>(below(i + 1))]);
    }
  }

 private:
  std::mt19937 engine_;
  std::optional<double> kept_gauss_;
};

}  // namespace lanes
