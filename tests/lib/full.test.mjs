// What happens where the engine has no more memory to give. A file of its own: a module keeps what it had once.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lanes, supported, withTrainer } from './support.mjs';

const isOutOfMemory = /^Error: Out of memory: this needs more than a WebAssembly module can have\.$/;

test('it is an error, and all goes on with what there is', async (t) => {
  const { Memory } = WebAssembly;
  const large = new Uint8Array(150e6).fill(97).map((_, i) => (i % 20 ? 97 : 10));
  const loops = await lanes.loadVariant('simd');
  for (const options of [...supported.map((variant) => ({ variant })), { engine: 'value' }, { precision: 'f64' }]) {
    await withTrainer(options, async (trainer) => {
      const full = t.mock.method(Memory.prototype, 'grow', () => {
        throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory');
      });
      await assert.rejects(lanes.createTrainer({ variant: 'simd', ...options, data: large }), isOutOfMemory);
      assert.throws(() => loops.prepare('triad', 'simd', 16_000_000), isOutOfMemory);
      assert.equal(trainer.train(2).losses.length, 2);
      assert.equal(trainer.sample({ count: 2 }).length, 2);
      await withTrainer(options, (other) => assert.equal(other.train(1).losses.length, 1));
      full.mock.restore();
    });
  }
});
