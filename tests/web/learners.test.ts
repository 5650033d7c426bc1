// Who trains without the core, behind the port: the losses and the samples of the Python reference.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { needs } from '../../web/lib/variant-list.ts';
import { contenders } from '../../web/src/contenders/contenders.ts';
import { abilitiesOf, learnerFrom, type Learner } from '../../web/src/contenders/port.ts';
import { JavaScriptTrainer } from '../../web/src/contenders/javascript/trainer.ts';
import type { Python } from '../../web/src/contenders/python/runtime.ts';
import { checkpointSizes } from '../../web/src/model/checkpoint.ts';
import type { TrainingSetup } from '../../web/src/model/setup.ts';
import { golden, type GoldenName } from './golden.ts';
import { startPython } from './start-python.ts';

let python: Python;
before(async () => {
  python = await startPython();
});

/** Those that end with their samples train the whole run. */
const learners: {
  name: string;
  make(setup: TrainingSetup): Learner;
  runs: [GoldenName, number | 'all'][];
}[] = [
  {
    name: 'JavaScript',
    make: (setup) => learnerFrom(new JavaScriptTrainer(setup)),
    runs: [
      ['names-seed42', 'all'],
      ['names-small', 12],
      ['names-narrow', 'all'],
      ['names-odd', 'all'],
      ['lines', 'all'],
      ['text', 'all'],
      ['single', 'all'],
      ['holdout', 'all'],
    ],
  },
  {
    name: 'CPython',
    make: (setup) => learnerFrom(python.trainer(setup)),
    runs: [
      ['names-seed42', 6],
      ['names-narrow', 'all'],
      ['text', 6],
      ['single', 'all'],
      ['holdout', 'all'],
    ],
  },
];

test('whoever trains without the core is compared with the reference', () => {
  const builds = [...Object.keys(needs), 'threads'];
  const others = contenders.filter(({ variant }) => !builds.includes(variant)).map(({ name }) => name);
  assert.deepEqual(learners.map(({ name }) => name).sort(), others.sort());
});

for (const { name, make, runs } of learners) {
  for (const [file, steps] of runs) {
    test(`${name}: ${file}, ${steps} steps`, async () => {
      const { file: expected, setup } = golden(file);
      const learner = make(setup);
      const { parameters, vocabulary, documents, step } = await learner.info();
      const { data } = expected.config;
      assert.deepEqual(
        [parameters, vocabulary, documents, step],
        [expected.summary.parameters, data.vocabulary, data.documents, 0],
      );

      const count = steps === 'all' ? setup.steps : steps;
      const first = await learner.train(3);
      const rest = await learner.train(count - 3);
      assert.ok(first.milliseconds > 0 && rest.milliseconds > 0);
      const losses = [...first.losses, ...rest.losses];
      assert.equal(losses.length, count);
      const largest = Math.max(...losses.map((loss, i) => Math.abs(loss - expected.losses[i]!)));
      assert.ok(largest <= 1e-12, `the largest difference is ${largest}`);
      assert.equal((await learner.info()).step, count);

      if (expected.summary.held_out_loss !== undefined && steps === 'all') {
        const difference = (await learner.heldOutLoss!({})) - expected.summary.held_out_loss;
        assert.ok(Math.abs(difference) <= 1e-12, `the held-out loss is off by ${difference}`);
      }

      if (steps === 'all') {
        const { temperature } = expected.config;
        const samples = await learner.sample!({ count: expected.samples.length, temperature });
        assert.deepEqual(samples, expected.samples);
      }
      learner.dispose();
    });
  }

  test(`${name}: a seed has a stream of its own, and a sample begins with its prompt`, async () => {
    const { setup } = golden('names-odd');
    const [learner, other] = [make(setup), make(setup)];
    const options = { count: 5, temperature: 2, seed: 7 };
    const names = await learner.sample!(options);
    assert.deepEqual(await learner.sample!(options), names);
    assert.ok(new Set(names).size > 1 && names.every((name) => name.length <= setup.config.blockSize));
    assert.deepEqual(
      await learner.sample!({ count: 3 }),
      await other.sample!({ count: 3 }),
      'its own stream stood still',
    );
    const begun = await learner.sample!({ ...options, prompt: 'mar' });
    assert.ok(begun.every((name) => name.startsWith('mar')));
    assert.ok(begun.some((name) => name.length > 3));
    await assert.rejects(learner.sample!({ prompt: 'm!' }), { message: 'The character "!" is not in the vocabulary.' });
    await assert.rejects(learner.sample!({ prompt: 'maria' }), {
      message: "The text has 5 characters; the model's block of 5 tokens has room for 4.",
    });
  });

  test(`${name}: a training that diverges says at which step, and keeps the losses before it`, async () => {
    const { setup } = golden('single');
    const wild = make({ ...setup, learningRate: 1e200 });
    await assert.rejects(wild.train(40), (error: Error & { losses: Float64Array; step: number }) => {
      assert.match(error.message, /no(t a| longer a) finite number.* at step \d+/);
      assert.ok(error.losses.length >= 1 && error.losses.every(Number.isFinite));
      assert.equal(error.step, error.losses.length + 1);
      return true;
    });
    const sound = await make(setup).train(5);
    const { losses } = golden('single').file;
    assert.ok(
      sound.losses.every((loss, i) => Math.abs(loss - losses[i]!) <= 1e-12),
      'another learner is not disturbed',
    );
  });
}

