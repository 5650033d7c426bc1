// The quoted speed-up: measured, cancelled, and stopped when the tab is hidden.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { hideTab, lanes, openPage, savedResults, startBrowser, test, trainToEnd } from './browser.mjs';

let session;
before(async () => {
  session = await startBrowser();
});
after(() => session?.close());

const running = (page) => page.waitForSelector('#cancel-measure:not([hidden])');
const idle = (page, timeout = 120_000) => page.waitForSelector('#measure:not([hidden])', { timeout });

test('every pair is measured with its interval, its rounds and its control', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=20' });
  await trainToEnd(page);
  await page.click('#measure');
  await running(page);
  assert.equal(await page.locator('#train').isDisabled(), true);
  await idle(page);
  const contenders = (await lanes(page)).length;
  const { measurements } = await savedResults(page);
  assert.equal(measurements.pairs.length, 2 * contenders - 3);
  for (const pair of measurements.pairs) {
    const { speedup, control, ms_per_step: times, block_ms: block } = pair;
    assert.ok(speedup.rounds >= 16 && speedup.calm >= 8 && block > 0);
    for (const list of [times.a, times.b, times.twin]) assert.equal(list.length, times.a.length);
    assert.ok(speedup.low <= speedup.ratio && speedup.ratio <= speedup.high);
    assert.ok(control.ratio > 0.5 && control.ratio < 2, `the same code twice: ${control.ratio}`);
  }
  const [first] = measurements.pairs;
  assert.deepEqual([first.a, first.b], ['value', 'scalar']);
  assert.ok(first.speedup.ratio > 1);
  const shown = await page.locator('#pairs .pair').allTextContents();
  assert.equal(shown.length, measurements.pairs.length);
  for (const text of shown) assert.match(text, /95% interval.*n = \d+.*control/s);
  check();
  await context.close();
});

test('it can be cancelled, and it stops when the tab is hidden', async () => {
  const { page, context, check } = await openPage(session);
  await page.click('#measure');
  await running(page);
  await page.click('#cancel-measure');
  await idle(page, 2000);
  assert.match(await page.locator('#measure-status').textContent(), /^Cancelled/);

  await page.click('#measure');
  await running(page);
  await hideTab(page);
  await idle(page, 2000);
  assert.match(await page.locator('#measure-status').textContent(), /^Stopped: the tab was hidden/);
  assert.equal(await page.locator('#train').isEnabled(), true);
  check();
  await context.close();
});
