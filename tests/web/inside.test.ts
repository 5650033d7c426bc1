// What the view of the model's inside computes: components, neighbours, losses, what a cache spares, and what is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptNumbers, multiplications, multiplicationsOfText } from '../../web/src/inside/cache.ts';
import { principalComponents, symmetricEigen } from '../../web/src/inside/components.ts';
import { likeliest, tempered, tokenAt } from '../../web/src/inside/drawing.ts';
import { letterMap, nearestOf } from '../../web/src/inside/letter-map.ts';
import { pictureOf } from '../../web/src/inside/pictures.ts';
import { exampleOf, lossesOf, readingOf, targetsOf } from '../../web/src/inside/reading.ts';
import { States } from '../../web/src/inside/states.ts';
import { nameOf, placesOf } from '../../web/src/inside/tokens.ts';
import { Writing } from '../../web/src/inside/writing.ts';
import { mean } from '../../web/src/measure/statistics.ts';
import { openWeights, writeWeights } from '../../web/src/model/weights.ts';

const close = (a: number, b: number, bound = 1e-12): boolean => Math.abs(a - b) <= bound;

test('eigenvalues and eigenvectors of a symmetric matrix', () => {
  const { values, vectors } = symmetricEigen([
    [2, 1, 0],
    [1, 2, 0],
    [0, 0, 5],
  ]);
  assert.deepEqual(
    [...values].sort((a, b) => a - b).map((value) => Number(value.toFixed(12))),
    [1, 3, 5],
  );
  const matrix = Array.from({ length: 12 }, (_, i) =>
    Array.from({ length: 12 }, (__, j) => Math.cos(1 + i * j) + i + j),
  );
  const found = symmetricEigen(matrix);
  for (let k = 0; k < 12; ++k) {
    const vector = found.vectors.map((row) => row[k]!);
    assert.ok(
      close(
        vector.reduce((sum, x) => sum + x * x, 0),
        1,
        1e-10,
      ),
      'of length 1',
    );
    for (let i = 0; i < 12; ++i) {
      const product = matrix[i]!.reduce((sum, x, j) => sum + x * vector[j]!, 0);
      assert.ok(close(product, found.values[k]! * vector[i]!, 1e-9), `row ${i} of vector ${k}`);
    }
  }
  assert.equal(vectors.length, 3);
});

test('principal components: points on a plane in many dimensions come back, the longer side first', () => {
  const [u, v] = [
    [0.6, 0, 0.8, 0],
    [0, 1, 0, 0],
  ];
  const places: [number, number][] = [
    [5, 0],
    [-3, 1],
    [-1, -1],
    [-1, 0],
  ];
  const rows = places.map(([x, y]) => u!.map((_, c) => 7 + x * u![c]! + y * v![c]!));
  const { points, shares } = principalComponents(rows);
  const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);
  for (const i of places.keys()) {
    for (const j of places.keys()) {
      assert.ok(close(distance(points[i]!, points[j]!), distance(places[i]!, places[j]!), 1e-9), `${i} to ${j}`);
    }
  }
  assert.ok(points[0]![0] > 4, 'the farthest point lies on the positive side');
  assert.ok(shares[0] > 0.9 && close(shares[0] + shares[1], 1, 1e-9), String(shares));
});

test('principal components of points that hardly differ', () => {
  assert.deepEqual(principalComponents([[1, 2]]), { points: [[0, 0]], shares: [0, 0] });
  const { points, shares } = principalComponents([[1], [3]]);
  assert.ok(points.every(([x, y]) => close(Math.abs(x), 1) && y === 0));
  assert.deepEqual(shares, [1, 0]);
});

test('the nearest letters are those at the smallest angle, whatever their lengths', () => {
  const rows = [
    [1, 0],
    [10, 1],
    [0, 2],
    [-1, 0],
  ].map((row) => Float32Array.from(row));
  const near = nearestOf(rows, [3, 4, 5, 6]);
  assert.deepEqual(
    near[0]!.map(({ token }) => token),
    [4, 5, 6],
  );
  assert.ok(close(near[0]![0]!.cosine, 10 / Math.sqrt(101), 1e-6));
  assert.deepEqual(
    near[0]!.slice(1).map(({ cosine }) => cosine),
    [0, -1],
  );
  assert.equal(nearestOf([new Float32Array(2), ...rows], [0, 3, 4, 5, 6])[0]![0]!.cosine, 0);
});

