// CPython as the page uses it, here in node: the checksums of its loops, and what goes wrong told in sentences. Its
// training is tested with that of the other learners.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loopNames, type Python } from '../../web/src/contenders/python/runtime.ts';
import type { TrainingSetup } from '../../web/src/model/setup.ts';
import { golden } from './golden.ts';
import { startPython } from './start-python.ts';

let python: Python;
before(async () => {
  python = await startPython();
});

test('it says what it is', () => {
  assert.match(python.version, /^CPython 3\.\d+\.\d+ in WebAssembly \(Pyodide [\d.]+\)$/);
});

/** What the compiled contenders compute, in JavaScript: src/experiments/measured/. */
function expectedChecksum(name: string, size: number, repetitions: number): number {
  const integer = (i: number, period: number): number => (i % period) - Math.floor(period / 2);
  let checksum = 0;
  for (let turn = 0; turn < repetitions; ++turn) {
    const varied = (turn % 5) - 2;
    const first = (i: number): number => (i === 0 && name !== 'interpreter' ? varied : integer(i, 7));
    if (name === 'gradient') {
      let sum = 0;
      for (let i = 0; i < size; ++i) sum += (first(i) - integer(i, 5)) * integer(i, 3);
      checksum += sum / size;
    } else {
      const out = (i: number): number =>
        name === 'multiply' ? first(i) * integer(i, 5) : first(i) * varied + integer(i, 5);
      checksum += out(0) + out(turn % size);
    }
  }
  return checksum;
}

test('the loops end at the checksums of the experiments', () => {
  const flops = { interpreter: 2, multiply: 1, gradient: 3 };
  for (const name of loopNames) {
    for (const [size, repetitions] of [
      [1, 7],
      [64, 13],
      [1000, 6],
    ] as const) {
      const loop = python.loop(name, size);
      const totals = loop.run(repetitions);
      const items = size * repetitions;
      // On 32 bits a pointer has 4 bytes; the object has 4 for its count, 4 for its type and 8 for the number.
      const expected = {
        checksum: expectedChecksum(name, size, repetitions),
        items,
        bytes: 60 * items,
        flops: flops[name] * items,
      };
      assert.deepEqual(totals, expected, `${name}, ${size} elements`);
      loop.dispose();
      assert.throws(() => loop.run(1), { message: 'This loop was disposed of; create a new one.' });
    }
  }
});

test('what cannot be done is refused in a sentence', () => {
  const { setup } = golden('single');
  const data = (...bytes: number[]) => ({ dataset: { bytes: Uint8Array.from(bytes) } });
  const refused: [Partial<TrainingSetup>, RegExp][] = [
    [data(), /^The data is empty: there is nothing to train on\.$/],
    [data(97, 255), /^The text is not valid UTF-8: the byte at position 1 /],
    [
      { config: { ...setup.config, nEmbd: 16, nHead: 3 } },
      /^The number of heads \(3\) must divide the width \(16\)\.$/,
    ],
    [{ seed: -1 }, /^--seed must be between 0 and /],
  ];
  for (const [options, message] of refused) {
    assert.throws(() => python.trainer({ ...setup, ...options }), { message });
  }
  assert.throws(() => python.loop('multiply', 0), {
    message: 'The size must be a whole number from 1 to 16000000, not 0.',
  });
  assert.throws(() => python.loop('triad' as 'multiply', 8), { message: /^There is no loop "triad"/ });
  assert.throws(() => python.loop('multiply', 8).run(0.5), {
    message: /^The number of repetitions must be a whole number/,
  });
});

test('a trainer that was disposed of says so', () => {
  const trainer = python.trainer(golden('single').setup);
  trainer.dispose();
  assert.throws(() => trainer.train(1), { message: 'This trainer was disposed of; create a new one.' });
});
