// The JavaScript module, whatever it is given: checkpoints, data, options and prompts are refused in a sentence, or
// they work; and no trainer is the worse for what it refused.
import assert from 'node:assert/strict';
import { fewNames, lanes, withTrainer } from '../lib/support.mjs';
import { requireSentence, testGenerated } from './generated.mjs';

/** What `action` returns, or undefined where it was refused in a sentence. */
async function tried(action) {
  try {
    return await action();
  } catch (error) {
    requireSentence(error);
    return undefined;
  }
}

/** A loss that is no longer a number is said, with its step. */
function train(trainer, steps) {
  try {
    for (const loss of trainer.train(steps).losses) assert.ok(Number.isFinite(loss), `${loss}`);
  } catch (error) {
    requireSentence(error);
    assert.ok(error.losses instanceof Float64Array && error.step > 0, error);
  }
}

const small = { nEmbd: 8, nHead: 2, blockSize: 4 };
const engines = [{ engine: 'tensor' }, { engine: 'tensor', precision: 'f64' }, { engine: 'value' }];

testGenerated('a checkpoint is loaded or refused, and the trainer goes on', 1500, async (generator) => {
  await withTrainer({ ...generator.pick(engines), config: small }, async (trainer) => {
    const saved = trainer.save();
    // Mostly the header, where a change means something.
    const header = 8 + Number(new DataView(saved.buffer, saved.byteOffset).getBigUint64(0, true));
    const changed = generator.mutated(saved.subarray(0, header));
    const damaged = Uint8Array.from([...changed, ...saved.subarray(header)]);
    // Mostly with the length of the header that it has.
    const length = generator.pick([changed.length - 8, changed.length - 8, header - 8, generator.integer(0, 999)]);
    if (damaged.length >= 8) new DataView(damaged.buffer).setBigUint64(0, BigInt(Math.max(length, 0)), true);
    await tried(() => trainer.load(generator.pick([damaged, generator.mutated(saved)])));
    train(trainer, 2);
    trainer.load(saved);
    assert.deepEqual(trainer.save(), saved);
  });
});

testGenerated('data is trained on or refused', 1500, async (generator) => {
  const data = generator.pick([
    generator.text(60),
    generator.bytes(60),
    generator.mutated(new TextEncoder().encode(generator.text(60))),
  ]);
  const options = { ...generator.pick(engines), variant: 'simd', data, corpus: generator.pick(['lines', 'text']) };
  const trainer = await tried(() => lanes.createTrainer({ ...options, config: small }));
  if (trainer === undefined) return;
  train(trainer, 3);
  for (const sample of trainer.sample({ count: 3 })) assert.ok([...sample].length <= small.blockSize, sample);
  trainer.dispose();
});

/** A number of which there is no need to wait for the end. */
const isMany = (number) => typeof number === 'number' && number > 100;

/** A value for an option: often a good one. */
function value(generator, good) {
  if (generator.integer(0, 2) > 0) return good;
  const odd = [
    undefined,
    null,
    true,
    '',
    '4',
    {},
    [],
    [4],
    5n,
    Symbol('four'),
    () => 4,
    new Date(0),
    new Uint8Array(3),
  ];
  return generator.pick([generator.number(), generator.text(4), generator.pick(odd)]);
}

/** An object with some of these entries, their values often good, and seldom one that nobody knows. */
function options(generator, good) {
  const entries = Object.entries(good).filter(() => generator.integer(0, 1) === 0);
  if (generator.integer(0, 9) === 0) entries.push([generator.text(5), 1]);
  return Object.fromEntries(entries.map(([name, one]) => [name, value(generator, one)]));
}

testGenerated('options are understood or refused', 1500, async (generator) => {
  const sizes = { nLayer: 2, nEmbd: 8, nHead: 2, blockSize: 4, batch: 3 };
  const run = { corpus: 'text', seed: 7, steps: 10, learningRate: 0.1, threads: 1 };
  const others = options(generator, { engine: 'tensor', precision: 'f32', ...run });
  const given = { variant: 'simd', data: fewNames, ...others };
  const config = value(generator, options(generator, sizes));
  // A model that is large and valid takes its time, and proves nothing.
  if (Object.values(config ?? {}).some(isMany)) return;
  const trainer = await tried(() => lanes.createTrainer({ ...given, config }));
  if (trainer === undefined) return;
  train(trainer, 2);
  trainer.dispose();
});

testGenerated('requests are answered or refused', 1500, async (generator) => {
  await withTrainer({ ...generator.pick(engines), config: small }, async (trainer) => {
    const prompt = generator.pick(['em', 'oliv', generator.text(4), '\ud83d', '\ufeff']);
    const request = options(generator, { count: 2, temperature: 1, prompt, seed: 3 });
    if (!isMany(request.count)) await tried(() => trainer.sample(request));
    await tried(() => trainer.inspect(value(generator, prompt)));
    const steps = value(generator, 2);
    if (!isMany(steps)) await tried(() => trainer.train(steps));
    train(trainer, 1);
  });
});
