// Causal attention of narrow heads over short documents, and its gradients: lanes lie along the heads.
//
// A head of a few channels does not fill registers, neither with its channels nor, in a short document, with
// its keys. So as many heads as a register has lanes are worked on together, each on a lane of its own:
// queries, keys and values pass through a transpose on their way in, gradients on their way out, and between
// lies plain arithmetic without a horizontal sum, a ragged edge or a query beyond the end.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

#include "kernels/kernel_table.h"
#include "simd/math.h"

namespace lanes::kernels {

/// Where one item (document, head) lies.
template <class T>
struct AttentionItem {
  std::size_t rows, stride;  // positions; elements from one row of probabilities to the next
  std::size_t start;         // first row in q, k, v
  std::size_t channel;       // first channel of the head
  T* probabilities;          // (padded rows, stride)
};

template <class V, class T>
struct NarrowHeads {
  using L = typename V::template Lane<T>;
  static constexpr std::size_t width = L::width;
  static constexpr std::size_t channels = 4, longest = 32;  // of a head, and positions of a document
  static_assert(width == 1 || width >= channels);

  /// Whether heads of such a width over so many rows are taken together, `width` at a time.
  static bool fits(std::size_t head_width, std::size_t rows) {
    return width > 1 && head_width <= channels && rows <= longest;
  }

  /// One channel of all heads in a register, for each position.
  using Channels = L[longest][channels];
  /// A number for each head, query and key.
  using Pairs = L[longest][longest];

  /// out (rows, channels) = the heads that lie side by side in `from` (rows, ld), `head_width` channels each;
  /// channels that they lack are 0.
  static void gather(Channels& out, const T* from, std::size_t ld, std::size_t head_width, std::size_t rows) {
    for (std::size_t i = 0; i < rows; ++i, from += ld) {
      L heads[width];
      for (std::size_t h = 0; h < width; ++h) {
        const T* const at = from + h * head_width;
        heads[h] = head_width == width ? L::load(at) : L::load_partial(at, static_cast<int>(head_width));
      }
      L::transpose(heads);
      for (std::size_t c = 0; c < channels; ++c) out[i][c] = heads[c];
    }
  }

  /// The way back, of one row.
  static void scatter(T* to, const L (&by_channel)[channels], std::size_t head_width) {
    L heads[width];
    for (std::size_t c = 0; c < width; ++c) heads[c] = c < channels ? by_channel[c] : L::splat(T(0));
    L::transpose(heads);
    for (std::size_t h = 0; h < width; ++h) {
      T* const at = to + h * head_width;
      head_width == width ? heads[h].store(at) : heads[h].store_partial(at, static_cast<int>(head_width));
    }
  }

  /// Between one row of `pairs` and a row of probabilities in each head's matrix, `apart` from each other; a
  /// register of keys at a time, with zeros behind the diagonal.
  static void to_matrices(T* row, std::size_t apart, const L* pairs, std::size_t count) {
    for (std::size_t j = 0; j < count; j += width) {
      L keys[width];
      for (std::size_t k = 0; k < width; ++k) keys[k] = j + k < count ? pairs[j + k] : L::splat(T(0));
      L::transpose(keys);
      for (std::size_t h = 0; h < width; ++h) keys[h].store(row + h * apart + j);
    }
  }
  static void from_matrices(L* pairs, const T* row, std::size_t apart, std::size_t count) {
    for (std::size_t j = 0; j < count; j += width) {
      L heads[width];
      for (std::size_t h = 0; h < width; ++h) heads[h] = L::load(row + h * apart + j);
      L::transpose(heads);
      for (std::size_t k = 0; k < width; ++k) pairs[j + k] = heads[k];
    }
  }

