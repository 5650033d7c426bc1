// Causal attention, its gradients and its single step, against the formulas in double precision: over several
// documents, heads of every small width, rows with gaps, and work split at every item.
#include <catch_amalgamated.hpp>

#include "kernel_test.h"
#include "kernels/attention_sizes.h"

namespace lanes::kernel_test {
namespace {

using Doubles = std::vector<double>;

/// A problem: the inputs with gaps between rows, and where everything is.
template <class T>
struct Problem {
  std::vector<std::size_t> starts;
  std::size_t heads, width, channels, rows, ld;
  Buffer<T> q, k, v, d_out;

  Problem(const std::vector<std::size_t>& document_lengths, std::size_t head_count, std::size_t head_width,
          std::size_t gap, Numbers& numbers)
      : starts(1, 0),
        heads(head_count),
        width(head_width),
        channels(head_count * head_width),
        rows(std::accumulate(document_lengths.begin(), document_lengths.end(), std::size_t{0})),
        ld(channels + gap),
        q(with_gaps(numbers), 1),
        k(with_gaps(numbers), 2),
        v(with_gaps(numbers), 3),
        d_out(numbers.list<T>(rows * channels), 2) {
    for (const std::size_t length : document_lengths) starts.push_back(starts.back() + length);
  }

  std::size_t items() const { return (starts.size() - 1) * heads; }
  std::size_t span() const { return (rows - 1) * ld + channels; }

 private:
  std::vector<T> with_gaps(Numbers& numbers) const {
    std::vector<T> list = numbers.list<T>(span());
    for (std::size_t at = 0; at < list.size(); ++at) {
      if (at % ld >= channels) list[at] = std::numeric_limits<T>::quiet_NaN();
    }
    return list;
  }
};

/// What should come out, in double precision; everything (rows, channels) but the probabilities, which lie as
/// kernel_table.h says.
struct Expected {
  Doubles out, probabilities, d_q, d_k, d_v;
};

template <class T>
Expected expected_of(const Problem<T>& problem) {
  const std::size_t size = problem.rows * problem.channels;
  Expected e{Doubles(size), Doubles(attention_probabilities(problem.starts, problem.heads)), Doubles(size),
             Doubles(size), Doubles(size)};
  const double scale = 1.0 / std::sqrt(static_cast<double>(problem.width));
  for (std::size_t item = 0; item < problem.items(); ++item) {
    const std::size_t document = item / problem.heads, channel = item % problem.heads * problem.width;
    const std::size_t start = problem.starts[document], length = problem.starts[document + 1] - start;
    const std::size_t offset = attention_offset(problem.starts, problem.heads, item);
    const auto in = [&](const Buffer<T>& matrix, std::size_t i, std::size_t c) {
      return static_cast<double>(matrix[(start + i) * problem.ld + channel + c]);
    };
    const auto at = [&](std::size_t i, std::size_t c) {
      return (start + i) * problem.channels + channel + c;
    };
    for (std::size_t i = 0; i < length; ++i) {
      double* p = e.probabilities.data() + offset + i * padded(length);
      double total = 0.0;
      for (std::size_t j = 0; j <= i; ++j) {
        double score = 0.0;
        for (std::size_t c = 0; c < problem.width; ++c) score += in(problem.q, i, c) * in(problem.k, j, c);
        total += p[j] = std::exp(score * scale);
      }
      double mean = 0.0;
      Doubles d_p(i + 1);
      for (std::size_t j = 0; j <= i; ++j) {
        p[j] /= total;
        for (std::size_t c = 0; c < problem.width; ++c) {
          const double d_out = static_cast<double>(problem.d_out[at(i, c)]);
          e.out[at(i, c)] += p[j] * in(problem.v, j, c);
          e.d_v[at(j, c)] += p[j] * d_out;
          d_p[j] += d_out * in(problem.v, j, c);
        }
        mean += p[j] * d_p[j];
      }
      for (std::size_t j = 0; j <= i; ++j) {
        const double d_score = p[j] * (d_p[j] - mean) * scale;
        for (std::size_t c = 0; c < problem.width; ++c) {
          e.d_q[at(i, c)] += d_score * in(problem.k, j, c);
          e.d_k[at(j, c)] += d_score * in(problem.q, i, c);
        }
      }
    }
  }
  return e;
}

/// Scores grow with the root of the width and gradients with the number of rows, and their errors with them.
template <class T>
double magnitude_of(const Problem<T>& problem) {
  std::size_t longest = 0;
  for (std::size_t d = 0; d + 1 < problem.starts.size(); ++d) {
    longest = std::max(longest, problem.starts[d + 1] - problem.starts[d]);
  }
  return 3.0 * static_cast<double>(problem.width) + static_cast<double>(longest);
}

/// The largest error in a matrix with gaps; infinite when a gap was written to.
template <class T>
double error_with_gaps(const Problem<T>& problem, const Buffer<T>& got, const Doubles& expected) {
  Worst worst;
  for (std::size_t at = 0; at < got.size(); ++at) {
    const std::size_t row = at / problem.ld, channel = at % problem.ld;
    if (channel < problem.channels) {
      worst.see(got[at], expected[row * problem.channels + channel], magnitude_of(problem));
    } else if (!std::isnan(got[at])) {
      return std::numeric_limits<double>::infinity();
    }
  }
  return got.intact() ? worst.value() : std::numeric_limits<double>::infinity();
}

template <class T>
double error_of(const Problem<T>& problem, const Buffer<T>& got, const Doubles& expected) {
  Worst worst;
  for (std::size_t at = 0; at < got.size(); ++at) worst.see(got[at], expected[at], magnitude_of(problem));
  return got.intact() ? worst.value() : std::numeric_limits<double>::infinity();
}

/// Runs the forward pass, and the backward pass if asked, in runs of `items_at_once`, each with scratch of
/// its own.
template <class T>
struct Outcome {
  Buffer<T> out, probabilities, d_q, d_k, d_v;

