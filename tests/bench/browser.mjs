// Headless Chromium: running the parts of the bench in it, and timing how long a page takes to its first step.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { serve } from '../../web/server.mjs';
import { web } from './assemble.mjs';

const { chromium } = web('playwright-core');

/**
 * Serves the site without the headers that isolate a page or forbid it code made at run time. The other libraries need
 * the latter; and where a page is not isolated there are no threads, so that each keeps to one.
 */
async function servePlainly(site) {
  const types = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.mjs': 'text/javascript',
    '.wasm': 'application/wasm',
  };
  const server = createServer((request, response) => {
    const path = join(site, new URL(request.url, 'http://localhost').pathname);
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' });
    createReadStream(path).pipe(response);
  });
  await new Promise((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { address: `http://localhost:${server.address().port}/`, close };
}

/** Serves the site and starts the browser; `close` ends both. `isolated`: as the product is served. */
export async function startBrowser(site, isolated = true) {
  const server = isolated ? await serve({ root: site }) : await servePlainly(site);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-quic', '--no-first-run'],
  });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { address: `${server.address}bench/`, browser, version: browser.version(), close };
}

/**
 * Runs one part in a worker of a fresh page. Rows and notes go to `receive` as they come; resolves to the environment.
 */
export async function runPart({ browser, address }, request, receive) {
  const page = await browser.newPage();
  try {
    await page.exposeFunction('receive', receive);
    await page.goto(`${address}index.html`);
    return await page.evaluate(
      (asked) =>
        new Promise((resolve, reject) => {
          const worker = new Worker('worker.js', { type: 'module' });
          worker.onmessage = async ({ data }) => {
            if (data.type === 'done') resolve(data.environment);
            else if (data.type === 'failed') reject(new Error(data.message));
            else await globalThis.receive(data);
          };
          worker.onerror = (event) => reject(new Error(`The worker failed: ${event.message}`));
          worker.postMessage(asked);
        }),
      request,
    );
  } finally {
    await page.close();
  }
}

/**
 * Milliseconds from navigation to the end of the first training step, for each variant: one entry per load. The very
 * first load, which fills the caches, is left out.
 */
export async function timeToFirstStep({ browser, address }, variants, loads = 9) {
  const times = {};
  for (const variant of variants) {
    const context = await browser.newContext();
    const page = await context.newPage();
    times[variant] = [];
    for (let load = 0; load <= loads; ++load) {
      await page.goto(`${address}start.html?variant=${variant}`);
      const started = await page.waitForFunction(() => document.documentElement.dataset.started);
      if (load > 0) times[variant].push(Number(await started.jsonValue()));
    }
    await context.close();
  }
  return times;
}