test('both languages draw the same samples after the same training', async () => {
  const { setup } = golden('single');
  const samples = learners.map(async ({ make }) => {
    const learner = make(setup);
    await learner.train(7);
    return learner.sample!({ count: 8, temperature: 1.3, seed: 11, prompt: 'ab' });
  });
  assert.deepEqual(await samples[0], await samples[1]);
});

test('what one learner saves, the other goes on from', async () => {
  const { setup, file } = golden('names-odd');
  const trained = learners.map(({ make }) => make(setup));
  for (const learner of trained) await learner.train(9);
  const saved = await Promise.all(trained.map((learner) => learner.save!()));
  assert.deepEqual(saved[0], saved[1]);
  const { layers, width, heads, block, corpus } = checkpointSizes(saved[0]!);
  assert.deepEqual([layers, width, heads, block, corpus], [3, 10, 1, 5, 'lines']);

  const anew = learners.map(({ make }) => make({ ...setup, seed: 7 }));
  const runs = [];
  for (const [i, learner] of [...trained, ...anew].entries()) {
    await learner.load!(saved[i % 2]!);
    assert.equal((await learner.info()).step, 0);
    runs.push([...(await learner.train(4)).losses]);
  }
  const [javascript, cpython, ...others] = runs;
  const far = (a: number[], b: number[]): number => Math.max(...a.map((loss, i) => Math.abs(loss - b[i]!)));
  assert.ok(far(javascript!, cpython!) <= 1e-12);
  assert.ok(far(others[0]!, others[1]!) <= 1e-12, 'of the other order of documents');
  assert.ok(javascript![0]! < file.losses[0]! && javascript![0] !== others[0]![0]);
});

test('weights of another model are refused in a sentence', async () => {
  const [one, other] = [golden('names-odd').setup, golden('lines').setup];
  for (const { make } of learners) {
    const bytes = await make(one).save!();
    await assert.rejects(make(other).load!(bytes), { message: 'The checkpoint was made for other characters.' });
    const wide = make({ ...one, config: { ...one.config, nEmbd: 12, nHead: 2 } });
    await assert.rejects(wide.load!(bytes), {
      message: /^The checkpoint was made for other sizes: its wte is not \d+ by 12/,
    });
    await assert.rejects(wide.load!(new Uint8Array(3)), { message: 'This is not a safetensors file.' });
  }
});

test('what a learner cannot do, it leaves out', () => {
  const bare = { train: () => ({ losses: new Float64Array(), milliseconds: 0 }), info: () => undefined!, dispose() {} };
  assert.deepEqual(abilitiesOf(learnerFrom(bare)), []);
  assert.deepEqual(abilitiesOf(learnerFrom({ ...bare, save: () => new Uint8Array() })), ['save']);
});