  Outcome(const KernelTable<T>& kernels, const Problem<T>& problem, bool backward, std::size_t items_at_once)
      : out(problem.rows * problem.channels, 3),
        probabilities(attention_probabilities(problem.starts, problem.heads), 1),
        d_q(problem.span(), 2),
        d_k(problem.span(), 3),
        d_v(problem.span(), 1) {
    Attention<T> attention;
    attention.heads = problem.heads, attention.head_width = problem.width, attention.ld = problem.ld;
    attention.starts = problem.starts;
    attention.q = problem.q.data(), attention.k = problem.k.data(), attention.v = problem.v.data();
    attention.out = out.data(), attention.probabilities = probabilities.data();
    const AttentionGradient<T> gradient{problem.d_out.data(), d_q.data(), d_k.data(), d_v.data()};
    const auto in_runs = [&](auto run) {
      for (std::size_t begin = 0; begin < problem.items(); begin += items_at_once) {
        Buffer<T> scratch(attention_scratch(problem.starts, problem.width), 1);
        attention.scratch = scratch.data();
        run(begin, std::min(begin + items_at_once, problem.items()));
        CHECK(scratch.intact());
      }
    };
    in_runs([&](std::size_t begin, std::size_t end) { kernels.attention(attention, begin, end); });
    if (backward) {
      in_runs([&](std::size_t begin, std::size_t end) {
        kernels.attention_backward(attention, gradient, begin, end);
      });
    }
  }
};

/// Heads (by depth) of some width (by columns) over as many rows, cut into documents by chance.
template <class T>
Problem<T> problem_of(const Case& one, Numbers& numbers) {
  std::vector<std::size_t> lengths;
  for (std::size_t left = one.rows; left > 0; left -= lengths.back()) {
    lengths.push_back(static_cast<std::size_t>(numbers.whole(1, static_cast<int>(left))));
  }
  return Problem<T>(lengths, 1 + one.depth % 4, one.columns, one.variation % 3, numbers);
}

/// Calls run(problem, expected, items at once) for widths, heads, documents and gaps of all kinds.
template <class T, class Run>
void for_problems(Run run) {
  const std::vector<std::vector<std::size_t>> documents = {{1},  {2},        {3, 1, 5}, {4, 4},
                                                           {16}, {9, 17, 2}, {34}};
  Numbers numbers;
  for (const std::size_t width : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 16u, 33u}) {
    // Enough narrow heads for a register of the widest lanes, and some left over.
    for (const std::size_t heads : {1u, width <= 4 ? 18u : 3u}) {
      for (const std::vector<std::size_t>& lengths : documents) {
        const std::size_t gap = (width + lengths.size()) % 3;
        INFO("head width " << width << ", heads " << heads << ", documents " << lengths.size() << " of "
                           << lengths[0] << "..., gap " << gap);
        const Problem<T> problem(lengths, heads, width, gap, numbers);
        const Expected expected = expected_of(problem);
        run(problem, expected, problem.items());
        run(problem, expected, 1 + width % 2);
      }
    }
  }
}

template <class T>
void check_forward(const KernelTable<T>& kernels, const Problem<T>& problem, const Expected& expected,
                   std::size_t items_at_once) {
  Outcome<T> outcome(kernels, problem, false, items_at_once);
  CHECK(error_of(problem, outcome.out, expected.out) <= 1.0);
  for (std::size_t at = 0; at < outcome.probabilities.size(); ++at) {
    if (expected.probabilities[at] == 0.0) {
      outcome.probabilities.data()[at] = T(0);  // above the diagonal: left open
    }
  }
  CHECK(error_of(problem, outcome.probabilities, expected.probabilities) <= 1.0);
}

template <class T>
void check_backward(const KernelTable<T>& kernels, const Problem<T>& problem, const Expected& expected,
                    std::size_t items_at_once) {
  const Outcome<T> outcome(kernels, problem, true, items_at_once);
  CHECK(error_with_gaps(problem, outcome.d_q, expected.d_q) <= 1.0);
  CHECK(error_with_gaps(problem, outcome.d_k, expected.d_k) <= 1.0);
  CHECK(error_with_gaps(problem, outcome.d_v, expected.d_v) <= 1.0);
}

}  // namespace

