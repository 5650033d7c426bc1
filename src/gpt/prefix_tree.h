// What a model has made of the beginnings of texts, kept so that texts that begin alike are read once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lanes {

/// Each node is a prefix, the text up to one token. Of it the tree keeps what decides the next token, and
/// what the cache of keys and values holds of its last one. It grows up to a limit and then stays as it is:
/// what comes after goes through one spare node, which no prefix leads to.
template <class T>
class PrefixTree {
 public:
  using Node = std::uint32_t;
  static constexpr Node root = 0, spare = 1, none = 0;

  /// Nodes of `choices` running sums and `cached` numbers, in no more than `bytes`, but for the first two.
  PrefixTree(std::size_t choices, std::size_t cached, std::size_t bytes)
      : choices_(choices), cached_(cached) {
    const std::size_t each = sizeof(Links) + choices * sizeof(double) + cached * sizeof(T);
    most_ = bytes / each;
    append();
    append();
  }

  /// The prefix one token longer, or `none`.
  Node find(Node node, std::int32_t token) const {
    Node child = links_[node].first_child;
    while (child != none && links_[child].token != token) child = links_[child].next_sibling;
    return child;
  }

  /// Makes the prefix one token longer; `spare` when there is no room for it. Spans are good until then.
  Node add(Node node, std::int32_t token) {
    if (node == spare || links_.size() >= most_) return spare;
    const auto child = static_cast<Node>(links_.size());
    append();
    links_[child] = {token, none, links_[node].first_child};
    links_[node].first_child = child;
    return child;
  }

  /// Running sums of the probabilities of the next token.
  std::span<double> sums(Node node) { return std::span(sums_).subspan(node * choices_, choices_); }

  /// Keys and values of the last token, in the order of whoever fills it.
  std::span<T> cached(Node node) { return std::span(cached_numbers_).subspan(node * cached_, cached_); }

  /// Nodes so far, the spare one included.
  std::size_t size() const { return links_.size(); }

 private:
  struct Links {
    std::int32_t token = 0;
    Node first_child = none, next_sibling = none;
  };

  void append() {
    links_.emplace_back();
    sums_.resize(sums_.size() + choices_);
    cached_numbers_.resize(cached_numbers_.size() + cached_);
  }

  std::size_t choices_, cached_, most_;
  std::vector<Links> links_;
  std::vector<double> sums_;
  std::vector<T> cached_numbers_;
};

}  // namespace lanes
