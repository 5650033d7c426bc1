// The module against the golden files, which our plain-Python microGPT wrote: the same losses and the same
// samples, whatever the variant. The bounds are those of the README.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { largestDifference, root, supported, withTrainer } from './support.mjs';

const folder = resolve(root, 'tests/golden');
const goldens = [];
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
  const golden = JSON.parse(await readFile(resolve(folder, file), 'utf8'));
  if (golden.losses) goldens.push({ name: file.replace('.json', ''), ...golden });
}

/** Where the data of a golden file lies; that of makemore-seed42 is not part of the source tree. */
function dataOf(golden) {
  const places = golden.data_file === null ? [process.env.LANES_NAMES, '../shared/data/names.txt'] : [golden.data_file];
  return places
    .filter(Boolean)
    .map((place) => resolve(root, place))
    .find((path) => existsSync(path));
}

async function replay(golden, variant, engine, precision, bound) {
  const { config } = golden;
  const options = {
    variant,
    engine,
    precision,
    data: await readFile(dataOf(golden)),
    corpus: config.corpus,
    seed: config.seed,
    steps: config.steps,
    learningRate: config.learning_rate,
    holdout: config.holdout,
    config: {
      nLayer: config.n_layer,
      nEmbd: config.n_embd,
      nHead: config.n_head,
      blockSize: config.block_size,
      batch: config.batch,
    },
  };
  await withTrainer(options, (trainer) => {
    const info = trainer.info();
    assert.equal(info.documents, config.data.documents);
    assert.equal(info.vocabulary, config.data.vocabulary);
    assert.equal(info.parameters, golden.summary.parameters);
    const difference = largestDifference(trainer.train(config.steps).losses, golden.losses);
    assert.ok(difference <= bound, `the losses differ by up to ${difference}`);
    if (config.holdout) {
      assert.equal(info.heldOut, config.data.held_out);
      assert.ok(Math.abs(trainer.heldOutLoss() - golden.summary.held_out_loss) <= bound);
    }
    assert.deepEqual(trainer.sample({ count: golden.samples.length, temperature: config.temperature }), golden.samples);
    assert.equal(trainer.info().step, config.steps);
  });
}

test('the golden files are there', () => {
  assert.ok(goldens.some(({ name }) => name === 'names-seed42'));
});

for (const golden of goldens) {
  const skip = dataOf(golden) === undefined && 'its data is not at hand (see LANES_NAMES)';
  for (const variant of supported) {
    test(`${golden.name}, ${variant}, tensors in f32`, { skip }, () => replay(golden, variant, 'tensor', 'f32', 1e-5));
    test(`${golden.name}, ${variant}, tensors in f64`, { skip }, () => replay(golden, variant, 'tensor', 'f64', 1e-12));
  }
  // The value graph uses no lanes: one variant stands for all.
  test(`${golden.name}, scalar, values`, { skip }, () => replay(golden, 'scalar', 'value', 'f64', 1e-12));
}
