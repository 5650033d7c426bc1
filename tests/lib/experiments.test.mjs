// The experiments through the JavaScript module: one registry in every variant, contenders only where they belong,
// checksums that agree across variants, and errors in words.
import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { variantNames } from '../../web/variants.mjs';
import { lanes, root, supported } from './support.mjs';

const modules = new Map(await Promise.all(supported.map(async (name) => [name, await lanes.loadVariant(name)])));
const lists = new Map([...modules].map(([name, module]) => [name, module.experiments()]));
const experiments = lists.get('scalar');

/** What tells the lists of two modules apart: what is here, and how many threads there are. */
const common = (list) =>
  list.map(({ contenders, ...rest }) => ({
    ...rest,
    contenders: contenders.filter(({ variant }) => variant !== 'threads').map(({ here, ...contender }) => contender),
  }));

test('every module has the same list', () => {
  assert.ok(experiments.length >= 15);
  for (const [name, list] of lists) assert.deepEqual(common(list), common(experiments), name);
});

test('the list is one line of the registry and one file for each', async () => {
  const registry = await readFile(resolve(root, 'src/experiments/registry.h'), 'utf8');
  const files = [...registry.matchAll(/#include "(experiments\/measured\/(\w+)\.h)"/g)];
  assert.deepEqual(
    files.map(([, , name]) => name),
    experiments.map(({ name }) => name),
  );
  for (const [, path] of files) await access(resolve(root, 'src', path));
});

test('an experiment says what it is about', () => {
  for (const experiment of experiments) {
    assert.match(experiment.claim, /^[A-Z(].*\.$/, experiment.name);
    assert.ok(experiment.title && experiment.item && experiment.size, experiment.name);
    assert.ok(['ns', 'GB/s', 'GFLOP/s'].includes(experiment.unit), experiment.name);
    assert.ok(
      experiments.some(({ name }) => name === experiment.ceiling),
      experiment.name,
    );
    assert.ok(experiment.sizes.length > 0 && experiment.sizes.every((size) => Number.isInteger(size)));
    assert.ok(experiment.sizes.at(-1) <= experiment.largest);
    for (const contender of experiment.contenders) {
      assert.ok(contender.name && contender.description && contender.code, experiment.name);
      assert.ok([...variantNames, 'threads'].includes(contender.variant), contender.variant);
    }
  }
});

test('a contender is in the module of its variant, and nowhere else', () => {
  for (const [name, list] of lists) {
    for (const { contenders } of list) {
      for (const { variant, here } of contenders) {
        if (name !== 'threads') assert.equal(here, variant === name);
        else if (variant === 'threads') assert.ok(here);
      }
    }
  }
});

test('contenders give the same checksum for the same work, whatever module they are in', () => {
  for (const { name, sizes, contenders } of experiments) {
    // With threads there may be a single contender, on a single core, or none.
    const fewest = contenders.every(({ variant }) => variant === 'threads') ? 0 : 2;
    for (const size of [1, 7, 37, sizes[0]]) {
      const results = [];
      for (const [variant, list] of lists) {
        for (const contender of list.find((experiment) => experiment.name === name).contenders) {
          if (!contender.here) continue;
          const experiment = modules.get(variant).prepare(name, contender.name, size);
          const { checksum, items, flops, bytes } = experiment.run(5);
          assert.ok(bytes > 0);
          results.push({ checksum, items, flops });
          experiment.dispose();
        }
      }
      assert.ok(results.length >= fewest, name);
      for (const result of results) assert.deepEqual(result, results[0], `${name} of ${size}`);
    }
  }
});

test('a run depends on its repetitions alone, and its totals grow with them', () => {
  const experiment = modules.get('simd').prepare('accumulators', 'simd, 4 sums', 100);
  const first = experiment.run(10);
  experiment.run(3);
  assert.deepEqual(experiment.run(10), first);
  assert.equal(first.items, 1000);
  assert.equal(first.flops, 2000);
  assert.equal(first.bytes, 8000);
  assert.deepEqual(experiment.notes(), []);
  experiment.dispose();
});

test('the interpreter counts its instructions, and the probe looks at multiply-add', () => {
  const interpreter = modules.get('scalar').prepare('interpreter', 'interpreter', 1000);
  const notes = new Map(interpreter.notes().map(({ name, value }) => [name, value]));
  assert.equal(notes.get('instructions dispatched per element'), 21.005);
  interpreter.dispose();
  const probe = (variant) => {
    const experiment = modules.get(variant).prepare('fused', variant, 10);
    const [{ value }] = experiment.notes();
    experiment.dispose();
    return value;
  };
  assert.equal(probe('simd'), 0);
  if (modules.has('relaxed')) assert.ok([0, 1].includes(probe('relaxed')));
});

test('what cannot be prepared or run is refused in words', () => {
  const simd = modules.get('simd');
  const cases = [
    [['speed', 'simd', 10], /no experiment "speed", only: interpreter, multiply/],
    [[undefined, 'simd', 10], /name of the experiment must be a string/],
    [['multiply', 'avx', 10], /no contender "avx", only: boxed, scalar/],
    [['multiply', 3, 10], /name of the contender must be a string/],
    [['multiply', 'boxed', 10], /boxed of the experiment multiply needs the scalar variant/],
    [['multiply', 'simd', 0], /size must be a whole number from 1 to 16000000, not 0/],
    [['multiply', 'simd', 1e9], /size must be a whole number from 1 to 16000000/],
    [['multiply', 'simd', 2.5], /size must be a whole number/],
    [['multiply', 'simd'], /size must be a whole number .* not undefined/],
  ];
  for (const [request, message] of cases) {
    assert.throws(
      () => simd.prepare(...request),
      (error) => error instanceof Error && message.test(error.message),
    );
  }
  const experiment = simd.prepare('multiply', 'simd', 10);
  for (const repetitions of [0, -1, 1.5, NaN, 2e9, '3', undefined]) {
    assert.throws(() => experiment.run(repetitions), /number of repetitions must be a whole number from 1/);
  }
  assert.equal(experiment.run(1).items, 10);
  experiment.dispose();
  experiment.dispose();
  assert.throws(() => experiment.run(1), /experiment was disposed of/);
  assert.throws(() => experiment.notes(), /experiment was disposed of/);
});

test('memory is given back', () => {
  const simd = modules.get('simd');
  for (let i = 0; i < 40; ++i) {
    const experiment = simd.prepare('width', '2 x float64', 16_000_000); // 384 MB each time
    assert.equal(experiment.run(1).items, 16_000_000);
    experiment.dispose();
  }
});