template <class T>
void check_attention(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const Problem<T> problem = problem_of<T>(one, numbers);
  check_forward(kernels, problem, expected_of(problem), 1 + one.variation % problem.items());
}

template <class T>
void test_attention(const KernelTable<T>& kernels) {
  for_problems<T>([&](const Problem<T>& problem, const Expected& expected, std::size_t items_at_once) {
    check_forward(kernels, problem, expected, items_at_once);
  });

  // Scores far below zero, all alike: every position attends evenly to its past.
  const std::vector<std::size_t> starts = {0, 9};
  const std::vector<T> q(9, T(-100)), k(9, T(100)), v(9, T(1));
  std::vector<T> out(9), probabilities(attention_probabilities(starts, 1)),
      scratch(attention_scratch(starts, 1));
  Attention<T> attention;
  attention.heads = attention.head_width = attention.ld = 1;
  attention.starts = starts;
  attention.q = q.data(), attention.k = k.data(), attention.v = v.data();
  attention.out = out.data(), attention.probabilities = probabilities.data(),
  attention.scratch = scratch.data();
  kernels.attention(attention, 0, 1);
  for (std::size_t i = 0; i < 9; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      CHECK(roundings(probabilities[i * padded(9) + j], 1.0 / static_cast<double>(i + 1), 1.0) <= 1.0);
    }
  }
}
LANES_KERNEL_TEST(attention)

template <class T>
void check_attention_backward(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const Problem<T> problem = problem_of<T>(one, numbers);
  check_backward(kernels, problem, expected_of(problem), 1 + one.variation % problem.items());
}

