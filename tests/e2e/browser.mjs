// What the end-to-end tests share: headless Chromium, the served site, and a page that is watched for errors and for
// requests that leave its origin.
import assert from 'node:assert/strict';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { after, before, test as nodeTest } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../web/server.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');

export const { AxeBuilder } = require('@axe-core/playwright');
export const site = process.env.LANES_SITE ?? fileURLToPath(new URL('../../build/site', import.meta.url));

/** A test that ends in any case: much of what a browser is asked may never be answered. */
export const test = (name, run) => nodeTest(name, { timeout: 240_000 }, run);

/** Starts the server and a browser, with more arguments if wanted; `close` ends both. */
export async function startBrowser(more = []) {
  assert.ok(existsSync(join(site, 'lib/lanes.js')), `There is no built site in ${site}: run ./build.sh site first.`);
  // The browser first: a server that is left behind, because what comes after it failed, would keep the tests from
  // ending.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-quic', '--no-first-run', ...more],
  });
  const server = await serve({ root: site });
  return {
    address: server.address,
    browser,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** What `startBrowser` gives, for all tests of a file: there once the first of them runs. */
export function sharedBrowser() {
  const session = {};
  before(async () => Object.assign(session, await startBrowser()));
  after(() => session.close?.());
  return session;
}

/**
 * The site from a plain file server, without the headers that isolate a page; it ends with the test, however that ends,
 * or when `close` is called. `root` is the folder, `path` where it is served, `headers` are sent with every file.
 */
export async function plainServer(t, { root = site, path: base = '/', headers = {} } = {}) {
  const types = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
    '.wasm': 'application/wasm',
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    if (pathname === '/favicon.ico') return response.writeHead(204).end(); // asked for with a file that is no page
    const file = join(root, pathname.slice(base.length - 1).replace(/\/$/, '/index.html'));
    if (!pathname.startsWith(base) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () =>
    new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    });
  t.after(close);
  const { port } = server.address();
  return { address: `http://localhost:${port}${base}`, port, close };
}

/** The address of such a server. */
export async function startPlainServer(t) {
  return (await plainServer(t)).address;
}

/**
 * Has no service worker in a context, as private windows of some browsers: it would isolate the page where the server
 * does not, with a reload, and answer what tests mean to answer themselves.
 */
export function withoutServiceWorker(context) {
  return context.addInitScript(() => delete Navigator.prototype.serviceWorker);
}

/**
 * Opens the page and waits until it is ready. `check` asserts that nothing was logged as an error, that nothing failed,
 * and that no request left the origin; `expected` lists what may be found nevertheless. `prepare` gets the context
 * first.
 */
export async function openPage({ browser, address }, { query = '', prepare = async () => {}, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await withoutServiceWorker(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== new URL(address).origin && !request.url().startsWith('blob:'))
      problems.push(`request: ${request.url()}`);
  });
  await prepare(context);
  await page.goto(address + query);
  await waitForStatus(page, 'Ready');
  const check = (expected = []) => {
    assert.deepEqual(
      problems.filter((problem) => !expected.some((pattern) => pattern.test(problem))),
      [],
    );
  };
  return { page, context, check };
}

/** Waits until the text of an element begins so: panels are drawn a frame or more after what happened. */
export function waitForText(page, selector, beginning, timeout = 30_000) {
  const begins = ([element, text]) => document.querySelector(element)?.textContent.startsWith(text);
  return page.waitForFunction(begins, [selector, beginning], { timeout });
}

/** Waits until the sentence about the race begins so. */
export function waitForStatus(page, beginning) {
  return waitForText(page, '#status', beginning, 60_000);
}

/** Types a setting and waits until the page has taken it in. */
export async function setField(page, parameter, value) {
  const settings = page.locator('#settings');
  if ((await settings.getAttribute('open')) === null) await page.click('#settings > summary');
  const field = page.locator(`#setting-${parameter}`);
  await ((await field.evaluate((element) => element.tagName)) === 'SELECT'
    ? field.selectOption(value)
    : field.fill(value));
}

/** At full speed, not at a pace to watch. */
export async function trainToEnd(page) {
  await page.check('input[name=pace][value=full]');
  await page.click('#train');
  await waitForStatus(page, 'Finished');
  await waitUntilDrawn(page);
}

/** Panels are drawn a few times a second, so some lag behind the status: waits until nothing changes any more. */
export async function waitUntilDrawn(page) {
  const text = () => page.evaluate(() => document.body.textContent);
  for (let before, now = await text(); now !== before; ) {
    await page.waitForTimeout(600);
    [before, now] = [now, await text()];
  }
}

/** Makes the page believe that another tab was opened in front of it. */
export function hideTab(page) {
  return page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

/** What stands in the lanes: phase, step and message of each contender, those that are switched off left out. */
export function lanes(page) {
  return page.locator('.lane:not([data-phase=off])').evaluateAll((elements) =>
    elements.map((element) => ({
      id: element.dataset.contender,
      phase: element.dataset.phase,
      step: Number(element.dataset.step),
      message: element.querySelector('.lane-message').textContent,
    })),
  );
}

/** Clicks and returns the downloaded bytes. */
export async function downloaded(page, selector) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

export async function savedResults(page) {
  return JSON.parse((await downloaded(page, '#save-json')).bytes.toString());
}

/** What axe finds in the page, once no colour is on its way to another any more. */
export async function analyzed(page) {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation instanceof CSSTransition)
        .map(({ finished }) => finished),
    ),
  );
  return new AxeBuilder({ page }).analyze();
}
