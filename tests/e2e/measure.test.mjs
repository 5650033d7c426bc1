// The quoted speed-up: measured, cancelled, and stopped when the tab is hidden.
import assert from 'node:assert/strict';
import {
  hideTab,
  lanes,
  openPage,
  savedResults,
  setField,
  sharedBrowser,
  test,
  trainToEnd,
  waitForStatus,
  waitForText,
} from './browser.mjs';

const session = sharedBrowser();

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
    if (pair.verdict === 'cannot tell')
      assert.deepEqual([speedup.ratio, speedup.low, speedup.high], [null, null, null]);
    else assert.ok(speedup.low <= speedup.ratio && speedup.ratio <= speedup.high);
    assert.ok(control.ratio > 0.5 && control.ratio < 2, `the same code twice: ${control.ratio}`);
  }
  // The sentence of the race makes way for what was measured.
  const sentence = await page.locator('#status').textContent();
  assert.match(
    sentence,
    /^Measured(: .+ did 20 steps while the value graph .+ times the speed \(|, without an answer)/,
  );
  const [first] = measurements.pairs;
  assert.deepEqual([first.a, first.b], ['value', 'scalar']);
  if (first.verdict !== 'cannot tell') assert.ok(first.speedup.ratio > 1);
  const shown = await page.locator('#pairs .pair').allTextContents();
  assert.equal(shown.length, measurements.pairs.length);
  for (const [i, text] of shown.entries()) {
    if (measurements.pairs[i].verdict !== 'cannot tell') assert.match(text, /95% interval.*n = \d+.*control/s);
    else {
      assert.match(text, /–.*cannot tell.*Try again at a calmer time\./s);
      assert.doesNotMatch(text, /\d×|95% interval|control/, 'no number is quoted');
    }
  }
  check();
  await context.close();
});

test('it can be cancelled, and it stops when the tab is hidden', async () => {
  const { page, context, check } = await openPage(session);
  await page.click('#measure');
  await running(page);
  // Whoever types meanwhile is answered at once.
  const answered = (wrong) =>
    page.waitForFunction(
      (expected) =>
        document.querySelector('#setting-steps-error').checkVisibility() === expected &&
        document.querySelector('#cancel-measure').checkVisibility(),
      wrong,
    );
  await setField(page, 'steps', '0');
  await answered(true);
  await setField(page, 'steps', '1000');
  await answered(false);
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

test('two pages take turns: the second waits, says so, and goes on by itself', async () => {
  const { page: first, context, check } = await openPage(session);
  await first.click('#measure');
  await waitForText(first, '#measure-status', 'Tensors');
  const second = await context.newPage();
  await second.goto(session.address);
  await waitForStatus(second, 'Ready');
  await second.click('#measure');
  await waitForText(second, '#measure-status', 'Another tab of this page measures at the moment.');
  await first.close();
  await waitForText(second, '#measure-status', 'Tensors');
  check();
  await context.close();
});

test('where the browser has no locks it measures all the same', async () => {
  const prepare = (context) =>
    context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
  const { page, context, check } = await openPage(session, { prepare });
  await page.click('#measure');
  await waitForText(page, '#measure-status', 'Tensors');
  check();
  await context.close();
});

test('a time in which nothing ran is left out, and said', async () => {
  const { page, context, check } = await openPage(session);
  for (const id of ['value', 'scalar']) await page.uncheck(`.lane[data-contender=${id}] .switch input`);
  await page.click('#measure');
  const cdp = await session.browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  await waitForText(page, '#measure-status', 'Tensors');
  // One of them hits a block that is timed, and no pause between two.
  for (let stop = 0; stop < 3; ++stop) {
    for (const id of renderers) process.kill(id, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    for (const id of renderers) process.kill(id, 'SIGCONT');
    await page.waitForTimeout(300);
  }
  await idle(page);
  const { measurements } = await savedResults(page);
  assert.ok(measurements.pairs.some(({ gap_ms: gap }) => gap > 1000));
  for (const { ms_per_step: times } of measurements.pairs) {
    for (const time of Object.values(times).flat()) assert.ok(time === null || time < 1000, `${time} ms a step`);
  }
  await waitForText(page, '.measure > .help', 'Measured with');
  assert.match(await page.locator('.measure > .help').textContent(), /For .+ s nothing ran, .* is left out\.$/);
  check();
  await context.close();
});
