// out[i] = x[i] * w + y[i], by a small interpreter and by compiled code.
//
// The interpreter is a stack machine as a dynamic language has one: it fetches an instruction, finds the code
// for it, takes operands off a stack, asks each for its type, asks each index whether it is inside the array,
// and puts the result back. It boxes nothing and counts no references, so a real one does more.
#pragma once

#include <bit>

#include "experiments/experiment.h"
#include "kernels/over_lanes.h"

namespace lanes::experiments {

enum class Op : std::uint8_t {
  load,         // push the local variable
  store,        // pop into the local variable
  constant,     // push the operand itself
  index,        // pop an index and an array, push the element
  store_index,  // pop a number, an index and an array, put the number there
  add,
  multiply,
  less,         // pop two integers, push whether the first is the smaller
  jump_unless,  // pop a truth value; go to the instruction if it is false
  jump,
  halt,
};

struct Instruction {
  Op op;
  std::uint8_t operand = 0;
};

struct FloatArray {
  float* elements;
  std::int32_t length;
};

enum class SlotType : std::uint32_t { integer, number, truth, array };

/// A variable or a place on the stack: a type and, depending on it, the bits of a value. The two are copied
/// one by one, since a load that spans two fresh stores has to wait for both.
struct Slot {
  SlotType type;
  std::uint64_t bits;

  static Slot of(std::int32_t x) { return {SlotType::integer, static_cast<std::uint32_t>(x)}; }
  static Slot of(double x) { return {SlotType::number, std::bit_cast<std::uint64_t>(x)}; }
  static Slot of(bool x) { return {SlotType::truth, x}; }
  static Slot of(const FloatArray* x) { return {SlotType::array, reinterpret_cast<std::uintptr_t>(x)}; }

  // What it holds, once its type is known.
  std::int32_t integer() const { return static_cast<std::int32_t>(bits); }
  double number() const { return std::bit_cast<double>(bits); }
  bool truth() const { return bits != 0; }
  const FloatArray& array() const {
    return *reinterpret_cast<const FloatArray*>(static_cast<std::uintptr_t>(bits));
  }
};

/// What the machine spends on other things than the arithmetic.
struct Counted {
  double dispatches = 0, type_checks = 0, bounds_checks = 0, stack_moves = 0;
  void dispatch() { ++dispatches; }
  void type_check() { ++type_checks; }
  void bounds_check() { ++bounds_checks; }
  void stack_move() { ++stack_moves; }
};

/// Nothing is counted while time is taken.
struct NotCounted {
  void dispatch() {}
  void type_check() {}
  void bounds_check() {}
  void stack_move() {}
};

template <class V, class Count>
struct Machine {
  Slot* locals;
  Slot* top;  // of the stack: the first place that is free
  Count count{};

  // [show: interpreter]
  void run(const Instruction* program) {
    const Instruction* next = program;
    for (;;) {
      const auto [op, operand] = *next++;
      count.dispatch();
      switch (op) {
        case Op::load:
          push({locals[operand].type, locals[operand].bits});
          break;
        case Op::store: {
          const Slot value = pop();
          locals[operand].type = value.type;
          locals[operand].bits = value.bits;
          break;
        }
        case Op::constant:
          push(Slot::of(std::int32_t{operand}));
          break;
        case Op::index: {
          const std::int32_t i = integer(pop());
          push(Slot::of(static_cast<double>(element(pop(), i))));
          break;
        }
        case Op::store_index: {
          const double value = number(pop());
          const std::int32_t i = integer(pop());
          element(pop(), i) = static_cast<float>(value);
          break;
        }
        case Op::add: {
          const Slot b = pop(), a = pop();
          if (is(a, SlotType::integer) && is(b, SlotType::integer)) {
            push(Slot::of(a.integer() + b.integer()));
          } else {
            push(Slot::of(number(a) + number(b)));
          }
          break;
        }
        case Op::multiply: {
          const Slot b = pop(), a = pop();
          if (is(a, SlotType::integer) && is(b, SlotType::integer)) {
            push(Slot::of(a.integer() * b.integer()));
          } else {
            push(Slot::of(number(a) * number(b)));
          }
          break;
        }
        case Op::less: {
          const std::int32_t b = integer(pop()), a = integer(pop());
          push(Slot::of(a < b));
          break;
        }
        case Op::jump_unless:
          if (!truth(pop())) next = program + operand;
          break;
        case Op::jump:
          next = program + operand;
          break;
        case Op::halt:
          return;
      }
    }
  }
  // [end]

