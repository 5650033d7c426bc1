// Python's random numbers in TypeScript, against what Python itself drew (tests/golden/random.json).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PythonRandom } from '../../web/src/contenders/javascript/python-random.ts';

interface Drawn {
  seed: number;
  random: number[];
  below: { limits: number[]; values: number[] };
  gauss: { mean: number; deviation: number; values: number[] };
  shuffle: number[];
}

const { seeds } = JSON.parse(readFileSync(new URL('../golden/random.json', import.meta.url), 'utf8')) as {
  seeds: Drawn[];
};

test('uniform numbers, limits, normal numbers and orders are those of Python, for small and large seeds', () => {
  assert.ok(
    seeds.some(({ seed }) => seed >= 2 ** 32),
    'a seed of two words is among them',
  );
  for (const { seed, random, below, gauss, shuffle } of seeds) {
    const uniform = new PythonRandom(seed);
    assert.deepEqual(
      random.map(() => uniform.random()),
      random,
      `random of ${seed}`,
    );

    const limited = new PythonRandom(seed);
    assert.deepEqual(
      below.limits.map((limit) => limited.below(limit)),
      below.values,
      `below of ${seed}`,
    );

    const normal = new PythonRandom(seed);
    for (const [i, value] of gauss.values.entries()) {
      const drawn = normal.gauss(gauss.mean, gauss.deviation);
      // The sine and cosine of engines differ in the last bit.
      assert.ok(Math.abs(drawn - value) <= 1e-15, `gauss ${i} of ${seed}: ${drawn}, not ${value}`);
    }

    const order = shuffle.map((_, i) => i);
    new PythonRandom(seed).shuffle(order);
    assert.deepEqual(order, shuffle, `shuffle of ${seed}`);
  }
});
