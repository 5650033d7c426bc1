// What the tests of kernels share: buffers that notice a kernel straying outside, random and exact numbers,
// the measure of an error, and the rule that every kernel of the list has a test and a check of any case.
#pragma once

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "kernels/kernel_table.h"

namespace lanes::kernel_test {

class Numbers;

/// What one call of a kernel works on. Each kernel makes of it what it can: `columns` is the length of what
/// has no rows, `depth` a third size, `shift` where arrays start, `variation` which of its ways a kernel
/// goes.
struct Case {
  std::size_t rows = 1, columns = 0, depth = 0;
  std::size_t shift = 0;
  std::size_t variation = 0;
};

// Every kernel of the list must have two functions under its name: check_<name>, which compares one case with
// the formula in double precision, and test_<name>, which checks the cases that matter, and what is special.
// LANES_KERNEL_TEST(name) makes both for both types; without it the tests, and the fuzzers, do not link.
#define LANES_KERNEL(name, result, parameters, description)                            \
  template <class T>                                                                   \
  void check_##name(const KernelTable<T>& kernels, const Case& one, Numbers& numbers); \
  template <class T>                                                                   \
  void test_##name(const KernelTable<T>& kernels);
#include "kernels/kernels.def"
#undef LANES_KERNEL

#define LANES_KERNEL_TEST(name)                                                          \
  template void check_##name<float>(const KernelTable<float>&, const Case&, Numbers&);   \
  template void check_##name<double>(const KernelTable<double>&, const Case&, Numbers&); \
  template void test_##name<float>(const KernelTable<float>&);                           \
  template void test_##name<double>(const KernelTable<double>&);

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool address_sanitizer = true;
#elif defined(__has_feature)
inline constexpr bool address_sanitizer = __has_feature(address_sanitizer);
#else
inline constexpr bool address_sanitizer = false;
#endif

/// An array that starts `shift` elements past an aligned address. Around it lie NaNs: one that is read ends
/// up in a result, one that is written is missed by intact(). With AddressSanitizer nothing lies behind it,
/// and any access there ends the test.
template <class T>
class Buffer {
 public:
  explicit Buffer(std::size_t size, std::size_t shift = 0)
      : size_(size), shift_(shift), block_(shift + size + after, std::numeric_limits<T>::quiet_NaN()) {}
  Buffer(const std::vector<T>& contents, std::size_t shift) : Buffer(contents.size(), shift) {
    std::copy(contents.begin(), contents.end(), data());
  }

  T* data() { return block_.data() + shift_; }
  const T* data() const { return block_.data() + shift_; }
  std::size_t size() const { return size_; }
  T operator[](std::size_t i) const { return data()[i]; }

  bool intact() const {
    const auto is_nan = [](T x) { return std::isnan(x); };
    return std::all_of(block_.data(), data(), is_nan) &&
           std::all_of(data() + size_, data() + size_ + after, is_nan);
  }

 private:
  static constexpr std::size_t after = address_sanitizer ? 0 : 16;
  std::size_t size_;
  std::size_t shift_;
  std::vector<T> block_;
};

/// The same numbers on every machine and in every run.
class Numbers {
 public:
  explicit Numbers(std::uint32_t seed = 1) : generator_(seed) {}

  /// From low up to high.
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(generator_()) / 4294967296.0;
  }

  /// A whole number from low to high: sums and products of such numbers are exact in f32 while they are
  /// small.
  int whole(int low, int high) {
    return low + static_cast<int>(generator_() % static_cast<std::uint_fast32_t>(high - low + 1));
  }

  template <class T>
  std::vector<T> list(std::size_t n, double low = -2.0, double high = 2.0) {
    std::vector<T> numbers(n);
    std::generate(numbers.begin(), numbers.end(), [&] { return static_cast<T>(between(low, high)); });
    return numbers;
  }

  template <class T>
  std::vector<T> whole_list(std::size_t n, int low = -3, int high = 3) {
    std::vector<T> numbers(n);
    std::generate(numbers.begin(), numbers.end(), [&] { return static_cast<T>(whole(low, high)); });
    return numbers;
  }

 private:
  std::mt19937 generator_;
};

/// How far `got` is from `expected`, in roundings of numbers as large as `magnitude`.
template <class T>
double roundings(T got, double expected, double magnitude) {
  const double exact = static_cast<double>(got);
  if (exact == expected || (std::isnan(exact) && std::isnan(expected))) return 0.0;
  const double unit = std::numeric_limits<T>::epsilon() * magnitude + std::numeric_limits<T>::denorm_min();
  const double error = std::fabs(exact - expected) / unit;
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

/// The largest error of a case.
class Worst {
 public:
  template <class T>
  void see(T got, double expected, double magnitude) {
    worst_ = std::max(worst_, roundings(got, expected, magnitude));
  }
  template <class T>
  void see(T got, double expected) {
    see(got, expected, std::fabs(expected));
  }
  double value() const { return worst_; }

 private:
  double worst_ = 0.0;
};

/// Lengths that meet every way in which a loop over registers can end, then some longer ones.
inline std::vector<std::size_t> lengths() {
  std::vector<std::size_t> list;
  for (std::size_t n = 0; n <= 36; ++n) list.push_back(n);
  list.insert(list.end(), {63, 64, 65, 127, 200, 257});
  return list;
}

/// Calls run(case) for every length, with starts at every place within a register.
template <class Run>
void for_lengths(Run run) {
  for (const std::size_t n : lengths()) {
    for (std::size_t shift = 0; shift < 4; ++shift) {
      INFO("length " << n << ", shift " << shift);
      run(Case{.columns = n, .shift = shift});
    }
  }
}

/// Calls run(case) for widths that meet every end of a loop over registers, one or a few rows.
template <class Run>
void for_shapes(std::size_t least_columns, Run run) {
  for (const std::size_t columns : lengths()) {
    if (columns < least_columns) continue;
    for (const std::size_t rows : {1u, 2u, 5u}) {
      const std::size_t shift = (rows + columns) % 4;
      INFO("rows " << rows << ", columns " << columns << ", shift " << shift);
      run(Case{.rows = rows, .columns = columns, .shift = shift});
    }
  }
}

/// Row numbers or targets, each less than `below`.
inline std::vector<std::int32_t> ids(Numbers& numbers, std::size_t n, std::size_t below) {
  std::vector<std::int32_t> list(n);
  for (std::int32_t& id : list) id = numbers.whole(0, static_cast<int>(below) - 1);
  return list;
}

}  // namespace lanes::kernel_test
