// What the module says of models by their sizes: the same as of trainers that are there, and refusals in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lanes, names, withTrainer } from './support.mjs';

const sizeOf = await lanes.loadModelSizes();

test('a model that is described has the size of the one that is made', async () => {
  const lines = names.toString().trim().split('\n');
  for (const config of [{}, { nLayer: 2, nEmbd: 24, nHead: 3, blockSize: 8, batch: 5 }]) {
    for (const engine of ['tensor', 'value']) {
      await withTrainer({ data: names, engine, config }, (trainer) => {
        const { parameters, flopsPerStep, boxes, vocabulary } = trainer.info();
        const positions = lines.map((line) => line.length + 1);
        assert.deepEqual(sizeOf({ config, vocabulary, positions }), { parameters, flopsPerStep, boxes });
      });
    }
  }
});

test('without documents there is one that fills the block', () => {
  assert.deepEqual(sizeOf({ vocabulary: 27 }), sizeOf({ vocabulary: 27, positions: [16] }));
  assert.deepEqual(sizeOf({ vocabulary: 27 }), sizeOf({ vocabulary: 27, positions: [99], config: undefined }));
  assert.equal(sizeOf({ vocabulary: 27 }).parameters, 4192);
});

test('what cannot be is refused by name', () => {
  const cases = [
    [undefined, /./],
    [{}, /vocabulary is missing/],
    [{ vocabulary: 0 }, /vocabulary must be a whole number/],
    [{ vocabulary: 27, config: { nHead: 3 } }, /heads \(3\) must divide/],
    [{ vocabulary: 27, config: { nHeads: 4 } }, /nHeads/],
    [{ vocabulary: 27, config: { batch: 1e6 } }, /batch/],
    [{ vocabulary: 27, positions: [] }, /positions/],
    [{ vocabulary: 27, positions: [3, 0] }, /positions/],
    [{ vocabulary: 27, positions: [3, Number.NaN] }, /positions/],
    [{ vocabulary: 27, positions: [3, 2.5] }, /positions/],
    [{ vocabulary: 27, speed: 1 }, /"speed"/],
  ];
  for (const [model, message] of cases) {
    assert.throws(
      () => sizeOf(model),
      (error) => error instanceof Error && message.test(error.message),
      String(message),
    );
  }
  assert.equal(sizeOf({ vocabulary: 27 }).parameters, 4192);
});
