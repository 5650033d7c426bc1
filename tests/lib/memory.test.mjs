// Memory: nothing is left behind by trainers, errors or results, and large files fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';

// Watches the modules' memories: they are not exported, so the instantiation itself is looked at.
const memories = [];
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = async (...input) => {
  const result = await instantiate(...input);
  const { exports } = result.instance ?? result;
  memories.push(...Object.values(exports).filter((value) => value instanceof WebAssembly.Memory));
  return result;
};

const { lanes, names, withTrainer } = await import('./support.mjs');
const bytesInUse = () => memories.reduce((total, memory) => total + memory.buffer.byteLength, 0);

test('the memories are seen', async () => {
  await lanes.loadVariant('simd');
  assert.ok(bytesInUse() > 0);
});

/** Runs `cycle` often; after the first tenth the memory must not grow any more. */
async function staysLevel(times, cycle) {
  for (let i = 0; i < times / 10; i++) await cycle(i);
  const level = bytesInUse();
  for (let i = 0; i < times; i++) await cycle(i);
  assert.equal(bytesInUse(), level);
}

test('trainers that come and go leave nothing', async () => {
  for (const engine of ['tensor', 'value']) {
    await staysLevel(200, (i) =>
      withTrainer({ data: names, engine, config: { nEmbd: 32 }, seed: i }, (trainer) => {
        trainer.train(2);
        trainer.sample({ count: 2 });
        trainer.inspect('an');
        trainer.load(trainer.save());
      }),
    );
  }
});

test('one trainer in long use leaves nothing', async () => {
  await withTrainer({ data: names, steps: 100_000 }, (trainer) =>
    staysLevel(3000, (i) => {
      trainer.train(5);
      trainer.sample({ count: 3, seed: i });
      trainer.info();
      if (i % 20 === 0) {
        trainer.inspect('mar');
        trainer.load(trainer.save());
      }
    }),
  );
});

test('errors leave nothing, not even on the stack', async () => {
  await withTrainer({}, (trainer) =>
    staysLevel(100_000, () => {
      try {
        trainer.train(-1);
        assert.fail('must throw');
      } catch (error) {
        if (!/number of steps/.test(error.message)) throw error;
      }
    }),
  );
  await staysLevel(2000, async (i) => {
    const options = [{ data: new Uint8Array([97, 255]) }, { config: { nHead: 7 } }, { stepz: 1 }, { data: ' ' }];
    await assert.rejects(lanes.createTrainer({ variant: 'simd', data: names.subarray(0, 5000), ...options[i % 4] }));
  });
  await staysLevel(200, () =>
    withTrainer({ learningRate: 1e30 }, (trainer) => {
      assert.throws(() => trainer.train(1000), /step/);
      assert.throws(() => trainer.load(new Uint8Array(100)));
    }),
  );
});

test('a file of 50 MB is read, twice', async () => {
  const copies = Math.ceil(50e6 / names.length);
  const data = new Uint8Array(copies * names.length);
  for (let i = 0; i < copies; i++) data.set(names, i * names.length);
  assert.ok(data.length >= 50e6);
  let level;
  for (const corpus of ['lines', 'lines', 'text']) {
    await withTrainer({ data, corpus }, (trainer) => {
      assert.ok(trainer.info().documents > 1e6);
      assert.ok(trainer.train(50).losses.every((loss) => loss > 1 && loss < 10));
      assert.equal(trainer.sample({ count: 3 }).length, 3);
    });
    if (corpus === 'lines') level ??= bytesInUse();
  }
  assert.ok(bytesInUse() <= 1.2 * level, 'the second reading used the memory of the first');
  assert.ok(level < 1e9, `${level} bytes`);
});

test('many losses and samples at once', async () => {
  await withTrainer({ data: 'ab\nba', config: { nEmbd: 4, nHead: 1, blockSize: 2 }, steps: 200_000 }, (trainer) => {
    const { losses } = trainer.train(200_000);
    assert.equal(losses.length, 200_000);
    assert.ok(losses.every(Number.isFinite));
    assert.equal(trainer.sample({ count: 20_000 }).length, 20_000);
  });
});
