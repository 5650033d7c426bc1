// CPython as the page uses it, here in node: the losses of the golden files, the checksums of the loops, and what
// goes wrong told in sentences.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import { createPython, loopNames, type Python, type PythonOptions } from '../../web/src/contenders/python/runtime.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { loadPyodide } = createRequire(new URL('../../web/package.json', import.meta.url))('pyodide');
const names = 'emma\nolivia\nava\n';

let python: Python;
before(async () => {
  const sources = { microgpt: read('tests/golden/microgpt.py'), loops: read('web/src/contenders/python/loops.py') };
  python = createPython(await loadPyodide(), sources);
});

test('it says what it is', () => {
  assert.match(python.version, /^CPython 3\.\d+\.\d+ in WebAssembly \(Pyodide [\d.]+\)$/);
});

for (const [name, steps] of [
  ['single', 40],
  ['text', 6],
  ['names-seed42', 6],
  ['names-narrow', 25],
] as const) {
  test(`the losses of ${name} are the golden ones`, () => {
    const { config, data_file: file, losses } = JSON.parse(read(`tests/golden/${name}.json`));
    const trainer = python.trainer({
      data: new TextEncoder().encode(read(file)),
      corpus: config.corpus,
      seed: config.seed,
      steps: config.steps,
      learningRate: config.learning_rate,
      config: {
        nLayer: config.n_layer,
        nEmbd: config.n_embd,
        nHead: config.n_head,
        blockSize: config.block_size,
        batch: config.batch,
      },
    });
    const first = trainer.train(3);
    const rest = trainer.train(steps - 3);
    const own = [...first.losses, ...rest.losses];
    assert.equal(own.length, steps);
    for (const [i, loss] of own.entries()) {
      assert.ok(Math.abs(loss - losses[i]) <= 1e-12, `step ${i + 1}: ${loss} and ${losses[i]}`);
    }
    assert.ok(first.milliseconds > 0 && rest.milliseconds > 0);
    trainer.dispose();
    assert.throws(() => trainer.train(1), { message: 'This trainer was disposed of; create a new one.' });
  });
}

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
  const refused: [Partial<PythonOptions>, RegExp][] = [
    [{ data: '' }, /^The data is empty: there is nothing to train on\.$/],
    [{ data: new Uint8Array([97, 255]) }, /^The text is not valid UTF-8: the byte at position 1 /],
    [{ config: { nEmbd: 16, nHead: 3 } }, /^The number of heads \(3\) must divide the width \(16\)\.$/],
    [{ seed: -1 }, /^--seed must be between 0 and /],
  ];
  for (const [options, message] of refused) {
    assert.throws(() => python.trainer({ data: names, ...options }), { message });
  }
  assert.throws(() => python.loop('multiply', 0), {
    message: 'The size must be a whole number from 1 to 16000000, not 0.',
  });
  assert.throws(() => python.loop('triad' as 'multiply', 8), { message: /^There is no loop "triad"/ });
  assert.throws(() => python.loop('multiply', 8).run(0.5), {
    message: /^The number of repetitions must be a whole number/,
  });
});

test('a training that diverges says at which step, and keeps the losses before it', () => {
  const trainer = python.trainer({ data: names, learningRate: 1e300, steps: 10 });
  assert.throws(
    () => trainer.train(10),
    (error: Error & { losses: Float64Array; step: number }) => {
      assert.match(
        error.message,
        /^The loss is not a finite number any more at step \d+: the learning rate \(1e\+?300\) is too high\.$/,
      );
      assert.ok(error.losses.length >= 1 && error.losses.every(Number.isFinite));
      assert.equal(error.step, error.losses.length + 1);
      return true;
    },
  );
  trainer.dispose();
});
