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
  T* out = nullptr;            ///< (rows, heads * head_width), contiguous
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

/// Rows and columns of attention probabilities, and rows of cached keys, are padded to a multiple of this: to
/// whole blocks of queries, and to whole registers of the widest lanes.
inline constexpr std::size_t row_padding = 4;

inline constexpr std::size_t padded(std::size_t n) {
  return (n + row_padding - 1) / row_padding * row_padding;
}

/// Offset, in elements, of the probabilities of (document, head): padded(length) rows of padded(length).
std::size_t attention_offset(std::span<const std::size_t> starts, std::size_t heads, std::size_t item);

/// Elements that Attention::probabilities must hold. Throws std::bad_alloc if that is more than can be
/// counted.
std::size_t attention_probabilities(std::span<const std::size_t> starts, std::size_t heads);

/// Elements that Attention::scratch must hold for a range of items worked on by one thread.
std::size_t attention_scratch(std::span<const std::size_t> starts, std::size_t head_width);

/// The functions of one variant (T is float), or those in double precision.
template <class T>
struct KernelTable {
  std::string_view variant;
#define LANES_KERNEL(name, result, parameters, description) result(*name) parameters;
#include "kernels/kernels.def"
#undef LANES_KERNEL
};

/// What is known of a variant before it runs.
struct Variant {
  std::string_view name;
  std::string_view description;
  const KernelTable<float>* f32;
};

/// The variants in this binary, from plain to fastest: all that this processor can run natively, one in a
/// wasm module.
std::span<const Variant> variants();

/// The variant of that name. Throws std::invalid_argument, listing what there is, when it is not here.
const Variant& find_variant(std::string_view name);

/// The table of that variant. Throws as find_variant() does.
const KernelTable<float>& f32_kernels(std::string_view variant);

/// The one table in double precision, which all variants share.
const KernelTable<double>& f64_kernels();

}  // namespace lanes
