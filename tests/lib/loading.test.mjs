// A module that does not load: what is wrong with which of its files, in a sentence, and nothing of how Emscripten or
// the engine put it.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { folder } from './support.mjs';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const files = ['lanes.js', 'lanes-simd.js', 'lanes-simd.wasm'];
const raw = /Aborted|ASSERTIONS|magic|CompileError|LinkError|RuntimeError|TypeError|ENOENT|ERR_|undefined|\[object/;

/** The sentence that a failed load must be: the module, and then `pattern`. */
function isSentence(message, pattern) {
  assert.match(message, /^The module lanes-simd could not be loaded from (http|file):.*\/: /);
  assert.match(message, pattern);
  assert.match(message, /\.$/);
  assert.doesNotMatch(message, raw);
}

test('in node', async () => {
  const place = await mkdtemp(join(tmpdir(), 'lanes-loading-'));
  try {
    for (const file of files) await copyFile(join(folder, file), join(place, file));
    await writeFile(join(place, 'package.json'), '{ "type": "module" }');
    const wasm = join(place, 'lanes-simd.wasm');
    const whole = await readFile(wasm);
    const { createTrainer } = await import(pathToFileURL(join(place, 'lanes.js')));
    const options = { variant: 'simd', data: 'anna' };
    const failure = () => createTrainer(options).catch((error) => error);
    const broken = [
      [
        () => rm(wasm),
        /: lanes-simd\.wasm cannot be read there\. All files of lib\/ belong beside lanes\.js; its README tells/,
      ],
      [() => writeFile(wasm, whole.subarray(0, whole.length / 2)), /: lanes-simd\.wasm is damaged or cut off\./],
      [() => writeFile(wasm, ''), /: lanes-simd\.wasm is damaged or cut off\./],
      [() => writeFile(wasm, '\n<!doctype html><title>Not found'), /: what is served as lanes-simd\.wasm is a page/],
    ];
    for (const [harm, pattern] of broken) {
      await harm();
      const error = await failure();
      isSentence(error.message, pattern);
      assert.ok(error.cause !== undefined); // for those who want to know more
    }
    await writeFile(wasm, whole);
    assert.equal((await createTrainer(options)).info().variant, 'simd'); // nothing of that was for ever

    await rm(join(place, 'lanes-simd.js'));
    const again = await import(`${pathToFileURL(join(place, 'lanes.js'))}?again`);
    isSentence((await again.createTrainer(options).catch((error) => error)).message, /lanes-simd\.js cannot be read/);
  } finally {
    await rm(place, { recursive: true });
  }
});

let server, origin, browser, answers;

before(async () => {
  const types = { js: 'text/javascript', wasm: 'application/wasm', html: 'text/html' };
  const use = `
    globalThis.use = async () => {
      const { createTrainer } = await import('/lanes.js');
      const trainer = await createTrainer({ variant: 'simd', data: 'anna' });
      return trainer.info().variant;
    };`;
  const own = {
    'page.html': `<!doctype html><title>x</title><script type="module" src="page.js"></script>`,
    'page.js': use,
    'worker.js': `${use} use().then(postMessage, (error) => postMessage(error.message));`,
  };
  server = createServer(async (request, response) => {
    const name = new URL(request.url, 'http://x').pathname.slice(1);
    const type = { 'Content-Type': types[name.split('.').at(-1)] ?? 'text/plain' };
    if (answers[name]) return answers[name](response, type);
    const body = own[name] ?? (files.includes(name) ? await readFile(join(folder, name)) : undefined);
    response.writeHead(body === undefined ? 404 : 200, { ...type, ...answers.headers }).end(body ?? 'not found');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-quic', '--no-first-run'],
  });
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** What a page, or a worker of one, says when the server answers so. */
async function said(where, instead) {
  answers = instead;
  const page = await browser.newPage();
  try {
    await page.goto(`${origin}/page.html`);
    await page.waitForFunction(() => 'use' in globalThis);
    return await page.evaluate((inWorker) => {
      if (!inWorker) return globalThis.use().catch((error) => error.message);
      return new Promise((done) => {
        new Worker('worker.js', { type: 'module' }).onmessage = ({ data }) => done(data);
      });
    }, where === 'a worker');
  } finally {
    await page.close();
  }
}

const notFound = (response, type) => response.writeHead(404, type).end('not found');
const page = (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><p>Welcome');
const half = (response, type) => response.writeHead(200, type).end(Buffer.from('\0asm\x01\0\0\0\x01'));
const hungUp = (response) => response.destroy();

for (const where of ['the page', 'a worker']) {
  test(`in ${where}`, async () => {
    assert.equal(await said(where, {}), 'simd');
    for (const name of ['lanes-simd.wasm', 'lanes-simd.js']) {
      isSentence(
        await said(where, { [name]: notFound }),
        new RegExp(`answered with status 404 when asked for ${name}\\.`),
      );
      isSentence(await said(where, { [name]: page }), new RegExp(`what is served as ${name} is a page in HTML\\.`));
      isSentence(await said(where, { [name]: hungUp }), new RegExp(`no connection, or the server of ${name} lets`));
    }
    isSentence(await said(where, { 'lanes-simd.wasm': half }), /lanes-simd\.wasm is damaged or cut off\./);
    isSentence(
      await said(where, { headers: { 'Content-Security-Policy': "script-src 'self'" } }),
      /the Content-Security-Policy here forbids WebAssembly; its script-src needs 'wasm-unsafe-eval'\.$/,
    );
  });
}

test('a download that takes minutes is waited for', async () => {
  const asked = new Promise((resolve) => {
    answers = { 'lanes-simd.wasm': (response, type) => resolve({ response, type }) };
  });
  const slow = await browser.newPage();
  try {
    await slow.clock.install();
    await slow.goto(`${origin}/page.html`);
    await slow.waitForFunction(() => 'use' in globalThis);
    const trained = slow.evaluate(() => globalThis.use().catch((error) => error.message));
    const { response, type } = await asked;
    const whole = await readFile(join(folder, 'lanes-simd.wasm'));
    response.writeHead(200, type).write(whole.subarray(0, 1000));
    await slow.clock.runFor(300_000);
    response.end(whole.subarray(1000));
    assert.equal(await trained, 'simd');
  } finally {
    await slow.close();
  }
});
