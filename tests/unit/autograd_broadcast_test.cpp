// Broadcasting in every form there is from rank 0 to 4: each axis of each operand missing, 1 or whole. Values
// and gradients of + - * / against sums over the copies, worked out index by index.
#include <catch_amalgamated.hpp>

#include "gradient_check.h"

using namespace lanes;

namespace {

/// The last `rank` axes of (2, 3, 2, 5), those in `ones` shrunk to 1.
Shape form(std::size_t rank, std::size_t ones) {
  constexpr std::size_t whole[] = {2, 3, 2, 5};
  std::vector<std::size_t> sizes(whole + Shape::max_rank - rank, whole + Shape::max_rank);
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if ((ones >> axis & 1) != 0) sizes[axis] = 1;
  }
  return Shape(std::span<const std::size_t>(sizes));
}

std::vector<Shape> all_forms() {
  std::vector<Shape> forms;
  for (std::size_t rank = 0; rank <= Shape::max_rank; ++rank) {
    for (std::size_t ones = 0; ones < std::size_t{1} << rank; ++ones) forms.push_back(form(rank, ones));
  }
  return forms;
}

/// An operator with its two partial derivatives.
struct Binary {
  const char* name;
  Tensor<double> (*run)(Tensor<double>, Tensor<double>);
  double (*value)(double, double);
  double (*by_a)(double, double);
  double (*by_b)(double, double);
};

const Binary operators[] = {
    {"+", [](auto a, auto b) { return a + b; }, [](double a, double b) { return a + b; },
     [](double, double) { return 1.0; }, [](double, double) { return 1.0; }},
    {"-", [](auto a, auto b) { return a - b; }, [](double a, double b) { return a - b; },
     [](double, double) { return 1.0; }, [](double, double) { return -1.0; }},
    {"*", [](auto a, auto b) { return a * b; }, [](double a, double b) { return a * b; },
     [](double, double b) { return b; }, [](double a, double) { return a; }},
    {"/", [](auto a, auto b) { return a / b; }, [](double a, double b) { return a / b; },
     [](double, double b) { return 1.0 / b; }, [](double a, double b) { return -a / (b * b); }},
};

/// Whether an operator gives the right values and gradients on operands of these shapes.
bool holds(const Binary& op, const KernelTable<double>& kernels, const Shape& a_shape, const Shape& b_shape,
           Numbers& numbers) {
  const Array a = draw(numbers, a_shape, 0.3, 2.0), b = draw(numbers, b_shape, -2.0, -0.3);
  const Shape shape = broadcast_shape(a_shape, b_shape);
  const Array weights(shape, numbers.list<double>(shape.count()));
  Array values(shape), d_a(a_shape), d_b(b_shape);
  for_each_index(shape, [&](const Index& i) {
    values(i) = op.value(a(i), b(i));
    d_a(i) += weights(i) * op.by_a(a(i), b(i));
    d_b(i) += weights(i) * op.by_b(a(i), b(i));
  });

  Tape<double> tape(kernels);
  const Tensor<double> left = tape.variable(a_shape, a.values), right = tape.variable(b_shape, b.values);
  const Tensor<double> result = op.run(left, right);
  if (result.shape() != shape) return false;
  tape.backward(sum(result * tape.constant(shape, weights.values)));
  return largest_error<double, double>(result.data(), values.values) <= 1e-15 &&
         largest_error<double, double>(left.gradient(), d_a.values) <= 1e-14 &&
         largest_error<double, double>(right.gradient(), d_b.values) <= 1e-14;
}

}  // namespace

TEST_CASE("ops: every form of broadcasting from rank 0 to 4") {
  Numbers numbers(3);
  const std::vector<Shape> forms = all_forms();
  REQUIRE(forms.size() == 1 + 2 + 4 + 8 + 16);
  for (const Binary& op : operators) {
    for (const Shape& a : forms) {
      for (const Shape& b : forms) {
        INFO(a.text() << " " << op.name << " " << b.text());
        CHECK(holds(op, f64_kernels(), a, b, numbers));
      }
    }
  }
}

TEST_CASE("ops: tensors without elements broadcast, and are summed to nothing") {
  Tape<double> tape(f64_kernels());
  const Tensor<double> row = tape.variable({3}, std::vector{1.0, 2.0, 3.0});
  const Tensor<double> none = tape.variable({0, 3}, {});
  const Tensor<double> result = none * row + row;
  CHECK(result.shape() == Shape{0, 3});
  CHECK(sum(result, 0).shape() == Shape{3});
  CHECK(sum(result, 0).data()[2] == 0.0);
  CHECK((tape.variable({0}, {}) + tape.variable({1}, std::vector{1.0})).shape() == Shape{0});
  CHECK(matmul(tape.variable({2, 0}, {}), none).data()[5] == 0.0);
  CHECK(softmax(none).count() == 0);
  tape.backward(sum(result));
  CHECK(largest_error<double, double>(row.gradient(), std::vector(3, 0.0)) == 0.0);
}
