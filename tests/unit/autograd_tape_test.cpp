// The tape and its tensors: whose memory leaves use, what backward() leaves where, what it refuses, and that
// a reset keeps the memory.
#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "autograd/ops.h"
#include "autograd/tape.h"

using namespace lanes;

namespace {

using List = std::vector<double>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const KernelTable<double>& kernels() { return f64_kernels(); }

List list(std::span<const double> numbers) { return {numbers.begin(), numbers.end()}; }

}  // namespace

TEST_CASE("shape: sizes, count and text") {
  CHECK(Shape{}.rank() == 0);
  CHECK(Shape{}.count() == 1);
  CHECK(Shape{}.last() == 1);
  CHECK(Shape{}.text() == "()");
  CHECK(Shape{3}.text() == "(3,)");
  CHECK(Shape{2, 3, 0, 5}.text() == "(2, 3, 0, 5)");
  CHECK(Shape{2, 3, 0, 5}.count() == 0);
  CHECK(Shape{2, 3, 4}.count() == 24);
  CHECK(Shape{2, 3, 4}.last() == 4);
  CHECK(Shape{2, 3} == Shape{2, 3});
  CHECK(Shape{2, 3} != Shape{3, 2});
  CHECK(Shape{2} != Shape{2, 1});
  CHECK(Shape{0} != Shape{});
  CHECK_THROWS_AS((Shape{1, 1, 1, 1, 1}), std::invalid_argument);
}

TEST_CASE("tape: a leaf reads the caller's memory and overwrites its gradient there") {
  const List values = {1.0, 2.0, 3.0};
  List gradient(3, not_a_number);
  Tape<double> tape(kernels());
  for (int round = 0; round < 2; ++round) {  // what the first left in `gradient` must not matter
    tape.reset();
    const Tensor<double> x = tape.leaf({3}, values.data(), gradient.data());
    CHECK(x.data().data() == values.data());
    tape.backward(sum(x * x));
    CHECK(gradient == List{2.0, 4.0, 6.0});
    CHECK(x.gradient().data() == gradient.data());
  }
}

TEST_CASE("tape: variables and constants are copies") {
  List values = {1.0, 2.0};
  Tape<double> tape(kernels());
  const Tensor<double> x = tape.variable({2}, values), c = tape.constant({2}, values);
  values = {7.0, 7.0};
  CHECK(list(x.data()) == List{1.0, 2.0});
  CHECK(list(c.data()) == List{1.0, 2.0});
  tape.backward(sum(x * c));
  CHECK(list(x.gradient()) == List{1.0, 2.0});
  CHECK(c.gradient().empty());
}

TEST_CASE("tape: a graph with joins, as worked out by hand") {
  Tape<double> tape(kernels());
  const Tensor<double> a = tape.variable({}, List{2.0}), b = tape.variable({}, List{-3.0});
  const Tensor<double> c = a * b;          // -6
  const Tensor<double> d = c + a;          // -4
  const Tensor<double> e = d * d + c / a;  // 16 - 3
  CHECK(e.item() == 13.0);
  tape.backward(e);
  CHECK(e.gradient()[0] == 1.0);
  CHECK(d.gradient()[0] == -8.0);
  CHECK(c.gradient()[0] == -8.0 + 0.5);
  CHECK(a.gradient()[0] == -8.0 + -3.0 * -7.5 + 1.5);
  CHECK(b.gradient()[0] == 2.0 * -7.5);
}

TEST_CASE("tape: what does not reach the result gets zeros in leaves and nothing elsewhere") {
  List gradient = {not_a_number, 9.0};
  const List values = {1.0, 2.0};
  Tape<double> tape(kernels());
  const Tensor<double> unused = tape.leaf({2}, values.data(), gradient.data());
  const Tensor<double> aside = exp(unused);
  const Tensor<double> x = tape.variable({2}, values);
  const Tensor<double> after = x * 3.0;
  const Tensor<double> loss = sum(x);
  const Tensor<double> beyond = loss * loss;  // recorded after the result, made from it
  tape.backward(loss);
  CHECK(gradient == List{0.0, 0.0});
  CHECK(list(unused.gradient()) == List{0.0, 0.0});
  CHECK(aside.gradient().empty());
  CHECK(after.gradient().empty());
  CHECK(beyond.gradient().empty());
  CHECK(list(x.gradient()) == List{1.0, 1.0});
}

