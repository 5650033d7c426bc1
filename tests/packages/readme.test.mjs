// The snippet of the README runs as it is printed: in node, in a page without a bundler, and for strict TypeScript.
import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { importMap, isAsPrinted, isTyped, snippet, workerSnippet } from './readme.mjs';
import { closeBrowser, library, inBrowser, project, run } from './support.mjs';

after(closeBrowser);

test('in node', async () => {
  const folder = await project('readme');
  await writeFile(join(folder, 'snippet.js'), snippet);
  const [, loss, samples] = (await run(folder, process.execPath, ['snippet.js'])).match(/^([\d.]+) .*?(\[.*\])/s);
  isAsPrinted(Number(loss), JSON.parse(samples.replaceAll("'", '"')));
});

test('in a worker, with what a worker has: messages', async () => {
  const folder = await project('readme-worker');
  await writeFile(join(folder, 'worker.js'), workerSnippet);
  const options = { variant: 'simd', data: 'emma\nolivia\nava\n', steps: 200 };
  await writeFile(
    join(folder, 'page.js'),
    `let listener;
    globalThis.addEventListener = (_, given) => (listener = given);
    globalThis.postMessage = (message) => console.log(JSON.stringify(message.losses?.length ?? message));
    await import('./worker.js');
    await listener({ data: ${JSON.stringify(options)} });
    await listener({ data: { variant: 'simd', data: 'emma', steps: 'many' } });`,
  );
  const messages = (await run(folder, process.execPath, ['page.js']))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const chunks = messages.filter((message) => typeof message === 'number');
  assert.equal(
    chunks.reduce((sum, steps) => sum + steps),
    options.steps,
  );
  assert.equal(messages.at(-2).samples.length, 10);
  assert.match(messages.at(-1).error, /steps must be a whole number/);
});

test('in a page, without a bundler', async () => {
  const folder = await project('readme-page');
  await cp(library, join(folder, 'lib'), { recursive: true });
  const page = `<!doctype html><title>x</title>${importMap}<script type="module">${snippet}</script>`;
  await writeFile(join(folder, 'index.html'), page);
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
  const server = createServer(async (request, response) => {
    const body = await readFile(join(folder, request.url)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'Content-Type': types[extname(request.url)] ?? 'text/plain' }).end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const first = (line) => line.args()[0].jsonValue();
    const printed = await inBrowser(`http://localhost:${server.address().port}/index.html`, (page) => {
      const lines = [];
      page.on('console', (line) => line.type() === 'log' && lines.push(first(line)));
      return page.waitForEvent('console', () => lines.length === 2).then(() => Promise.all(lines));
    });
    isAsPrinted(...printed);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('for strict TypeScript', () =>
  isTyped(fileURLToPath(new URL('../../web/node_modules/.bin/tsc', import.meta.url))));