test('of a large alphabet the first letters and the mark are shown', () => {
  const { tokens, points, neighbours } = letterMap(Float32Array.from({ length: 900 }, Math.sin), 3);
  assert.equal(tokens.length, 120);
  assert.deepEqual(tokens.slice(-2), [118, 299]);
  assert.equal(points.length, 120);
  assert.ok(neighbours.every((list) => list.length === 5 && list.every(({ token }) => tokens.includes(token))));
});

test('losses: as a training step has them, over as much as fits', () => {
  const characters = ['a', 'b'];
  const predictions = [
    [0.5, 0.25, 0.25],
    [0.1, 0.1, 0.8],
    [0.2, 0.6, 0.2],
  ];
  const whole = readingOf('ab', 16);
  assert.deepEqual(targetsOf(whole, characters, 'lines'), [0, 1, 2]);
  assert.deepEqual(targetsOf(whole, characters, 'text'), [0, 1], 'running text has no end');
  const losses = lossesOf(predictions, [0, 1, 2]);
  for (const [i, p] of [0.5, 0.1, 0.2].entries()) assert.ok(close(losses[i]!, -Math.log(p)));
  assert.ok(close(mean(losses), -Math.log(0.5 * 0.1 * 0.2) / 3));

  const cut = readingOf('abba', 3);
  assert.deepEqual(cut, { letters: ['a', 'b'], following: 'b' });
  assert.deepEqual(targetsOf(cut, characters, 'lines'), [0, 1, 1], 'three places, three targets, and no end');
  assert.deepEqual(readingOf('a', 1), { letters: [], following: 'a' });
  assert.deepEqual(readingOf('🙂b', 16).letters, ['🙂', 'b']);
  assert.equal(readingOf('a'.repeat(500), 1000).letters.length, 31);
});

test('a text to begin with: the first line that is not empty', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  assert.equal(exampleOf(bytes('\n\r\n  emma \nolivia\n')), 'emma');
  assert.equal(exampleOf(bytes('\ufeffemma')), 'emma');
  assert.equal(exampleOf(bytes('')), '');
});

test('letters that cannot be seen have a sign, and the mark a name', () => {
  assert.deepEqual(placesOf(['a', ' ', '\n']), ['start', 'a', '␣', '↵']);
  assert.deepEqual(
    [0, 1].map((token) => nameOf(token, ['a'])),
    ['a', 'end'],
  );
});

test('drawing: temperature sharpens and flattens, and a random number falls on a letter', () => {
  const probabilities = [0.2, 0.5, 0.3];
  for (const [i, p] of tempered(probabilities, 1).entries()) assert.ok(close(p, probabilities[i]!));
  const cold = tempered(probabilities, 0.5);
  assert.ok(close(cold[1]!, 0.25 / 0.38) && close(mean(cold), 1 / 3));
  assert.ok(tempered([1e-30, 0.9], 0.01).every(Number.isFinite));
  assert.deepEqual(
    [0, 0.19, 0.21, 0.69, 0.71, 0.999, 1].map((random) => tokenAt(probabilities, random)),
    [0, 0, 1, 1, 2, 2, 1],
  );
  assert.equal(likeliest(probabilities), 1);
});

test('writing: what was typed stays with a model that knows its letters, and the model goes on with it', () => {
  let changes = 0;
  const writing = new Writing(0.5, () => {
    changes += 1;
  });
  writing.begin(['a', 'b'], 4, 'abab');
  assert.deepEqual([writing.text, writing.position], ['aba', 3], 'an example that fits');
  writing.type('bx');
  assert.match(writing.refusal, /“x”/);
  assert.deepEqual([writing.text, writing.readable], ['bx', 'aba']);
  writing.type('b');
  writing.begin(['a', 'b', 'c'], 4, 'cab');
  assert.equal(writing.text, 'b');
  writing.append('likeliest', [0.1, 0.2, 0.6, 0.1]);
  assert.deepEqual([writing.text, writing.position, writing.draws.length], ['bc', 2, 1]);
  writing.append('draw', [1, 0, 0, 0]);
  writing.append('draw', [1, 0, 0, 0]);
  assert.deepEqual([writing.text, writing.isFull], ['bcaa', true]);
  const before = changes;
  writing.append('draw', [1, 0, 0, 0]);
  assert.deepEqual([writing.text, changes], ['bcaa', before], 'there is no room');
  writing.clear();
  writing.append('likeliest', [0, 0, 0, 1]);
  assert.deepEqual([writing.text, writing.hasEnded], ['', true]);
  writing.begin(['x'], 4, 'xx');
  assert.equal(writing.text, '', 'nothing is known everywhere');
});