  static L dot(const L (&a)[channels], const L (&b)[channels]) {
    L sum = a[0] * b[0];
    for (std::size_t c = 1; c < channels; ++c) sum = fma(a[c], b[c], sum);
    return sum;
  }
  static void add_product(L (&sums)[channels], L factor, const L (&a)[channels]) {
    for (std::size_t c = 0; c < channels; ++c) sums[c] = fma(factor, a[c], sums[c]);
  }
  static void clear(L (&sums)[channels]) {
    for (L& sum : sums) sum = L::splat(T(0));
  }
};

template <class V, class T>
[[gnu::noinline]] static void attend_narrow(const Attention<T>& a, const AttentionItem<T>& at) {
  using N = NarrowHeads<V, T>;
  using L = typename N::L;
  const std::size_t out_ld = a.heads * a.head_width, place = at.start * a.ld + at.channel;
  typename N::Channels q, k, v;
  N::gather(q, a.q + place, a.ld, a.head_width, at.rows);
  N::gather(k, a.k + place, a.ld, a.head_width, at.rows);
  N::gather(v, a.v + place, a.ld, a.head_width, at.rows);
  const L factor = L::splat(T(1) / std::sqrt(static_cast<T>(a.head_width)));
  const PartLanes<L> part;
  for (std::size_t i = 0; i < at.rows; ++i) {
    L scores[N::longest], top = L::splat(-std::numeric_limits<T>::infinity());
    for (std::size_t j = 0; j <= i; ++j) {
      scores[j] = N::dot(q[i], k[j]);
      top = max(scores[j], top);
    }
    L total = L::splat(T(0)), mixed[N::channels];
    N::clear(mixed);
    for (std::size_t j = 0; j <= i; ++j) {
      scores[j] = part((scores[j] - top) * factor);
      total = total + scores[j];
      N::add_product(mixed, scores[j], v[j]);
    }
    const L inverse = L::splat(T(1)) / total;
    for (L& channel : mixed) channel = channel * inverse;
    for (std::size_t j = 0; j <= i; ++j) scores[j] = scores[j] * inverse;
    N::scatter(a.out + (at.start + i) * out_ld + at.channel, mixed, a.head_width);
    N::to_matrices(at.probabilities + i * at.stride, at.stride * at.stride, scores, i + 1);
  }
}

template <class V, class T>
[[gnu::noinline]] static void attend_narrow_backward(const Attention<T>& a, const AttentionGradient<T>& d,
                                                     const AttentionItem<T>& at) {
  using N = NarrowHeads<V, T>;
  using L = typename N::L;
  const std::size_t out_ld = a.heads * a.head_width, place = at.start * a.ld + at.channel;
  const std::size_t out_place = at.start * out_ld + at.channel;
  typename N::Channels q, k, v, d_out, out;
  N::gather(q, a.q + place, a.ld, a.head_width, at.rows);
  N::gather(k, a.k + place, a.ld, a.head_width, at.rows);
  N::gather(v, a.v + place, a.ld, a.head_width, at.rows);
  N::gather(d_out, d.out + out_place, out_ld, a.head_width, at.rows);
  N::gather(out, a.out + out_place, out_ld, a.head_width, at.rows);
  const L factor = L::splat(T(1) / std::sqrt(static_cast<T>(a.head_width)));
  typename N::Pairs probabilities, d_scores;
  for (std::size_t i = 0; i < at.rows; ++i) {
    N::from_matrices(probabilities[i], at.probabilities + i * at.stride, at.stride * at.stride, i + 1);
    // What each probability takes from the others, since they add up to 1.
    const L mean = N::dot(d_out[i], out[i]);
    L d_q[N::channels];
    N::clear(d_q);
    for (std::size_t j = 0; j <= i; ++j) {
      d_scores[i][j] = probabilities[i][j] * factor * (N::dot(d_out[i], v[j]) - mean);
      N::add_product(d_q, d_scores[i][j], k[j]);
    }
    N::scatter(d.q + place + i * a.ld, d_q, a.head_width);
  }
  for (std::size_t j = 0; j < at.rows; ++j) {
    L d_k[N::channels], d_v[N::channels];
    N::clear(d_k);
    N::clear(d_v);
    for (std::size_t i = j; i < at.rows; ++i) {
      N::add_product(d_k, d_scores[i][j], q[i]);
      N::add_product(d_v, probabilities[i][j], d_out[i]);
    }
    N::scatter(d.k + place + j * a.ld, d_k, a.head_width);
    N::scatter(d.v + place + j * a.ld, d_v, a.head_width);
  }
}

}  // namespace lanes::kernels