template <class T>
void test_attention_backward(const KernelTable<T>& kernels) {
  for_problems<T>([&](const Problem<T>& problem, const Expected& expected, std::size_t items_at_once) {
    check_backward(kernels, problem, expected, items_at_once);
  });
}
LANES_KERNEL_TEST(attention_backward)

template <class T>
void check_attention_step(const KernelTable<T>& kernels, const Case& one, Numbers& numbers) {
  const std::size_t longest = one.rows, width = one.columns, heads = 1 + one.depth % 4;
  const std::size_t capacity = padded(longest) + row_padding;
  const Problem<T> problem({longest}, heads, width, 0, numbers);
  const Expected expected = expected_of(problem);
  // The cache fills from position to position; what lies beyond them is not a number.
  Buffer<T> keys(problem.channels * capacity, 1);
  for (std::size_t position = 0; position < longest; ++position) {
    INFO("head width " << width << ", heads " << heads << ", position " << position);
    for (std::size_t c = 0; c < problem.channels; ++c) {
      keys.data()[c * capacity + position] = problem.k[position * problem.ld + c];
    }
    const T* const v = problem.v.data();
    const Buffer<T> values(std::vector<T>(v, v + (position + 1) * problem.channels), 2);
    const T* const q = problem.q.data() + position * problem.ld;
    const Buffer<T> query(std::vector<T>(q, q + problem.channels), 3);
    Buffer<T> out(problem.channels, 2), probabilities(heads * capacity, 1);
    AttentionStep<T> step;
    step.heads = heads, step.head_width = width, step.positions = position + 1, step.capacity = capacity;
    step.q = query.data(), step.keys = keys.data(), step.values = values.data();
    step.out = out.data(), step.probabilities = probabilities.data();
    kernels.attention_step(step);

    Worst worst;
    for (std::size_t c = 0; c < problem.channels; ++c) {
      worst.see(out[c], expected.out[position * problem.channels + c], magnitude_of(problem));
    }
    for (std::size_t head = 0; head < heads; ++head) {
      const std::size_t row = attention_offset(problem.starts, heads, head) + position * padded(longest);
      for (std::size_t j = 0; j <= position; ++j) {
        worst.see(probabilities[head * capacity + j], expected.probabilities[row + j], magnitude_of(problem));
      }
    }
    CHECK(worst.value() <= 1.0);
    CHECK((out.intact() && probabilities.intact() && keys.intact() && values.intact() && query.intact()));
  }
}

template <class T>
void test_attention_step(const KernelTable<T>& kernels) {
  Numbers numbers;
  for (const std::size_t width : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 16u, 33u}) {
    for (const std::size_t heads : {1u, 3u}) {
      check_attention_step(kernels, {.rows = 34, .columns = width, .depth = heads - 1}, numbers);
    }
  }
}
LANES_KERNEL_TEST(attention_step)

TEST_CASE("attention: the sizes that callers must provide") {
  const std::size_t small = row_padding * row_padding, large = 4 * small;
  const std::vector<std::size_t> starts = {0, 3, 3,
                                           4 + row_padding};  // documents of 3, 0 and just too many rows
  CHECK(attention_offset(starts, 2, 0) == 0);
  CHECK(attention_offset(starts, 2, 1) == small);
  CHECK(attention_offset(starts, 2, 2) == 2 * small);
  CHECK(attention_offset(starts, 2, 4) == 2 * small);
  CHECK(attention_offset(starts, 2, 5) == 2 * small + large);
  CHECK(attention_probabilities(starts, 2) == 2 * small + 2 * large);
  CHECK(padded(0) == 0);
  CHECK(padded(1) == row_padding);
  CHECK(padded(row_padding) == row_padding);
  CHECK(padded(row_padding + 1) == 2 * row_padding);
}

}  // namespace lanes::kernel_test
