// Not computing against computing fast: the queries, keys and values of a text's letters, added up. A letter
// has the same ones each time, so they can be kept.
#pragma once

#include "experiments/experiment.h"

namespace lanes::experiments {

/// A text of n letters out of 27; each is a row of inputs, which a matrix turns into a row of outputs.
template <class V>
struct Letters {
  using L = typename V::template Lane<float>;
  static constexpr std::size_t letters = 27, inputs = 16, outputs = 48;
  std::size_t n;
  std::int32_t* text;
  float *rows, *weight;  // (letters, inputs), (inputs, outputs)
  float *row, *total;    // (outputs)

  Letters(Workspace& workspace, std::size_t size)
      : n(size),
        text(workspace.array<std::int32_t>(n)),
        rows(workspace.integers<float>(letters * inputs, 5)),
        weight(workspace.integers<float>(inputs * outputs, 7)),
        row(workspace.array<float>(outputs)),
        total(workspace.array<float>(outputs)) {
    for (std::size_t i = 0; i < n; ++i) text[i] = static_cast<std::int32_t>(i * 11 % letters);
  }

  /// out = inputs of a letter · weight, in four registers at a time.
  static void multiply(float* out, const float* in, const float* weight) {
    constexpr std::size_t registers = 4;
    for (std::size_t j = 0; j < outputs; j += registers * L::width) {
      L sums[registers];
      for (L& sum : sums) sum = L::splat(0.0f);
      for (std::size_t c = 0; c < inputs; ++c) {
        const L left = L::splat(in[c]);
        for (std::size_t r = 0; r < registers; ++r) {
          sums[r] = sums[r] + left * L::load(weight + c * outputs + j + r * L::width);
        }
      }
      for (std::size_t r = 0; r < registers; ++r) sums[r].store(out + j + r * L::width);
    }
  }

  static void add(float* total, const float* row) {
    for (std::size_t j = 0; j < outputs; j += L::width) {
      (L::load(total + j) + L::load(row + j)).store(total + j);
    }
  }

  void begin(std::uint32_t turn) {
    rows[0] = varied<float>(turn);
    for (std::size_t j = 0; j < outputs; ++j) total[j] = 0.0f;
  }

  double checksum(std::uint32_t turn) const { return static_cast<double>(total[0] + total[turn % outputs]); }

  /// What nobody gets around: adding up a row for each letter.
  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 4.0 * outputs * items, .flops = outputs * items};
  }
};

template <class V>
struct LettersComputed : Letters<V> {
  using Base = Letters<V>;
  using Base::Base;

  // [show: computed]
  void loop() {
    for (std::size_t i = 0; i < this->n; ++i) {
      const auto letter = static_cast<std::size_t>(this->text[i]);
      Base::multiply(this->row, this->rows + letter * Base::inputs, this->weight);
      Base::add(this->total, this->row);
    }
  }
  // [end]

  double pass(std::uint32_t turn) {
    this->begin(turn);
    loop();
    return this->checksum(turn);
  }
};

template <class V>
struct LettersKept : Letters<V> {
  using Base = Letters<V>;
  float* table;  // (letters, outputs)
  std::uint8_t* known;

  LettersKept(Workspace& workspace, std::size_t size)
      : Base(workspace, size),
        table(workspace.array<float>(Base::letters * Base::outputs)),
        known(workspace.array<std::uint8_t>(Base::letters)) {}

  // [show: kept]
  void loop() {
    for (std::size_t i = 0; i < this->n; ++i) {
      const auto letter = static_cast<std::size_t>(this->text[i]);
      float* row = table + letter * Base::outputs;
      if (known[letter] == 0) {
        known[letter] = 1;
        Base::multiply(row, this->rows + letter * Base::inputs, this->weight);
      }
      Base::add(this->total, row);
    }
  }
  // [end]

  double pass(std::uint32_t turn) {
    this->begin(turn);
    for (std::size_t letter = 0; letter < Base::letters; ++letter) known[letter] = 0;
    loop();
    return this->checksum(turn);
  }
};

template <class V>
struct Kept {
  static constexpr std::size_t sizes[] = {27, 100, 1'000, 10'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, LettersComputed>("scalar", "computed", "each letter computed, one lane"),
      contender<V, Home::simd, LettersComputed>("simd", "computed", "each letter computed, four lanes"),
      contender<V, Home::scalar, LettersKept>("scalar, kept", "kept",
                                              "computed where a letter comes first, then kept; one lane"),
      contender<V, Home::simd, LettersKept>("simd, kept", "kept", "the same on four lanes"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "scalar, kept", .slower = "simd", .from = 1'000},
      {.faster = "simd, kept", .slower = "simd", .least = 4.0, .from = 1'000},
  };
  static constexpr Description description = {
      .name = "kept",
      .title = "Keeping results",
      .claim = "Not computing beats computing fast: one lane that keeps results outruns four that do not.",
      .clauses = clauses,
      .item = "letter",
      .size = "letters",
      .sizes = sizes,
      .largest = 100'000,
      .unit = Unit::nanoseconds,
      .ceiling = "peak",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Kept)

}  // namespace lanes::experiments
