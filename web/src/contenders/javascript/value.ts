// Automatic differentiation as one writes it first: every number is an object that remembers what it was computed from.
// The same graph as that of tests/golden/microgpt.py and src/autograd/value.h, in plain JavaScript.

/**
 * Every result of an operation, in the order of computation. An operation can only use numbers that exist already, so
 * a walk from the end visits each number after everything computed from it: the chain rule needs no sorting.
 */
const tape: Value[] = [];

/** A number, the one or two numbers it was computed from, and its slope along each. */
export class Value {
  grad = 0;

  constructor(
    public data: number,
    readonly left?: Value,
    readonly leftSlope = 0,
    readonly right?: Value,
    readonly rightSlope = 0,
  ) {
    if (left) tape.push(this);
  }

  plus(other: Value): Value {
    return new Value(this.data + other.data, this, 1, other, 1);
  }

  minus(other: Value): Value {
    return new Value(this.data - other.data, this, 1, other, -1);
  }

  times(other: Value): Value {
    return new Value(this.data * other.data, this, other.data, other, this.data);
  }

  over(other: Value): Value {
    const quotient = this.data / other.data;
    return new Value(quotient, this, 1 / other.data, other, -quotient / other.data);
  }

  plusConstant(constant: number): Value {
    return new Value(this.data + constant, this, 1);
  }

  overConstant(constant: number): Value {
    return new Value(this.data / constant, this, 1 / constant);
  }

  power(exponent: number): Value {
    return new Value(this.data ** exponent, this, exponent * this.data ** (exponent - 1));
  }

  exp(): Value {
    const result = Math.exp(this.data);
    return new Value(result, this, result);
  }

  log(): Value {
    return new Value(Math.log(this.data), this, 1 / this.data);
  }

  relu(): Value {
    return this.data > 0 ? new Value(this.data, this, 1) : new Value(0, this, 0);
  }
}

/** Adds `gradient` * d root / d x to x.grad of every number x below root, and forgets the graph. */
export function backward(root: Value, gradient: number): void {
  root.grad = gradient;
  for (let i = tape.length - 1; i >= 0; --i) {
    const { grad, left, leftSlope, right, rightSlope } = tape[i]!;
    left!.grad += leftSlope * grad;
    if (right) right.grad += rightSlope * grad;
  }
  forget();
}

/** Forgets the graph, as after a failure half-way. */
export function forget(): void {
  tape.length = 0;
}
