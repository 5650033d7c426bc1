// CPython's seeding and drawing on top of the standard library's MT19937.
#include "gpt/python_random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <numbers>
#include <string>

#include "text/sentence.h"

namespace lanes {
namespace {

/// MT19937's `init_by_array` (Matsumoto and Nishimura, 2002) as a seed sequence, from which std::mt19937
/// takes its 624 words of state as they are.
class InitByArray {
 public:
  using result_type = std::uint32_t;

  explicit InitByArray(std::uint64_t seed)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        key_length_(key_[1] != 0 ? 2 : 1) {}

  template <class Iterator>
  void generate(Iterator first, Iterator last) const {
    std::array<std::uint32_t, std::mt19937::state_size> state;
    constexpr std::size_t size = std::mt19937::state_size;
    state[0] = 19650218u;
    for (std::size_t i = 1; i < size; ++i) {
      state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + static_cast<std::uint32_t>(i);
    }
    std::size_t i = 1;
    const auto mix = [&](std::uint32_t multiplier) {
      return state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * multiplier);
    };
    const auto advance = [&] {
      if (++i == size) {
        state[0] = state[size - 1];
        i = 1;
      }
    };
    for (std::size_t step = 0; step < size; ++step) {
      const std::size_t j = step % key_length_;
      state[i] = mix(1664525u) + key_[j] + static_cast<std::uint32_t>(j);
      advance();
    }
    for (std::size_t step = 1; step < size; ++step) {
      state[i] = mix(1566083941u) - static_cast<std::uint32_t>(i);
      advance();
    }
    state[0] = 0x80000000u;
    std::copy_n(state.begin(), std::distance(first, last), first);
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::size_t key_length_;
};

std::mt19937 seeded(std::uint64_t seed) {
  InitByArray sequence(seed);
  return std::mt19937(sequence);
}

}  // namespace

PythonRandom::PythonRandom(std::uint64_t seed) : engine_(seeded(seed)) {}

double PythonRandom::random() {
  const auto high = static_cast<double>(engine_() >> 5);  // 27 bits
  const auto low = static_cast<double>(engine_() >> 6);   // 26 bits
  return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
}

std::uint64_t PythonRandom::getrandbits(int k) {
  if (k < 0 || k > 64) {
    refuse({"The number of random bits must be between 0 and 64, not ", k, "."});
  }
  if (k == 0) {
    return 0;
  }
  const std::uint64_t low = engine_();
  if (k <= 32) {
    return low >> (32 - k);
  }
  const std::uint64_t high = engine_();
  return low | (high >> (64 - k)) << 32;
}

std::uint64_t PythonRandom::below(std::uint64_t n) {
  if (n == 0) {
    refuse({"There is no integer below 0 to draw."});
  }
  const int bits = static_cast<int>(std::bit_width(n));
  std::uint64_t value = getrandbits(bits);
  while (value >= n) {
    value = getrandbits(bits);
  }
  return value;
}

double PythonRandom::gauss(double mean, double deviation) {
  double z = 0.0;
  if (kept_gauss_) {
    z = *kept_gauss_;
    kept_gauss_.reset();
  } else {
    const double angle = random() * (2.0 * std::numbers::pi);
    const double radius = std::sqrt(-2.0 * std::log(1.0 - random()));
    z = std::cos(angle) * radius;
    kept_gauss_ = std::sin(angle) * radius;
  }
  return mean + z * deviation;
}

std::size_t PythonRandom::choose(std::span<const double> sums) {
  if (sums.empty() || !(sums.back() > 0.0) || !std::isfinite(sums.back())) {
    refuse({"Cannot choose among weights whose sum is not positive and finite."});
  }
  const double target = random() * sums.back();
  return static_cast<std::size_t>(std::upper_bound(sums.begin(), sums.end() - 1, target) - sums.begin());
}

}  // namespace lanes