TEST_CASE("tape: results that no leaf reaches, and a leaf that is the result") {
  Tape<double> tape(kernels());
  SECTION("constants only") {
    const Tensor<double> x = tape.variable({1}, List{5.0}), c = tape.constant({}, List{2.0});
    const Tensor<double> result = c * c;
    tape.backward(result);
    CHECK(x.gradient()[0] == 0.0);
    CHECK(result.gradient().empty());
  }
  SECTION("a leaf") {
    const Tensor<double> x = tape.variable({1, 1}, List{5.0});
    tape.backward(x);
    CHECK(x.gradient()[0] == 1.0);
  }
}

TEST_CASE("tape: backward runs once, on one number") {
  using Catch::Matchers::ContainsSubstring;
  using Catch::Matchers::MessageMatches;
  Tape<double> tape(kernels());
  Tensor<double> x = tape.variable({2, 3}, List(6, 1.0));
  CHECK_THROWS_MATCHES(tape.backward(x * 2.0), std::invalid_argument,
                       MessageMatches(ContainsSubstring("(2, 3)")));
  const Tensor<double> loss = sum(x);  // the refusal did no harm
  tape.backward(loss);
  CHECK(list(x.gradient()) == List(6, 1.0));
  CHECK_THROWS_MATCHES(tape.backward(loss), std::invalid_argument, MessageMatches(ContainsSubstring("once")));
  CHECK(list(x.gradient()) == List(6, 1.0));
  tape.reset();
  x = tape.variable({1}, List{4.0});
  tape.backward(x * x);
  CHECK(x.gradient()[0] == 8.0);
}

TEST_CASE("tape: a tensor of the wrong size is refused") {
  Tape<double> tape(kernels());
  CHECK_THROWS_AS(tape.variable({2}, List{1.0}), std::invalid_argument);
  CHECK_THROWS_AS(tape.constant({}, List{}), std::invalid_argument);
  CHECK_THROWS_AS(tape.constant({}, List{1.0, 2.0}), std::invalid_argument);
  CHECK_THROWS_AS(tape.constant({2}, List{1.0, 2.0}).item(), std::invalid_argument);
  CHECK(tape.constant({1, 1, 1}, List{4.0}).item() == 4.0);
}

TEST_CASE("tape: a chain of a hundred thousand operations needs no recursion") {
  Tape<double> tape(kernels());
  const Tensor<double> x = tape.variable({}, List{1.0});
  Tensor<double> y = x;
  for (int i = 0; i < 50'000; ++i) y = -y + x;
  tape.backward(y);
  CHECK(y.item() == 1.0);
  CHECK(x.gradient()[0] == 1.0);
}

TEST_CASE("tape: after the first round of a shape, none asks the system for memory") {
  Tape<double> tape(kernels());
  const auto round = [&](std::size_t size) {
    const Tensor<double> x = tape.variable({size, size}, List(size * size, 0.5));
    Tensor<double> y = x;
    for (int i = 0; i < 5; ++i) y = softmax(matmul(y, transpose(x)) + y * 0.5);
    tape.backward(mean(y));
    tape.reset();
  };
  round(60);
  const std::size_t allocations = tape.arena().system_allocations(), capacity = tape.arena().capacity();
  CHECK(allocations > 1);
  for (int i = 0; i < 10; ++i) round(60);
  round(20);
  CHECK(tape.arena().system_allocations() == allocations);
  CHECK(tape.arena().capacity() == capacity);
  round(90);
  CHECK(tape.arena().system_allocations() > allocations);
}
