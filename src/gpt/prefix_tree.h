// What a model has made of the beginnings of texts, kept so that texts that begin alike are read once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace lanes {

/// Each node is a prefix, the text up to one token. Of it the tree keeps what decides the next token, and
/// what the cache of keys and values holds of its last one. It has room for so many nodes and, when it is
/// full, stays as it is: what comes after goes through one spare node, which no prefix leads to.
template <class T>
class PrefixTree {
 public:
  using Node = std::uint32_t;
  static constexpr Node root = 0, spare = 1, none = 0;

  /// Nodes of `choices` running sums and `cached` numbers: as many as `bytes` have room for, but no more than
  /// `most`; the first two in any case.
  PrefixTree(std::size_t choices, std::size_t cached, std::size_t bytes, std::size_t most)
      : choices_(choices), cached_(cached) {
    const std::size_t each = sizeof(Links) + choices * sizeof(double) + cached * sizeof(T);
    room_ = std::max<std::size_t>(2, std::min(bytes / each, most));
    links_.reset(new Links[room_]);
    sums_.reset(new double[room_ * choices]);
    numbers_.reset(new T[room_ * cached]);
    links_[root] = links_[spare] = {0, none, none};
  }

  /// The prefix one token longer, or `none`.
  Node find(Node node, std::int32_t token) const {
    Node child = links_[node].first_child;
    while (child != none && links_[child].token != token) child = links_[child].next_sibling;
    return child;
  }

  /// Makes the prefix one token longer; `spare` when there is no room for it.
  Node add(Node node, std::int32_t token) {
    if (node == spare || size_ == room_) return spare;
    const auto child = static_cast<Node>(size_++);
    links_[child] = {token, none, links_[node].first_child};
    links_[node].first_child = child;
    return child;
  }

  /// Running sums of the probabilities of the next token, for the caller to fill.
  std::span<double> sums(Node node) { return {sums_.get() + node * choices_, choices_}; }

  /// Keys and values of the last token, for the caller to fill, in an order of its own.
  std::span<T> cached(Node node) { return {numbers_.get() + node * cached_, cached_}; }

  /// Nodes so far, the spare one included.
  std::size_t size() const { return size_; }

 private:
  struct Links {
    std::int32_t token;
    Node first_child, next_sibling;
  };

  std::size_t choices_, cached_, room_, size_ = 2;
  std::unique_ptr<Links[]> links_;
  std::unique_ptr<double[]> sums_;
  std::unique_ptr<T[]> numbers_;
};

}  // namespace lanes
