// What an experiment is made of: a claim, and several ways ("contenders") of doing the same work, of which
// the claim says how they compare. Each file of measured/ is one experiment; registry.h lists them.
//
// A contender is a template over a variant, Way<V>, with
//   Way(Workspace& workspace, std::size_t size)    takes its memory and fills its inputs; one that shares its
//                                                  work among threads takes a const Executor& as well
//   double pass(std::uint32_t turn)                does the work once, with an input that depends on `turn`;
//                                                  returns a checksum, the same for every contender
//   Work work() const                              what one pass amounts to
// Inputs are small integers whose sums stay below 2^24, so that no contender rounds and all checksums are
// equal to the last bit. Passes are called through a pointer, so that none can be merged with the next or
// left out.
//
// The files of measured/ are compiled once per variant, with that variant's flags (each_variant.cpp). What
// they define must therefore depend on V or on a lane type of V, and use nothing of the standard library that
// leaves a function behind: the linker would keep one copy for all, perhaps with instructions that not every
// processor has. What needs more is in workspace.cpp.
//
// The loops that a reader is to see stand between the comments "[show: name]" and "[end]".
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>

#include "experiments/claim.h"
#include "experiments/workspace.h"
#include "parallel/executor.h"
#include "simd/variant_list.h"

namespace lanes::experiments {

/// Where a contender is what it says it is: in one of the variants, or with several threads, which are those
/// of a module that has them, and natively of simd.
enum class Home {
#define LANES_NAME(name, has_module, needs) name,
  LANES_EVERY_VARIANT(LANES_NAME)
#undef LANES_NAME
      threads,
};

/// "scalar", ..., "threads".
std::string_view name(Home home);

/// What a pass amounts to. Bytes are those that the loop must read and write; what a cache fetches besides
/// does not count.
struct Work {
  double items, bytes, flops;
};

/// A contender with its memory, ready to run.
struct Loop {
  void* way;
  double (*pass)(void* way, std::uint32_t turn);
  Work work;
};

struct Contender {
  std::string_view name;
  std::string_view description;
  std::string_view code;  ///< which part of the source shows its loop
  Home home;
  /// nullptr where it is not compiled in
  Loop (*prepare)(Workspace& workspace, std::size_t size, const Executor& executor);
  int threads = 1;  ///< that share the work; 0 means all there are
};

/// In which figure the result is best told: a rate only where all contenders do as many of what it counts, so
/// that who has more of it is faster.
enum class Unit { nanoseconds, gigabytes, gigaflops };

struct Description {
  std::string_view name;
  std::string_view title;
  std::string_view claim;              ///< what courses say, in a sentence
  std::span<const Clause> clauses;     ///< the same, such that it can be checked
  std::string_view item;               ///< what is counted, in the singular
  std::string_view size;               ///< what the size is a number of
  std::span<const std::size_t> sizes;  ///< worth trying, from the L1 cache to main memory
  std::size_t largest;                 ///< beyond it checksums may round, or memory not suffice
  Unit unit;
  std::string_view ceiling;  ///< the experiment whose best contender is as fast as this machine can be
  std::span<const Contender> contenders;
};

/// The input that differs from pass to pass: a whole number from -2 to 2. Static, as it does not depend on V.
template <class T>
static inline T varied(std::uint32_t turn) {
  return static_cast<T>(static_cast<int>(turn % 5) - 2);
}

template <class Way>
Loop prepare(Workspace& workspace, std::size_t size, const Executor& executor) {
  static_assert(std::is_trivially_destructible_v<Way>);
  void* place = workspace.array<Way>(1);
  Way* way;
  if constexpr (std::is_constructible_v<Way, Workspace&, std::size_t, const Executor&>) {
    way = new (place) Way(workspace, size, executor);
  } else {
    way = new (place) Way(workspace, size);
  }
  const auto pass = [](void* it, std::uint32_t turn) { return static_cast<Way*>(it)->pass(turn); };
  return {way, pass, way->work()};
}

/// An entry of the list of contenders; has code only when compiled for the variant where it belongs.
template <class V, Home home, template <class> class Way>
constexpr Contender contender(std::string_view name, std::string_view code, std::string_view description) {
  Contender entry{name, description, code, home, nullptr};
  if constexpr (V::home == home || (home == Home::threads && V::has_threads)) {
    entry.prepare = &prepare<Way<V>>;
  }
  return entry;
}

/// The same for a contender that shares its work among threads.
template <class V, template <class> class Way>
constexpr Contender threaded(int threads, std::string_view name, std::string_view code,
                             std::string_view description) {
  Contender entry = contender<V, Home::threads, Way>(name, code, description);
  entry.threads = threads;
  return entry;
}

/// Puts a description on the list of this program; see experiments.cpp.
struct Entry {
  explicit Entry(const Description& description);
};

/// Ends the file of an experiment: lists Name<V>::description for the V being compiled, `Variant` of
/// each_variant.cpp.
#define LANES_EXPERIMENT(Name) static const Entry Name##_entry(Name<Variant>::description);

}  // namespace lanes::experiments
