// Every numeric loop of Lanes as a table of functions: one table per variant, and one in double precision.
//
// The loops themselves are templates over a variant (elementwise.h, rows.h, gemm.h, attention*.h, adam.h);
// the list of them is kernels.def, from which this table, the tests and the benchmarks are made. All arrays
// are row-major and contiguous unless a leading dimension is given. Kernels work on ranges: to split work,
// pass shifted pointers and smaller counts. No kernel allocates, throws or keeps state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace lanes {

/// Which operand of a matrix product is transposed as it lies in memory.
enum class Layout {
  nn,  ///< A (m, k) · B (k, n)      dX = dY · W
  nt,  ///< A (m, k) · B (n, k)ᵀ     Y = X · Wᵀ
  tn,  ///< A (k, m)ᵀ · B (k, n)     dW = dYᵀ · X
};

/// C = A·B + addend, then relu where asked. `lda`, `ldb`, `ldc` are the elements from one row to the next.
template <class T>
struct Gemm {
  Layout layout = Layout::nn;
  std::size_t m = 0, n = 0, k = 0;
  const T* a = nullptr;
  std::size_t lda = 0;
  const T* b = nullptr;
  std::size_t ldb = 0;
  T* c = nullptr;
  std::size_t ldc = 0;
  const T* addend = nullptr;  ///< (m, n) with leading dimension ldc; may be c itself; nullptr adds nothing
  bool relu = false;
};

/// Causal self-attention over documents that lie one after the other in the rows of q, k and v.
/// Work is split into items, one per (document, head): item = document * heads + head.
template <class T>
struct Attention {
  std::size_t heads = 0, head_width = 0;
  std::size_t ld = 0;  ///< elements from one row to the next in q, k, v and their gradients
  std::span<const std::size_t> starts{};  ///< (documents + 1) first row of each document, then the row count
  const T* q = nullptr;  ///< (rows, heads * head_width), leading dimension ld; so are k and v
  const T* k = nullptr;
  const T* v = nullptr;
  T* out = nullptr;            ///< (rows, heads * head_width), contiguous; the backward pass reads it, too
  T* probabilities = nullptr;  ///< attention_probabilities() elements; open above the diagonal
  T* scratch = nullptr;        ///< attention_scratch() elements
};

/// The gradients that go with an Attention.
template <class T>
struct AttentionGradient {
  const T* out = nullptr;  ///< (rows, heads * head_width), contiguous
  T* q = nullptr;          ///< overwritten, leading dimension ld; so are k and v
  T* k = nullptr;
  T* v = nullptr;
};

/// One new position against the keys and values of all positions so far (the KV cache), all heads.
template <class T>
struct AttentionStep {
  std::size_t heads = 0, head_width = 0;
  std::size_t positions = 0;  ///< cached positions, the new one included
  std::size_t capacity = 0;   ///< row length of `keys` and of `probabilities`; a multiple of row_padding
  const T* q = nullptr;       ///< (heads * head_width)
  const T* keys = nullptr;  ///< (heads * head_width, capacity): transposed, so that lanes run over positions
  const T* values = nullptr;   ///< (positions, heads * head_width)
  T* out = nullptr;            ///< (heads * head_width)
  T* probabilities = nullptr;  ///< (heads, capacity)
};

/// One step of Adam, with the bias corrections worked out by the caller.
struct AdamStep {
  double rate;  ///< learning rate / (1 - beta1^t)
  double beta1, beta2;
  double correction2;  ///< 1 / (1 - beta2^t)
  double epsilon;      ///< added outside the root
  double tiny;         ///< moments closer to zero than this become zero: negligible_moment<T>
};

/// Moments of parameters without a gradient decay for ever. Left alone they become subnormal numbers, which
/// take a processor many times longer; far below epsilon they change nothing.
template <class T>
inline constexpr double negligible_moment = std::is_same_v<T, float> ? 1e-30 : 1e-290;

/// The functions of one variant (T is float), or those in double precision.
template <class T>
struct KernelTable {
  std::string_view variant;
#define LANES_KERNEL(name, result, parameters, description) result(*name) parameters;
#include "kernels/kernels.def"
#undef LANES_KERNEL
};

/// The one table in double precision, which all variants share.
const KernelTable<double>& f64_kernels();

/// The same for what only trains and samples a GPT: a program that has no other table is without the rest.
const KernelTable<double>& f64_training_kernels();

}  // namespace lanes