  void push(Slot slot) {
    count.stack_move();
    top->type = slot.type;
    top->bits = slot.bits;
    ++top;
  }
  Slot pop() {
    count.stack_move();
    --top;
    return {top->type, top->bits};
  }
  bool is(Slot slot, SlotType type) {
    count.type_check();
    return slot.type == type;
  }
  std::int32_t integer(Slot slot) {
    if (!is(slot, SlotType::integer)) reject_type();
    return slot.integer();
  }
  double number(Slot slot) {
    if (!is(slot, SlotType::number)) reject_type();
    return slot.number();
  }
  bool truth(Slot slot) {
    if (!is(slot, SlotType::truth)) reject_type();
    return slot.truth();
  }
  float& element(Slot slot, std::int32_t i) {
    if (!is(slot, SlotType::array)) reject_type();
    const FloatArray& array = slot.array();
    count.bounds_check();
    if (i < 0 || i >= array.length) reject_index();
    return array.elements[i];
  }
};

namespace local {
enum : std::uint8_t { i, n, x, y, w, out, count };
}

inline constexpr std::uint8_t loop_end = 21;
// [show: program]
inline constexpr Instruction scale_and_add[] = {
    // while i < n:
    {Op::load, local::i},
    {Op::load, local::n},
    {Op::less},
    {Op::jump_unless, loop_end},
    // out[i] = x[i] * w + y[i]
    {Op::load, local::out},
    {Op::load, local::i},
    {Op::load, local::x},
    {Op::load, local::i},
    {Op::index},
    {Op::load, local::w},
    {Op::multiply},
    {Op::load, local::y},
    {Op::load, local::i},
    {Op::index},
    {Op::add},
    {Op::store_index},
    // i = i + 1
    {Op::load, local::i},
    {Op::constant, 1},
    {Op::add},
    {Op::store, local::i},
    {Op::jump, 0},
    {Op::halt},
};
// [end]
static_assert(scale_and_add[loop_end].op == Op::halt);

template <class V>
struct InterpreterMachine {
  std::size_t n;
  float *x, *y, *out;
  FloatArray* arrays;
  Slot *locals, *stack;

  InterpreterMachine(Workspace& workspace, std::size_t size)
      : n(size),
        x(workspace.integers<float>(n, 7)),
        y(workspace.integers<float>(n, 5)),
        out(workspace.array<float>(n)),
        arrays(workspace.array<FloatArray>(3)),
        locals(workspace.array<Slot>(local::count)),
        stack(workspace.array<Slot>(8)) {
    const auto length = static_cast<std::int32_t>(n);
    arrays[0] = {x, length};
    arrays[1] = {y, length};
    arrays[2] = {out, length};
    locals[local::n] = Slot::of(length);
    locals[local::x] = Slot::of(arrays);
    locals[local::y] = Slot::of(arrays + 1);
    locals[local::out] = Slot::of(arrays + 2);

    Machine<V, Counted> machine{locals, stack};
    run(machine, 1.0);
    const auto items = static_cast<double>(n);
    workspace.note("instructions dispatched per element", machine.count.dispatches / items);
    workspace.note("type checks per element", machine.count.type_checks / items);
    workspace.note("bounds checks per element", machine.count.bounds_checks / items);
    workspace.note("values pushed or popped per element", machine.count.stack_moves / items);
  }

  template <class AnyMachine>
  void run(AnyMachine& machine, double w) {
    locals[local::i] = Slot::of(std::int32_t{0});
    locals[local::w] = Slot::of(w);
    machine.run(scale_and_add);
  }

  double pass(std::uint32_t turn) {
    Machine<V, NotCounted> machine{locals, stack};
    run(machine, varied<double>(turn));
    return static_cast<double>(out[0] + out[turn % n]);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 12 * items, .flops = 2 * items};
  }
};

template <class V>
struct InterpreterLanes {
  using L = typename V::template Lane<float>;
  std::size_t n;
  float *x, *y, *out;

  InterpreterLanes(Workspace& workspace, std::size_t size)
      : n(size),
        x(workspace.integers<float>(n, 7)),
        y(workspace.integers<float>(n, 5)),
        out(workspace.array<float>(n)) {}

  // [show: lanes]
  static void loop(float* out, const float* x, const float* y, float w, std::size_t n) {
    kernels::over_lanes<L>(n, [=](auto at) {  // L::width elements at a time
      at.store(out, at.load(x) * L::splat(w) + at.load(y));
    });
  }
  // [end]

  double pass(std::uint32_t turn) {
    loop(out, x, y, varied<float>(turn), n);
    return static_cast<double>(out[0] + out[turn % n]);
  }

  Work work() const {
    const auto items = static_cast<double>(n);
    return {.items = items, .bytes = 12 * items, .flops = 2 * items};
  }
};

template <class V>
struct Interpreter {
  static constexpr std::size_t sizes[] = {1'000, 16'000, 250'000, 4'000'000};
  static constexpr Contender contenders[] = {
      contender<V, Home::scalar, InterpreterMachine>(
          "interpreter", "interpreter", "a stack machine that works through 21 instructions per element"),
      contender<V, Home::scalar, InterpreterLanes>("scalar", "lanes", "compiled, one element at a time"),
      contender<V, Home::simd, InterpreterLanes>("simd", "lanes", "compiled, four elements at a time"),
  };
  static constexpr Clause clauses[] = {
      {.faster = "scalar", .slower = "interpreter", .least = 10.0},
  };
  static constexpr Description description = {
      .name = "interpreter",
      .title = "The interpreter",
      .claim = "An interpreted loop spends nearly all of its time on other things than the arithmetic.",
      .clauses = clauses,
      .item = "element",
      .size = "elements",
      .sizes = sizes,
      .largest = 16'000'000,
      .unit = Unit::nanoseconds,
      .ceiling = "triad",
      .contenders = contenders,
  };
};

LANES_EXPERIMENT(Interpreter)

}  // namespace lanes::experiments
