// The module in a browser under a strict Content-Security-Policy: in a page and in a worker of that page, which is of
// another origin than the module, or of the same one and isolated, so that threads work.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, normalize } from 'node:path';
import { after, before, test } from 'node:test';

import { fewNames, folder, lanes, withTrainer } from './support.mjs';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');

const types = { js: 'text/javascript', wasm: 'application/wasm', html: 'text/html' };

/** Serves on a port of its own; `answer` turns a path into a body and its headers. */
async function serve(answer) {
  const server = createServer(async (request, response) => {
    try {
      const path = new URL(request.url, 'http://x').pathname;
      const { body, headers } = await answer(path);
      response.writeHead(200, { 'Content-Type': types[path.split('.').at(-1)], ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

let library, another, isolated, browser;

before(async () => {
  library = await serve(async (path) => ({
    body: await readFile(join(folder, normalize(path))),
    headers: { 'Access-Control-Allow-Origin': '*' },
  }));
  const use = (from) => `
    import { createTrainer, loadVariant, variants } from '${from}/lanes.js';
    export async function use() {
      const list = await variants();
      const runs = {};
      for (const { name, supported } of list) {
        if (!supported) continue;
        const trainer = await createTrainer({ variant: name, data: ${JSON.stringify(fewNames)} });
        const { checksum } = (await loadVariant(name)).gemm({ m: 8, n: 8, k: 8, layout: 'nt', repetitions: 2 });
        const error = await createTrainer({ variant: name, data: '' }).catch((error) => error.message);
        const losses = [...trainer.train(50).losses];
        runs[name] = { losses, info: trainer.info(), samples: trainer.sample({ count: 3 }), checksum, error };
        trainer.dispose();
      }
      return { list, runs };
    }`;
  const files = {
    '/': '<!doctype html><title>A site</title><script type="module" src="page.js"></script>',
    '/page.js': 'import { use } from "./use.js"; globalThis.use = use;',
    '/worker.js': 'import { use } from "./use.js"; use().then(postMessage);',
  };
  const file = (path) => {
    if (!(path in files)) throw new Error('not found');
    return files[path];
  };
  const type = (path) => path === '/' && { 'Content-Type': types.html };
  const policy = (origin) =>
    [
      `default-src 'none'`,
      `script-src 'self' ${origin} 'wasm-unsafe-eval'`,
      `worker-src 'self' ${origin}`, // in a module worker, Chromium holds static imports to this
      `connect-src ${origin}`,
    ].join('; ');
  another = await serve(async (path) => ({
    body: path === '/use.js' ? use(library.origin) : file(path),
    headers: { 'Content-Security-Policy': policy(library.origin), ...type(path) },
  }));
  isolated = await serve(async (path) => ({
    body:
      path === '/use.js'
        ? use('/lib')
        : path.startsWith('/lib/')
          ? await readFile(join(folder, normalize(path.slice(4))))
          : file(path),
    headers: {
      'Content-Security-Policy': policy("'self'"),
      ...type(path),
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  }));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-quic', '--no-first-run'],
  });
});

after(async () => {
  await browser?.close();
  await another?.close();
  await isolated?.close();
  await library?.close();
});

for (const [where, whose] of [
  ['the page', 'another origin'],
  ['a worker', 'another origin'],
  ['the page', 'the same origin, isolated,'],
  ['a worker', 'the same origin, isolated,'],
]) {
  test(`${where} of ${whose} trains as node does`, async () => {
    const threads = whose !== 'another origin';
    const page = await browser.newPage();
    const problems = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(`${(threads ? isolated : another).origin}/`);
    await page.waitForFunction(() => 'use' in globalThis);
    const { list, runs } = await page.evaluate((inWorker) => {
      if (!inWorker) return globalThis.use();
      return new Promise((done, failed) => {
        const worker = new Worker('worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = (event) => failed(new Error(event.message));
      });
    }, where === 'a worker');

    assert.deepEqual(
      list.map(({ name }) => name),
      (await lanes.variants()).map(({ name }) => name),
    );
    assert.ok(Object.keys(runs).includes('scalar') && Object.keys(runs).includes('simd'));
    const { supported, reason } = list.find(({ name }) => name === 'threads');
    assert.equal(supported, threads);
    if (!threads) assert.match(reason, /needs a cross-origin isolated page/);
    for (const [variant, run] of Object.entries(runs)) {
      await withTrainer({ variant }, (trainer) => {
        assert.deepEqual(run.info, { ...trainer.info(), step: 50 });
        assert.deepEqual(run.losses, [...trainer.train(50).losses], variant);
        assert.deepEqual(run.samples, trainer.sample({ count: 3 }), variant);
      });
      assert.equal(run.checksum, runs.scalar.checksum, variant);
      assert.match(run.error, /empty/);
    }
    assert.deepEqual(problems, []);
    await page.close();
  });
}
