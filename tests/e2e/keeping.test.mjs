// The service worker: a page that its server does not isolate is isolated, works without a network after one visit,
// and is always of one build.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.mjs';
import { lanes, plainServer, sharedBrowser, site, test, trainToEnd, waitForStatus, waitForText } from './browser.mjs';

const session = sharedBrowser();
const writeServiceWorker = fileURLToPath(new URL('../../web/service-worker/write.mjs', import.meta.url));

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const kept = 'This page is kept in this browser and works without a network.';

/** A page in a context of its own that counts how often it is loaded. */
async function visit(t, address, context) {
  const visited = context ?? (await session.browser.newContext());
  if (!context) t.after(() => visited.close());
  const page = await visited.newPage();
  page.setDefaultTimeout(60_000);
  const seen = { loads: 0 };
  page.on('framenavigated', () => {
    seen.loads += 1;
  });
  await page.goto(address);
  return { page, context: visited, seen };
}

const untilKept = (page) => waitForText(page, '#keeping-state', kept, 60_000);

test('from a sub-path of a plain server: isolated by one reload, and at work without a network', async (t) => {
  const server = await plainServer(t, { path: '/some/where/' });
  const { page, seen } = await visit(t, `${server.address}?steps=30`);
  await untilKept(page);
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  assert.equal(seen.loads, 2);
  await server.close();
  await page.reload();
  await waitForStatus(page, 'Ready: 30 steps');
  assert.equal(seen.loads, 3);
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  await page.locator('.lane[data-contender=threads] .switch input').check();
  await trainToEnd(page);
  const threads = (await lanes(page)).find(({ id }) => id === 'threads');
  assert.deepEqual([threads.phase, threads.step], ['finished', 30]);
  for (const view of ['ladder', 'experiments', 'inside']) {
    await page.click(`.views a[href="#${view}"]`);
    await page.waitForSelector(`.views a[href="#${view}"][aria-current]`);
  }
  await page.waitForSelector('#inside-train:visible');
});

test('CPython is kept when it is asked for', async (t) => {
  const server = await plainServer(t);
  const { page } = await visit(t, server.address);
  await untilKept(page);
  await page.click('#keep-python');
  await waitForText(page, '#keeping-state', 'This page is kept in this browser, CPython included,', 60_000);
  await server.close();
  await page.reload();
  await waitForStatus(page, 'Ready');
  await page.click('#join-python');
  await page.waitForSelector('.lane[data-contender=python][data-phase=ready]');
});

test('where the server isolates the page, it is kept and never reloaded', async (t) => {
  const server = await plainServer(t, { headers: isolation });
  const { page, seen } = await visit(t, `http://lanes.localhost:${server.port}/`);
  await untilKept(page);
  assert.equal(seen.loads, 1);
  await server.close();
  await page.reload();
  await waitForStatus(page, 'Ready');
});

test('on the reader’s own machine, isolated by the server, there is none', async (t) => {
  const { page } = await visit(t, session.address);
  await waitForStatus(page, 'Ready');
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  assert.equal(await page.locator('#keeping').isVisible(), false);
});

test('in a page that cannot become isolated, and one whose reader is at it, nothing is reloaded', async (t) => {
  const server = await plainServer(t);
  const context = await session.browser.newContext();
  t.after(() => context.close());
  await context.addInitScript(() => {
    Object.defineProperty(navigator.userActivation, 'hasBeenActive', { value: true });
  });
  const { page, seen } = await visit(t, server.address, context);
  await waitForText(page, '#keeping-state', `${kept} Once it is reloaded, it has threads`);
  assert.equal(seen.loads, 1);
});

/** Makes another build of it: the same, but for what the index and the module say of themselves. */
async function rebuilt(root, mark) {
  const edit = async (file, change) => writeFile(join(root, file), change(await readFile(join(site, file), 'utf8')));
  await edit('index.html', (html) => html.replace('<html', `<html id="${mark}"`));
  await edit('lib/lanes.js', (code) => `globalThis.build = '${mark}';\n${code}`);
  execFileSync(process.execPath, [writeServiceWorker, root]);
}

/** Without CPython, which is large. */
async function copyOfSite(t) {
  const root = await mkdtemp(join(tmpdir(), 'lanes-builds-'));
  t.after(() => rm(root, { recursive: true }));
  await cp(site, root, { recursive: true, filter: (path) => !path.endsWith('/pyodide') });
  return root;
}

/** Of which build the page and its module are. */
const builds = (page) => page.evaluate(() => [document.documentElement.id, globalThis.build]);

test('a new build comes whole, by a notice, or with the next visit; old ones are forgotten', async (t) => {
  const root = await copyOfSite(t);
  await rebuilt(root, 'first');
  const server = await plainServer(t, { root });
  const { page, context } = await visit(t, server.address);
  await untilKept(page);
  assert.deepEqual(await builds(page), ['first', 'first']);

  await rebuilt(root, 'second');
  await page.reload(); // shows the first still, and hears of the second
  await waitForStatus(page, 'Ready');
  assert.deepEqual(await builds(page), ['first', 'first']);
  const other = await visit(t, server.address, context);
  await page.click('#new-version');
  await page.waitForSelector('text=Close its other tabs first.');
  assert.deepEqual(await builds(other.page), ['first', 'first']);
  await other.page.close();
  // The browser may take a while to forget the tab that was closed.
  await eventually('the second build is taken over', async () => {
    if ((await page.locator('html#second').count()) > 0) return true;
    await page.click('#new-version', { timeout: 2000 }).catch(() => {});
    return false;
  });
  await untilKept(page);
  assert.deepEqual(await builds(page), ['second', 'second']);
  const caches = await page.evaluate(() => globalThis.caches.keys());
  assert.equal(caches.filter((name) => name.includes(' page ')).length, 1, `${caches}`);

  await rebuilt(root, 'third');
  await page.reload();
  await page.waitForSelector('#new-version:visible');
  await page.close();
  const next = await visit(t, server.address, context);
  await next.page.waitForSelector('html#third');
  await untilKept(next.page);
  assert.deepEqual(await builds(next.page), ['third', 'third']);
});

test('what arrives altered is not kept, and a site that has no service worker any more is shown anew', async (t) => {
  const root = await copyOfSite(t);
  const names = join(root, 'data/names.txt');
  const right = await readFile(names);
  await writeFile(names, 'ada\ngrace\nbarbara\n');
  const server = await plainServer(t, { root });
  const { page } = await visit(t, server.address);
  await waitForText(page, '#keeping-state', 'This page could not be kept');
  await writeFile(names, right);
  await page.reload();
  await untilKept(page);

  await rm(join(root, 'service-worker.js'));
  await writeFile(join(root, 'index.html'), '<title>Something else</title>');
  await page.reload();
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
  await page.reload();
  await page.waitForFunction(() => document.title === 'Something else');
});
