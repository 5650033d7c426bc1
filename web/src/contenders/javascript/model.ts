// microGPT on objects: the forward pass of section after section of tests/golden/microgpt.py, operation by operation.
import type { Sizes } from '../../model/sizes.ts';
import type { PythonRandom } from './python-random.ts';
import { Value } from './value.ts';

type Vector = Value[];
/** A row for each output. */
type Matrix = Vector[];

interface Layer {
  query: Matrix;
  key: Matrix;
  value: Matrix;
  output: Matrix;
  fc1: Matrix;
  fc2: Matrix;
}

/** The keys and the values of the tokens seen so far, of each layer. */
export type Past = { keys: Matrix; values: Matrix }[];

function sum(x: Vector): Value {
  let total = x[0]!;
  for (let i = 1; i < x.length; ++i) total = total.plus(x[i]!);
  return total;
}

/** The products of a[0..] with b[from..], added up from the first to the last. */
function dot(a: Vector, b: Vector, from = 0): Value {
  let total = a[0]!.times(b[from]!);
  for (let i = 1; i < a.length; ++i) total = total.plus(a[i]!.times(b[from + i]!));
  return total;
}

function linear(x: Vector, matrix: Matrix): Vector {
  return matrix.map((row) => dot(row, x));
}

function plus(a: Vector, b: Vector): Vector {
  return a.map((value, i) => value.plus(b[i]!));
}

function rmsnorm(x: Vector): Vector {
  const scale = dot(x, x).overConstant(x.length).plusConstant(1e-5).power(-0.5);
  return x.map((value) => value.times(scale));
}

/** Each number without the largest, which as a constant cancels out and keeps exp within its range. */
function shifted(x: Vector): Vector {
  let top = -Infinity;
  for (const { data } of x) top = Math.max(top, data);
  return x.map((value) => value.plusConstant(-top));
}

function softmax(x: Vector): Vector {
  const powers = shifted(x).map((value) => value.exp());
  const whole = sum(powers);
  return powers.map((power) => power.over(whole));
}

/** -log softmax(logits)[target], in the form that never takes the logarithm of 0. */
function crossEntropy(logits: Vector, target: number): Value {
  const scores = shifted(logits);
  return sum(scores.map((score) => score.exp()))
    .log()
    .minus(scores[target]!);
}

export class Model {
  /** In the order in which they are drawn. */
  readonly parameters: Value[] = [];
  private readonly tokens: Matrix;
  private readonly positions: Matrix;
  private readonly output: Matrix;
  private readonly layers: Layer[];
  private readonly headWidth: number;
  readonly vocabulary: number;

  constructor({ nLayer, nEmbd, nHead, blockSize }: Sizes, vocabulary: number, random: PythonRandom) {
    const matrix = (rows: number, columns: number): Matrix => {
      const drawn = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => new Value(random.gauss(0, 0.08))),
      );
      for (const row of drawn) for (const value of row) this.parameters.push(value);
      return drawn;
    };
    this.headWidth = nEmbd / nHead;
    this.vocabulary = vocabulary;
    this.tokens = matrix(vocabulary, nEmbd);
    this.positions = matrix(blockSize, nEmbd);
    this.output = matrix(vocabulary, nEmbd);
    this.layers = Array.from({ length: nLayer }, () => ({
      query: matrix(nEmbd, nEmbd),
      key: matrix(nEmbd, nEmbd),
      value: matrix(nEmbd, nEmbd),
      output: matrix(nEmbd, nEmbd),
      fc1: matrix(4 * nEmbd, nEmbd),
      fc2: matrix(nEmbd, 4 * nEmbd),
    }));
  }

  /** The mean over the positions of how surprising the next token was, in nats. */
  loss(tokens: readonly number[]): Value {
    const past = this.newPast();
    const losses = tokens
      .slice(1)
      .map((next, position) => crossEntropy(this.logits(tokens[position]!, position, past), next));
    return sum(losses).overConstant(losses.length);
  }

  /** Nothing was seen yet. */
  newPast(): Past {
    return this.layers.map(() => ({ keys: [], values: [] }));
  }

  /** Scores of every possible next token; adds this token's keys and values to the past. */
  logits(token: number, position: number, past: Past): Vector {
    let x = rmsnorm(plus(this.tokens[token]!, this.positions[position]!));
    for (const [i, layer] of this.layers.entries()) {
      const { keys, values } = past[i]!;
      const normed = rmsnorm(x);
      const query = linear(normed, layer.query);
      keys.push(linear(normed, layer.key));
      values.push(linear(normed, layer.value));
      x = plus(linear(this.attention(query, keys, values), layer.output), x);
      const hidden = linear(rmsnorm(x), layer.fc1).map((value) => value.relu());
      x = plus(linear(hidden, layer.fc2), x);
    }
    return linear(x, this.output);
  }

  /** Each head looks back over all tokens and takes a weighted mean of their values. */
  private attention(query: Vector, keys: Matrix, values: Matrix): Vector {
    const mixed: Vector = [];
    for (let first = 0; first < query.length; first += this.headWidth) {
      const head = query.slice(first, first + this.headWidth);
      const scale = Math.sqrt(this.headWidth);
      const weights = softmax(keys.map((key) => dot(head, key, first).overConstant(scale)));
      for (let channel = first; channel < first + this.headWidth; ++channel) {
        mixed.push(
          dot(
            weights,
            values.map((value) => value[channel]!),
          ),
        );
      }
    }
    return mixed;
  }
}
