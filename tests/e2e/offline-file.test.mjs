// The page as one file, opened from disk with nothing beside it.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  downloaded,
  lanes,
  openPage,
  savedResults,
  sharedBrowser,
  site,
  test,
  trainToEnd,
  waitForText,
} from './browser.mjs';

const session = sharedBrowser();
const name = 'lanes-offline.html';

/** Chromium logs this when it is asked for a GPU and has none. */
const noAdapter = [/No available adapters/];

async function emptyFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'lanes-offline-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a copy of the file, in a folder of its own. `requests` are those to anything but what the page itself made. */
async function openFromDisk(t, query) {
  const file = join(await emptyFolder(t), name);
  await copyFile(join(site, name), file);
  const address = pathToFileURL(file).href;
  const requests = [];
  const prepare = async (context) => {
    await context.setOffline(true);
    context.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
    });
  };
  const opened = await openPage({ ...session, address }, { query, prepare });
  return { ...opened, requests, address: address + query };
}

test('race, ladder and a card work in the file opened from disk, and nothing beside it is asked for', async (t) => {
  const { page, context, check, requests, address } = await openFromDisk(t, '?steps=100&effort=quick');
  assert.match(await page.locator('#environment').textContent(), /not cross-origin isolated.*opened from disk/);

  await trainToEnd(page);
  const shown = await lanes(page);
  const able = ['value', 'scalar', 'simd', 'relaxed'];
  for (const { id, phase, step } of shown.filter(({ id }) => able.includes(id))) {
    assert.deepEqual([id, phase, step], [id, 'finished', 100]);
  }
  const [python, threads, ...more] = shown.filter(({ phase }) => phase === 'unsupported');
  assert.deepEqual([python.id, threads.id, more], ['python', 'threads', []]);
  assert.match(python.message, /CPython is no part of this file/);
  assert.match(threads.message, /comes without threads/);
  const { results } = await savedResults(page);
  assert.deepEqual(
    results.map(({ config }) => config.variant),
    ['scalar', 'scalar', 'simd', 'relaxed'],
  );
  for (const { losses, environment } of results) {
    assert.equal(losses.length, 100);
    assert.ok(losses.every((loss, step) => Math.abs(loss - results[0].losses[step]) < 1e-4));
    assert.equal(environment.isolated, false);
  }

  await page.click('.views a[href="#ladder"]');
  await page.waitForSelector('#measure-ladder:enabled');
  for (const id of ['javascript', 'value', 'autovec', 'relaxed']) {
    await page.locator(`.rung[data-contender=${id}] .switch input`).uncheck();
  }
  await page.click('#measure-ladder');
  await page.waitForSelector('#cancel-ladder:not([hidden])');
  await page.waitForSelector('#measure-ladder:not([hidden])', { timeout: 120_000 });
  await page.waitForSelector('.rung[data-contender=simd][data-state=measured]');
  for (const id of ['python', 'threads']) {
    assert.equal(await page.locator(`.rung[data-contender=${id}]`).getAttribute('data-state'), 'impossible');
  }
  const share = page.locator('[aria-label="Pass on the ladder"]');
  assert.equal(await share.locator('.share-link').count(), 0); // it would lead others nowhere
  assert.match(await share.textContent(), /as JSON can be opened in Compare/);
  const { bytes } = await downloaded(page, '[aria-label="Pass on the ladder"] .share-svg');
  assert.doesNotMatch(bytes.toString(), /file:/);

  await page.click('.views a[href="#experiments"]');
  await page.waitForSelector('#fused');
  await page.click('#fused .run-one');
  await page.waitForSelector('#fused .claim-verdict:not([hidden])', { timeout: 60_000 });
  assert.match(await page.locator('#interpreter').textContent(), /Not here\. CPython is no part of this file/);
  await page.waitForSelector('#instructions .instructions');
  for (const view of ['lesson', 'inside', 'compare']) {
    await page.click(`.views a[href="#${view}"]`);
    await page.waitForSelector(`.views a[href="#${view}"][aria-current=page]`);
  }

  check(noAdapter);
  assert.deepEqual(requests, [address]);
  await context.close();
});

test('a file that was cut off on its way says that it is damaged', async (t) => {
  const file = join(await emptyFolder(t), name);
  const whole = await readFile(join(site, name));
  for (const share of [0.03, 0.9]) {
    await writeFile(file, whole.subarray(0, share * whole.length));
    const page = await session.browser.newPage();
    await page.goto(pathToFileURL(file).href);
    await waitForText(page, '#shell-status', 'This file is damaged');
    assert.ok(await page.locator('.needs').isVisible());
    assert.doesNotMatch(await page.locator('.needs').textContent(), /server|files of the site/);
    await page.close();
  }
});

test('a server of ours serves it, too, and the page offers it but keeps no copy', async () => {
  const { page, context, check } = await openPage({ ...session, address: session.address + name });
  assert.match(await page.locator('.lane[data-contender=threads]').textContent(), /comes without threads/);
  assert.equal(await page.locator(`a[href="${name}"]`).count(), 0);
  check();
  await context.close();

  const whole = await openPage(session);
  const { name: saved, bytes } = await downloaded(whole.page, `a[href$="${name}"]`);
  assert.equal(saved, name);
  assert.deepEqual(bytes, await readFile(join(site, name)));
  whole.check();
  await whole.context.close();
  assert.doesNotMatch(await readFile(join(site, 'service-worker.js'), 'utf8'), /lanes-offline/);
});

test('the file holds the licences of what is in it, but for CPython', async () => {
  const file = await readFile(join(site, name), 'utf8');
  const licences = file.slice(file.lastIndexOf('<!--'));
  for (const part of ['Lanes (MIT)', '@fontsource-variable/geist', 'SIL OPEN FONT LICENSE', 'uplot', 'Emscripten']) {
    assert.ok(licences.includes(part), part);
  }
  assert.doesNotMatch(licences, /pyodide/i);
});
