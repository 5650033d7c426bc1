// Where the module works: in a worker as in the main thread, in several at once, and its types by themselves.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';

import { fewNames, folder, lanes, root, supported, url, withTrainer } from './support.mjs';

/** Trains in a worker and returns what it posts. */
function inWorker(options, n) {
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    (async () => {
      const { createTrainer } = await import(workerData.url);
      const trainer = await createTrainer(workerData.options);
      parentPort.postMessage({ ...trainer.train(workerData.n), info: trainer.info() });
      trainer.dispose();
    })();`;
  return new Promise((done, failed) => {
    const worker = new Worker(program, { eval: true, workerData: { url, options, n } });
    worker.once('message', done);
    worker.once('error', failed);
  });
}

test('workers train like the main thread, side by side', async () => {
  const results = await Promise.all(supported.map((variant) => inWorker({ variant, data: fewNames }, 100)));
  for (const [i, variant] of supported.entries()) {
    const [here, info] = await withTrainer({ variant }, (trainer) => [trainer.train(100).losses, trainer.info()]);
    assert.equal(results[i].info.variant, info.variant);
    assert.deepEqual(results[i].losses, here);
  }
});

test('bytes of another realm are taken', async () => {
  const bytes = runInNewContext('Uint8Array.from([97, 110, 110, 97, 10, 98, 111, 98])');
  assert.ok(!(bytes instanceof Uint8Array));
  await withTrainer({ data: bytes }, (trainer) => {
    assert.equal(trainer.info().documents, 2);
    const saved = trainer.save();
    trainer.train(1);
    trainer.load(runInNewContext('Uint8Array').from(saved));
    assert.deepEqual(trainer.save(), saved);
  });
  await assert.rejects(
    withTrainer({ config: runInNewContext('[]') }, () => {}),
    /must be an object, not an array/,
  );
  const block = (await lanes.loadVariant('simd')).block('u8', runInNewContext('[1, 2]'));
  assert.deepEqual([...block.bytes()], [1, 2]);
  block.dispose();
});

test('a program whose Uint8Array is of another realm, as in the jsdom of a test runner, trains', async (context) => {
  const expected = await withTrainer({}, (trainer) => trainer.train(3).losses);
  const own = globalThis.Uint8Array;
  context.after(() => (globalThis.Uint8Array = own));
  globalThis.Uint8Array = runInNewContext('Uint8Array');
  for (const data of [fewNames, own.from(Buffer.from(fewNames)), Uint8Array.from(Buffer.from(fewNames))]) {
    await withTrainer({ data }, (trainer) => {
      assert.deepEqual(trainer.train(3).losses, expected);
      trainer.load(trainer.save());
      assert.equal(trainer.sample({ count: 2 }).length, 2);
    });
  }
  // A module that is loaded only now is all of the other realm.
  await withTrainer({ variant: 'scalar' }, (trainer) => trainer.load(trainer.save()));
});

test('lanes.d.ts serves a strict TypeScript program by itself', async () => {
  const place = await mkdtemp(join(tmpdir(), 'lanes-types-'));
  try {
    const declarations = resolve(folder, 'lanes.js');
    const write = (name, text) => writeFile(join(place, name), text);
    await write(
      'good.ts',
      `
      import { createTrainer, loadVariant, variants, type Trainer, type DivergenceError } from '${declarations}';
      // What comes out is memory of its own, as files, messages and digests want it, and never shared.
      export async function passOn(trainer: Trainer): Promise<Blob> {
        const { losses } = trainer.train(1);
        new MessageChannel().port1.postMessage(losses, [losses.buffer]);
        await crypto.subtle.digest('SHA-256', trainer.save());
        const block = (await loadVariant('simd')).block('u8', [1]);
        return new Blob([trainer.save(), losses, block.bytes()]);
      }
      export const kept = (error: DivergenceError): Blob => new Blob([error.losses]);
      export async function run(): Promise<number> {
        const here = (await variants()).filter((variant) => variant.supported).map(({ name }) => name);
        const options = { variant: here[0] ?? 'scalar', data: 'anna', config: { nEmbd: 32 } };
        const trainer: Trainer = await createTrainer(options);
        try {
          const losses: Float64Array = trainer.train(10).losses;
          trainer.load(trainer.save());
          return losses.length + trainer.sample({ seed: 1 }).length + trainer.info().step;
        } catch (error) {
          return (error as DivergenceError).step;
        } finally {
          trainer.dispose();
          (await loadVariant('simd')).gemm({ m: 1, n: 1, k: 1, layout: 'nn', repetitions: 1 });
        }
      }`,
    );
    await write(
      'bad.ts',
      `
      import { createTrainer } from '${declarations}';
      void createTrainer({ variant: 'sse', data: 'anna' });
      void createTrainer({ variant: 'simd', data: 'anna', stepz: 1 });
      void createTrainer({ variant: 'simd' });`,
    );
    const check = (name) =>
      promisify(execFile)(resolve(root, 'web/node_modules/.bin/tsc'), [
        '--noEmit',
        '--strict',
        '--target',
        'es2022',
        '--module',
        'esnext',
        '--moduleResolution',
        'bundler',
        '--types',
        '',
        join(place, name),
      ]);
    await check('good.ts');
    await assert.rejects(check('bad.ts'), ({ stdout }) => stdout.match(/error TS/g).length === 3);
  } finally {
    await rm(place, { recursive: true });
  }
});
