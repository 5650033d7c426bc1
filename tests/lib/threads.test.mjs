// The threads variant: as many threads as asked for, the same losses, what cannot be had is refused, and why an
// environment has none.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

import { fewNames, lanes, largestDifference, url, withTrainer } from './support.mjs';

const cores = Math.min(cpus().length, 16);

/** Runs a program in a node of its own and returns what it prints. (As a module it could not have workers.) */
async function inNode(program) {
  const asynchronous = `(async () => { ${program} })();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', asynchronous], { timeout: 60_000 });
  return stdout;
}

/** A model with enough work to share. */
const shared = {
  variant: 'threads',
  corpus: 'text',
  data: fewNames.repeat(40),
  learningRate: 0.003,
  config: { nEmbd: 64, nHead: 4, blockSize: 32, batch: 8 },
};

test('by default there are as many threads as cores, up to four', async () => {
  await withTrainer({ variant: 'threads' }, (trainer) => assert.equal(trainer.info().threads, Math.min(4, cores)));
  await withTrainer({ variant: 'simd' }, (trainer) => assert.equal(trainer.info().threads, 1));
});

test('the losses repeat exactly, and are those of one thread but for rounding', async () => {
  const losses = (threads) =>
    withTrainer({ ...shared, threads }, (trainer) => {
      assert.equal(trainer.info().threads, threads);
      return trainer.train(20).losses;
    });
  const alone = await losses(1);
  for (let threads = 1; threads <= Math.min(cores, 4); ++threads) {
    const first = await losses(threads);
    assert.deepEqual(await losses(threads), first);
    assert.ok(largestDifference(first, alone) <= 1e-5, `${threads} threads`);
  }
});

test('trainers with different numbers of threads take turns', async () => {
  const alone = await lanes.createTrainer({ ...shared, threads: 1 });
  const together = await lanes.createTrainer({ ...shared, threads: cores });
  const expected = await withTrainer({ ...shared, threads: 1 }, (trainer) => trainer.train(6).losses);
  const turns = [];
  for (let turn = 0; turn < 6; ++turn) {
    turns.push(alone.train(1).losses[0]);
    assert.ok(Math.abs(together.train(1).losses[0] - expected[turn]) <= 1e-5);
  }
  assert.deepEqual(turns, [...expected]);
  alone.dispose();
  together.dispose();
});

test('more threads than there are cores, or any in another variant, are refused', async () => {
  await assert.rejects(lanes.createTrainer({ ...shared, threads: cores + 1 }), /Option threads must be/);
  await assert.rejects(lanes.createTrainer({ ...shared, threads: 0 }), /Option threads must be a whole number/);
  await assert.rejects(
    lanes.createTrainer({ ...shared, variant: 'simd', threads: 2 }),
    /Option threads must be at most 1: only the variant threads, in f32, shares its work\./,
  );
  const module = await lanes.loadVariant('threads');
  const product = { m: 64, n: 64, k: 64, layout: 'nn', repetitions: 1 };
  assert.throws(() => module.gemm({ ...product, threads: cores + 1 }), /Option threads must be/);
});

test('a product has the same checksum on any number of threads', async () => {
  const module = await lanes.loadVariant('threads');
  for (const layout of ['nn', 'nt', 'tn']) {
    const product = { m: 131, n: 67, k: 97, layout, repetitions: 3 };
    const { checksum } = (await lanes.loadVariant('scalar')).gemm(product);
    for (let threads = 1; threads <= cores; ++threads) {
      assert.equal(module.gemm({ ...product, threads }).checksum, checksum, `${layout}, ${threads} threads`);
    }
  }
});

test('memory that does not suffice is an error, and the module goes on', async () => {
  const enormous = { ...shared, config: { nLayer: 7, nEmbd: 1024, nHead: 4, blockSize: 32 } };
  await assert.rejects(lanes.createTrainer(enormous), /Out of memory/);
  await withTrainer(shared, (trainer) => assert.equal(trainer.train(2).losses.length, 2));
});

test('threads work from within a worker, and end with it', async () => {
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    (async () => {
      const { createTrainer } = await import(workerData.url);
      const trainer = await createTrainer(workerData.options);
      parentPort.postMessage(trainer.train(5).losses);
    })();`;
  const worker = new Worker(program, { eval: true, workerData: { url, options: shared } });
  const losses = await new Promise((done, failed) => worker.once('message', done).once('error', failed));
  await withTrainer(shared, (trainer) => assert.deepEqual(trainer.train(5).losses, losses));
  await worker.terminate();
});

test('a program that used threads ends by itself', async () => {
  const program = `
    const { createTrainer } = await import(${JSON.stringify(url)});
    const trainer = await createTrainer(${JSON.stringify(shared)});
    console.log(trainer.train(2).losses.length);`;
  assert.equal(await inNode(program), '2\n');
});

test('the kernels are relaxed where the engine has them, and simd elsewhere', {
  skip: !process.versions.node.startsWith('20.'),
}, async () => {
  await withTrainer({ variant: 'threads' }, (trainer) => assert.equal(trainer.info().variant, 'relaxed'));
  const program = `
    const { createTrainer } = await import(${JSON.stringify(url)});
    console.log((await createTrainer({ variant: 'threads', data: 'anna' })).info().variant);`;
  assert.equal(await inNode(program), 'simd\n');
});

test('where threads cannot run there is a reason', async () => {
  const reasons = {
    'globalThis.crossOriginIsolated = false': /needs a cross-origin isolated page: .*Cross-Origin-Opener-Policy/,
    'delete globalThis.SharedArrayBuffer': /lacks WebAssembly threads/,
    'globalThis.location = new URL("https://elsewhere.example/")': /same origin/,
  };
  for (const [setting, reason] of Object.entries(reasons)) {
    const program = `
      ${setting};
      const { createTrainer, variants } = await import(${JSON.stringify(url)});
      const threads = (await variants()).find(({ name }) => name === 'threads');
      const error = await createTrainer({ variant: 'threads', data: 'anna' }).catch((e) => e.message);
      console.log(JSON.stringify({ ...threads, error }));`;
    const answer = JSON.parse(await inNode(program));
    assert.equal(answer.supported, false);
    assert.match(answer.reason, reason);
    assert.match(answer.error, /threads variant cannot run here/);
  }
});
