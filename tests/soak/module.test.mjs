// A thousand trainers that come and go, in node.
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { assertFlat, shareOf, slowdown, test } from './soak.mjs';

/** A worker with a module of its own, which makes trainers and disposes of them. */
function trainers(t, engine) {
  const worker = new Worker(new URL('./module-worker.mjs', import.meta.url), { workerData: { engine } });
  t.after(() => worker.terminate());
  /** Resolves to {milliseconds, bytes}: how long so many took, and how large the module's memory is. */
  return (count) =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.postMessage(count);
    });
}

for (const engine of ['tensor', 'value']) {
  test(`${engine}: 1,000 trainers, or a share of them`, async (t) => {
    const old = trainers(t, engine);
    const early = await old(20);
    await old(shareOf(1000, 100));
    const fresh = trainers(t, engine);
    await fresh(20);
    const milliseconds = (create) => async () => (await create(5)).milliseconds;
    assertFlat(t, 'time for a trainer', await slowdown(milliseconds(old), milliseconds(fresh), 41));
    const late = await old(1);
    assert.ok(early.bytes > 0);
    assertFlat(t, 'memory', late.bytes / early.bytes);
  });
}
