// The tree of prefixes: what it finds again, and what it does when it is full.
#include <catch_amalgamated.hpp>

#include "gpt/prefix_tree.h"

using namespace lanes;
using Tree = PrefixTree<float>;

TEST_CASE("a prefix is found again, with what was kept of it") {
  Tree tree(3, 2, 1 << 20, 100);
  const Tree::Node a = tree.add(Tree::root, 7), b = tree.add(Tree::root, 8), ab = tree.add(a, 8);
  for (const Tree::Node node : {Tree::root, a, b, ab}) {
    tree.sums(node)[2] = 10.0 * node;
    tree.cached(node)[1] = 0.5f * static_cast<float>(node);
  }
  CHECK(tree.find(Tree::root, 7) == a);
  CHECK(tree.find(Tree::root, 8) == b);
  CHECK(tree.find(a, 8) == ab);
  CHECK(tree.find(b, 8) == Tree::none);
  CHECK(tree.find(Tree::root, 9) == Tree::none);
  for (const Tree::Node node : {Tree::root, a, b, ab}) {
    CHECK(tree.sums(node)[2] == 10.0 * node);
    CHECK(tree.cached(node)[1] == 0.5f * static_cast<float>(node));
  }
  CHECK(tree.size() == 5);
}

TEST_CASE("a full tree stays as it is; what comes after has no place in it") {
  const auto [bytes, most] = GENERATE(table<std::size_t, std::size_t>({{4096, 100}, {1 << 20, 4}}));
  Tree tree(100, 10, bytes, most);  // a node takes 852 bytes
  const Tree::Node a = tree.add(Tree::root, 1), b = tree.add(a, 1);
  REQUIRE((a != Tree::spare && b != Tree::spare));
  CHECK(tree.size() == 4);
  for (int token = 2; token < 50; ++token) CHECK(tree.add(a, token) == Tree::spare);
  CHECK(tree.size() == 4);
  CHECK(tree.find(a, 1) == b);
  CHECK(tree.find(a, 2) == Tree::none);
  CHECK(tree.add(Tree::spare, 1) == Tree::spare);
  CHECK(tree.find(Tree::spare, 1) == Tree::none);
}

TEST_CASE("the first two nodes are there whatever room there is") {
  Tree tree(100, 10, 0, 0);
  CHECK(tree.size() == 2);
  CHECK(tree.add(Tree::root, 1) == Tree::spare);
  tree.sums(Tree::spare)[99] = 1.0;
  CHECK(tree.sums(Tree::spare)[99] == 1.0);
}
