// Probing and loading: the list of variants is the core's own, each loads and is what it says it is.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { bundleLanes } from '../../web/package/bundle.mjs';
import { builds, variantNames as known } from '../../web/variants.mjs';
import { folder, lanes, supported, url, withTrainer } from './support.mjs';

/** Runs a program in a node of its own, without the flags of this one, and returns what it prints as JSON. */
async function inNode(program) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  return JSON.parse(stdout);
}

test('the module knows the variants of the core, and threads', async () => {
  assert.deepEqual(
    (await lanes.variants()).map(({ name }) => name),
    [...known, 'threads'],
  );
});

test('a variant is supported, or there is a sentence that says why not', async () => {
  for (const { name, supported, reason } of await lanes.variants()) {
    assert.equal(typeof supported, 'boolean', name);
    if (supported) assert.equal(reason, undefined, name);
    else assert.match(reason, /^[A-Z].*\.$/, name);
  }
});

test('this node runs every variant that was built', () => {
  assert.deepEqual(supported, [...known, 'threads']);
});

test('a bundle without the modules with threads says so of them', async () => {
  const { code } = await bundleLanes(known.map((name) => `lanes-${name}`));
  const bundle = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const found = await bundle.variants();
  assert.deepEqual(
    found.filter(({ supported }) => !supported).map(({ name }) => name),
    ['threads'],
  );
  assert.match(found.at(-1).reason, /^This copy of Lanes comes without threads/);
});

test('lanes.js has its types and every module beside it', async () => {
  await access(resolve(folder, 'lanes.d.ts'));
  for (const name of ['f64', ...builds, ...builds.map((build) => `experiments-${build}`)]) {
    await access(resolve(folder, `lanes-${name}.js`));
    await access(resolve(folder, `lanes-${name}.wasm`));
  }
});

for (const name of supported) {
  test(`${name} loads, once, and says that it is ${name}`, async () => {
    const [first, second] = await Promise.all([lanes.loadVariant(name), lanes.loadVariant(name)]);
    assert.equal(first, second);
    assert.equal(first.name, name);
    const kernels = name === 'threads' ? builds.at(-1).replace('threads-', '') : name;
    await withTrainer({ variant: name }, (trainer) => assert.equal(trainer.info().variant, kernels));
  });
}

test('an unknown or unsupported variant is refused by name', async () => {
  await assert.rejects(lanes.loadVariant('sse'), /no variant "sse".*scalar.*simd/);
  await assert.rejects(lanes.loadVariant(), /no variant "undefined"/);
  await assert.rejects(lanes.loadVariant('toString'), /no variant/);
});

test('importing and probing load no module', async () => {
  const fetched = await inNode(`
    const counted = { compiled: 0 };
    for (const name of ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']) {
      const original = WebAssembly[name];
      WebAssembly[name] = (...a) => { counted.compiled++; return original?.apply(WebAssembly, a); };
    }
    const { variants } = await import(${JSON.stringify(url)});
    await variants();
    console.log(JSON.stringify(counted));`);
  assert.deepEqual(fetched, { compiled: 0 });
});

test('an engine without relaxed SIMD is told apart', { skip: !process.versions.node.startsWith('20.') }, async () => {
  const answer = await inNode(`
    const { variants, createTrainer } = await import(${JSON.stringify(url)});
    const relaxed = (await variants()).find(({ name }) => name === 'relaxed');
    const error = await createTrainer({ variant: 'relaxed', data: 'anna' }).catch((e) => e.message);
    const trainer = await createTrainer({ variant: 'simd', data: 'anna' });
    console.log(JSON.stringify({ relaxed, error, losses: trainer.train(2).losses.length }));`);
  assert.equal(answer.relaxed.supported, false);
  assert.match(answer.relaxed.reason, /relaxed/);
  assert.ok(answer.error.includes(answer.relaxed.reason));
  assert.equal(answer.losses, 2);
});

test('an engine without WebAssembly, or with a broken one, gets an answer too', async () => {
  for (const breakage of ['delete globalThis.WebAssembly', 'WebAssembly.validate = () => { throw new Error("no") }']) {
    const answer = await inNode(`
      ${breakage};
      const { variants, createTrainer } = await import(${JSON.stringify(url)});
      const error = await createTrainer({ variant: 'simd', data: 'anna' }).catch((e) => e.message);
      console.log(JSON.stringify({ list: await variants(), error }));`);
    assert.deepEqual(
      answer.list.map(({ supported }) => supported),
      [...known, 'threads'].map(() => false),
    );
    assert.ok(answer.list.every(({ reason }) => reason.length > 10));
    assert.match(answer.error, /simd variant cannot run here/);
  }
});

test('a module that cannot be fetched is an error that says which, and can be tried again', async () => {
  const answer = await inNode(`
    import { copyFile, mkdtemp, rm } from 'node:fs/promises';
    import { tmpdir } from 'node:os';
    import { join } from 'node:path';
    import { pathToFileURL } from 'node:url';
    const folder = await mkdtemp(join(tmpdir(), 'lanes-'));
    try {
      const copy = (name) => copyFile(join(${JSON.stringify(folder)}, name), join(folder, name));
      await copy('lanes.js');
      await copy('lanes-simd.js');
      const { createTrainer } = await import(pathToFileURL(join(folder, 'lanes.js')));
      const options = { variant: 'simd', data: 'anna' };
      const error = await createTrainer(options).catch((e) => e.message);
      await copy('lanes-simd.wasm');
      console.log(JSON.stringify({ error, variant: (await createTrainer(options)).info().variant }));
    } finally {
      await rm(folder, { recursive: true });
    }`);
  assert.match(answer.error, /lanes-simd could not be loaded from file:.*: lanes-simd\.wasm cannot be read/);
  assert.equal(answer.variant, 'simd');
});
