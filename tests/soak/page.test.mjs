// Long runs in the page: many steps of one trainer, a long race, and a race that is begun again and again.
import assert from 'node:assert/strict';
import {
  lanes,
  openPage,
  savedResults,
  sharedBrowser,
  trainToEnd,
  waitForStatus,
  waitForText,
} from '../e2e/browser.mjs';
import { assertFlat, shareOf, slowdown, test } from './soak.mjs';

const session = sharedBrowser();

/** Runs in the page before its scripts: keeps the memories of the modules, which they do not export. */
function watchMemories() {
  globalThis.memories = [];
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...input) => {
      const result = await original(...input);
      const { exports } = result.instance ?? result;
      globalThis.memories.push(...Object.values(exports).filter((value) => value instanceof WebAssembly.Memory));
      return result;
    };
  }
}

/** Runs in the page: makes trainers by name, each on 250 names, so that 250 steps are the same work at any time. */
async function prepareTrainers(steps) {
  const { createTrainer } = await import(new URL('lib/lanes.js', document.baseURI));
  const names = await (await fetch('data/names.txt')).text();
  const data = names.split('\n').slice(0, 250).join('\n');
  const trainers = {};
  globalThis.soak = {
    create: async (name) => {
      trainers[name] = await createTrainer({ variant: 'simd', data, steps });
    },
    train: (name, times) => {
      for (let i = 0; i < times; i++) trainers[name].train(250);
    },
    bytes: () => globalThis.memories.reduce((total, memory) => total + memory.buffer.byteLength, 0),
  };
}

/** A function that tells how much of the processor's time the page's thread has had, to which others add nothing. */
async function processorTime(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ThreadTime').value;
  };
}

test('200,000 steps of a trainer, or a share of them', async (t) => {
  const { page, context, check } = await openPage(session, { prepare: (it) => it.addInitScript(watchMemories) });
  const steps = shareOf(200_000, 5000);
  await page.evaluate(prepareTrainers, steps);
  const train = (name, times) => page.evaluate(([who, n]) => globalThis.soak.train(who, n), [name, times]);
  const create = (name) => page.evaluate((who) => globalThis.soak.create(who), name);
  const bytes = () => page.evaluate(() => globalThis.soak.bytes());
  await create('old');
  await train('old', 8);
  const early = await bytes();
  for (let done = 0; done < steps; done += 2500) await train('old', 10);
  assertFlat(t, 'memory', (await bytes()) / early);
  await create('fresh');
  await train('fresh', 8);
  const processor = await processorTime(page);
  const timed = (name) => async () => {
    const start = await processor();
    await train(name, 4);
    return (await processor()) - start;
  };
  const slower = await slowdown(timed('old'), timed('fresh'), 41);
  assertFlat(t, 'time per step', slower);
  check();
  await context.close();
});

/**
 * What the page's own scripts keep alive, in bytes: neither machine code, which engines make as they see fit, nor the
 * browser's records of how the page performed.
 */
async function scriptMemory(page) {
  const devtools = await page.context().newCDPSession(page);
  const chunks = [];
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.takeHeapSnapshot');
  await devtools.detach();
  const { snapshot, nodes } = JSON.parse(chunks.join(''));
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const notOurs = ['code', 'native', 'hidden', 'synthetic'].map((name) => types[fields.indexOf('type')].indexOf(name));
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    if (!notOurs.includes(nodes[at + fields.indexOf('type')])) bytes += nodes[at + fields.indexOf('self_size')];
  }
  return bytes;
}

/** How much the page holds: bytes of its scripts, elements, workers. */
async function sizeOf(page) {
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  return { bytes: await scriptMemory(page), elements, workers: page.workers().length };
}

function assertSameSize(t, late, early) {
  assertFlat(t, `memory of the scripts (${early.bytes} bytes)`, late.bytes / early.bytes);
  assertFlat(t, 'elements of the document', late.elements / early.elements);
  assert.equal(late.workers, early.workers, 'workers');
}

test('a race of 200,000 steps, or a share of them', async (t) => {
  const steps = shareOf(200_000, 5000);
  const { page, context, check } = await openPage(session, { query: `?steps=${steps}&pace=full` });
  await page.click('#train');
  const lanesPast = (step) =>
    [...document.querySelectorAll('.lane:not([data-phase=off])')].every((lane) => Number(lane.dataset.step) >= step);
  const memoryAt = async (step) => {
    await page.waitForFunction(lanesPast, step, { timeout: 0 });
    return sizeOf(page);
  };
  const early = await memoryAt(0.1 * steps);
  const late = await memoryAt(0.9 * steps);
  await waitForText(page, '#status', 'Finished', 0);
  for (const { phase, step } of await lanes(page)) assert.deepEqual([phase, step], ['finished', steps]);
  // The race keeps its times, each in an object of two numbers (32 bytes), in arrays that have room to grow.
  const { results } = await savedResults(page);
  const times = results.reduce((sum, { step_ms }) => sum + step_ms.length, 0);
  t.diagnostic(`${late.bytes - early.bytes} bytes more, for ${times} times`);
  assertSameSize(t, { ...late, bytes: late.bytes - 40 * times }, early);
  check();
  await context.close();
});

test('30 resets, or a share of them', async (t) => {
  const { page, context, check } = await openPage(session, { query: '?steps=50' });
  const race = async () => {
    await trainToEnd(page);
    await page.click('#reset');
    await waitForStatus(page, 'Ready');
  };
  for (let i = 0; i < 3; i++) await race();
  const early = await sizeOf(page);
  for (let i = 0; i < shareOf(30, 3); i++) await race();
  const late = await sizeOf(page);
  assertSameSize(t, late, early);
  check();
  await context.close();
});
