// Long sums are made of short ones, so the number of documents a step does not make the variants part ways.
// A file of its own: the memory of a module with threads has a fixed size, of which this needs most in one piece.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { largestDifference, names, supported, withTrainer } from './support.mjs';

for (const [batch, bound, variants] of [
  [10_160, 2e-6, supported],
  [65_536, 5e-6, supported.filter((variant) => variant !== 'threads')], // which has no room for so many
]) {
  const losses = (options) =>
    withTrainer({ data: names, config: { batch }, ...options }, (trainer) => trainer.train(2).losses);
  let exact;
  for (const variant of variants) {
    test(`a step on ${batch} documents, ${variant}`, async () => {
      exact ??= await losses({ variant: 'scalar', precision: 'f64' });
      const difference = largestDifference(await losses({ variant }), exact);
      assert.ok(difference <= bound, `the losses differ by up to ${difference}`);
    });
  }
}