test('writing: a pasted no-break space is a space, but for a model that knows it', () => {
  const writing = new Writing(0.5, () => {});
  writing.begin(['a', ' '], 8, 'a');
  writing.type('a\u00a0a');
  assert.deepEqual([writing.readable, writing.refusal], ['a a', '']);
  writing.begin(['a', ' ', '\u00a0'], 8, 'a');
  writing.type('a\u00a0a');
  assert.equal(writing.readable, 'a\u00a0a');
  writing.begin(['a'], 8, 'a');
  writing.type('a\u00a0a');
  assert.match(writing.refusal, /“.+” is not among the letters/);
});

test('the cache spares what was computed before; without it all is computed again', () => {
  const sizes = { nLayer: 2, nEmbd: 3, nHead: 1, blockSize: 8, batch: 1 };
  const first = multiplications(sizes, 5, 1);
  assert.equal(first.kept, 2 * (12 * 9 + 2 * 3) + 15);
  assert.equal(first.anew, first.kept, 'nothing is kept yet');
  const third = multiplications(sizes, 5, 3);
  assert.equal(third.kept, 2 * (12 * 9 + 2 * 3 * 3) + 15);
  assert.equal(third.anew, 2 * (3 * 12 * 9 + 2 * 3 * (1 + 2 + 3)) + 15);
  const text = multiplicationsOfText(sizes, 5, 3);
  assert.equal(text.kept, first.kept + multiplications(sizes, 5, 2).kept + third.kept);
  // A pass over three places at once predicts after each of them, the cache does no other products.
  assert.equal(text.kept, third.anew + 2 * 15);
  assert.equal(keptNumbers(sizes, 3), 2 * 2 * 3 * 3);
});

test('states: all while there is room, then the first and the latest', () => {
  const states = new States(40);
  for (const step of [0, 1, 2, 5]) states.add({ step }, new Uint8Array(10).fill(step));
  const steps = (): number[] => states.list().map(({ step }) => step);
  assert.deepEqual(steps(), [0, 1, 2, 5]);
  states.add({ step: 10 }, new Uint8Array(10));
  assert.deepEqual(steps(), [0, 2, 5, 10]);
  assert.equal(states.weights(5)[0], 5);
  assert.throws(() => states.weights(1), /no longer kept/);
  const large = new States(40);
  for (const step of [0, 1, 2]) large.add({ step }, new Uint8Array(100));
  assert.deepEqual(
    large.list().map(({ step }) => step),
    [0, 2],
  );
});

test('weights are opened as they were written, and pictured as far as there is room', () => {
  const config = { nLayer: 1, nEmbd: 2, nHead: 1, blockSize: 3, batch: 1 };
  const numbers = Array.from({ length: 2 * (3 + 3 + 3) + 4 * 4 + 2 * 16 }, (_, i) => i);
  const bytes = writeWeights(numbers, { config, corpus: 'lines', characters: ['a', 'é'] });
  const { characters, matrices } = openWeights(bytes);
  assert.deepEqual(characters, ['a', 'é']);
  assert.deepEqual(
    matrices.flatMap(({ values }) => [...values]),
    numbers,
  );
  const { name, rows, columns } = matrices.at(-1)!;
  assert.deepEqual([name, rows, columns], ['layer0.mlp_fc2', 2, 8]);

  const wide = { name: 'wte', rows: 2, columns: 300, values: Float32Array.from({ length: 600 }, (_, i) => i) };
  const moved = { ...wide, values: wide.values.map((value) => value + 3) };
  const picture = pictureOf(moved, wide);
  assert.deepEqual([picture.shownRows, picture.shownColumns], [2, 256]);
  assert.deepEqual([picture.values[255], picture.values[256]], [258, 303]);
  assert.equal(picture.moved, 3);
});
