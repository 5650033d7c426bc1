// The ladder: measured at one width with every rung, CPython among them, cancelled, copied and saved.
import assert from 'node:assert/strict';
import {
  analyzed,
  downloaded,
  hideTab,
  openPage,
  sharedBrowser,
  startPlainServer,
  test,
  waitForText,
  waitUntilDrawn,
} from './browser.mjs';

const session = sharedBrowser();

async function openLadder(where = session, options = {}) {
  const opened = await openPage(where, options);
  await opened.page.click('.views a[href="#ladder"]');
  await opened.page.waitForSelector('#measure-ladder:enabled');
  await opened.page.waitForSelector('.rung[data-state]');
  await opened.page.check('input[value=quick]');
  return opened;
}

const running = (page) => page.waitForSelector('#cancel-ladder:not([hidden])');
async function idle(page, timeout = 120_000) {
  await page.waitForSelector('#measure-ladder:not([hidden])', { timeout });
  await waitUntilDrawn(page);
}
const status = (page) => page.locator('#ladder-status').textContent();
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
const savedLadder = async (page) => JSON.parse((await downloaded(page, '#save-ladder')).bytes.toString()).ladder;

/** What stands in the rows. */
function rows(page) {
  return page.locator('.rung').evaluateAll((elements) =>
    elements.map((element) => ({
      id: element.dataset.contender,
      state: element.dataset.state,
      heading: element.querySelector('h3').textContent,
      verdict: element.dataset.verdict,
      ratio: element.querySelector('.speedup').textContent,
      colour: getComputedStyle(element.querySelector('.speedup')).color,
      text: element.textContent,
      message: element.querySelector('.lane-message').textContent,
    })),
  );
}

/** Switches off all other rungs; returns how many rungs there are. */
async function leaveOnly(page, ids) {
  const shown = await rows(page);
  for (const { id } of shown) {
    const toggle = page.locator(`.rung[data-contender=${id}] .switch input`);
    if (!ids.includes(id) && (await toggle.isVisible()) && (await toggle.isEnabled())) await toggle.uncheck();
  }
  return shown.length;
}

test('width 16: every rung with gain, interval, control and losses; then CPython, the table and the file', async () => {
  const prepare = (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page, context, check } = await openLadder(session, { prepare });
  assert.match(
    await page.locator('#ladder-expectation').textContent(),
    /^Width 16 takes about \d+ seconds, all 8 widths about /,
  );
  await page.click('#measure-ladder');
  await running(page);
  assert.equal(await page.locator('#ladder-width').isDisabled(), true);
  await idle(page);
  assert.equal(await status(page), '');
  const all = (await rows(page)).map(({ id }) => id);
  const present = all.filter((id) => id !== 'python');
  assert.deepEqual(
    (await rows(page)).filter(({ state }) => state === 'measured').map(({ id }) => id),
    present,
  );

  await page.click('#add-python');
  await running(page);
  await idle(page);
  assert.equal(await status(page), '');
  assert.match((await rows(page))[0].text, /CPython 3\.\d+\.\d+ in WebAssembly/);
  for (const [i, row] of (await rows(page)).entries()) {
    assert.deepEqual([row.id, row.state], [all[i], 'measured']);
    assert.match(row.heading, /^\d [A-Z]/, 'number and name apart');
    if (i === 0) continue;
    const untold = /Try again at a calmer time\..*cannot tell/.test(row.text);
    assert.match(row.ratio, untold ? /^–$/ : /^[\d.,]+×$/);
    if (untold) assert.doesNotMatch(row.text, /95% interval|same code twice/, 'no number is quoted');
    else assert.match(row.text, /95% interval\S.* to .*\(n = \d+\).*same code twice/);
  }

  const {
    widths: [width, ...others],
  } = await savedLadder(page);
  assert.deepEqual(others, []);
  assert.equal(width.width, 16);
  assert.equal(width.parameters, 4192);
  assert.equal(width.environment.isolated, true);
  assert.deepEqual(
    width.rungs.map(({ id }) => id),
    all,
  );
  assert.deepEqual(
    width.pairs.map(({ a, b }) => [a, b]),
    all.slice(1).map((id, i) => [all[i], id]),
  );
  for (const { ms_per_step: times } of width.pairs)
    assert.ok(times.a.length >= 16 && times.twin.length === times.a.length);
  const gainOf = (index) => width.rungs[index]?.to_the_rung_before;
  const isTold = (gain) => gain !== undefined && gain.verdict !== 'cannot tell';
  const shown = await rows(page);
  for (const [i, rung] of width.rungs.entries()) {
    assert.ok(Number.isFinite(rung.loss), rung.id);
    if (isTold(gainOf(i)) || isTold(gainOf(i + 1)))
      assert.ok(rung.median_ms > 0 && rung.average_ms > 0 && rung.gflops > 0, rung.id);
    else assert.deepEqual([rung.ms, rung.median_ms, rung.average_ms], [null, null, null], rung.id);
    if (i > 0) {
      const { speedup, control, against, verdict } = gainOf(i);
      assert.equal(against, all[i - 1]);
      assert.ok(control.ratio > 0, rung.id);
      if (isTold(gainOf(i))) assert.ok(speedup.low <= speedup.ratio && speedup.ratio <= speedup.high, rung.id);
      else assert.deepEqual([speedup.ratio, speedup.low, speedup.high], [null, null, null], rung.id);
      assert.equal(shown[i].verdict, { faster: 'gain', slower: 'loss' }[verdict] ?? 'level');
      if (verdict === 'slower') assert.match(shown[i].text, /: slower/);
    }
    if (rung.id === 'value') assert.equal(rung.loss_difference, undefined);
    else {
      const { largest, steps } = rung.loss_difference;
      assert.ok(
        steps >= 4 && largest <= (rung.precision === 'f64' ? 1e-12 : 1e-5),
        `${rung.id}: ${largest} over ${steps} steps`,
      );
    }
  }
  for (const id of ['javascript', 'value', 'scalar', 'simd']) {
    const gain = gainOf(all.indexOf(id));
    if (isTold(gain)) assert.ok(gain.speedup.ratio > 1.1, `${id}: ${gain.speedup.ratio}`);
  }
  const allTold = width.rungs.slice(1).every((_, i) => isTold(gainOf(i + 1)));
  assert.equal(await page.locator('#ladder-again').isVisible(), !allTold);
  const title = await page.locator('#ladder-product').textContent();
  if (width.product) {
    const nameOf = (id) => shown[all.indexOf(id)].heading.replace(/^\d /, '');
    const { from, to } = width.product;
    assert.match(title, /^[\d.,]+× from /);
    assert.ok(title.endsWith(` from ${nameOf(from)} to ${nameOf(to)}`), title);
    if (allTold) assert.equal(from, 'python', 'the product of the longest way that could be told');
  } else assert.match(title, /cannot be told$/);
  // The product of the gains is held against a ratio that was measured directly.
  const { a, b, ms_per_step: directly } = width.direct_pair;
  assert.deepEqual([a, b], ['value', all.at(-1)]);
  assert.ok(directly.a.length >= 16);
  const held = width.held_against_direct;
  if (held) {
    const { direct, product, agrees } = held;
    assert.equal(agrees, direct.low <= product.high && product.low <= direct.high);
    assert.match(
      await page.locator('#ladder-check').textContent(),
      agrees ? /They agree\.$/ : /They differ by [\d.]+ %, more than their intervals allow/,
    );
  }
  for (const id of ['scalar', 'autovec', 'simd', 'relaxed', 'threads']) {
    assert.equal(width.rungs.find((rung) => rung.id === id).loss_step, 1000, id);
  }

  assert.match(
    await page.locator('#ladder-explanation').textContent(),
    /At width 16 a step is about 0\.15 million .* 4,192 parameters/,
  );
  assert.match(await page.locator('#crossings').textContent(), /Two widths that could be told are needed/);
  await page.click('#copy-markdown');
  await page.waitForFunction(() => document.querySelector('#copy-status').textContent === 'Copied.');
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  assert.match(lines[0], /^\| Rung \| Average ms\/step \| 1,000 steps \| Final loss \| Parameters \|/);
  assert.equal(lines.filter((line) => line.startsWith('| ')).length, 2 + all.length);
  for (const one of lines.slice(2, 2 + all.length)) assert.match(one, /\| 4,192 \|/);
  const table = await page
    .locator('#ladder-table tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.dataset.contender));
  assert.deepEqual(table, all);

  for (const [widths, colorScheme] of [
    [[1280], 'light'],
    [[360, 390], 'dark'],
  ]) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForTimeout(300); // colours change in steps
      assert.ok((await overflow(page)) <= 0, `no horizontal scrolling at ${width} px`);
    }
    const { violations } = await analyzed(page);
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
      [],
    );
  }
  check();
  await context.close();
});

test('another width leaves out what is too slow, rungs can be left out, and two widths make lines', async () => {
  const { page, context, check } = await openLadder();
  const count = await leaveOnly(page, ['scalar', 'simd', 'relaxed']);
  for (const position of [0, 5]) {
    await page.fill('#ladder-width', String(position));
    await page.click('#measure-ladder');
    await running(page);
    await idle(page);
  }
  assert.match(await page.locator('#ladder-width').getAttribute('aria-valuetext'), /^128: 205,\d+ parameters$/);
  const shown = await rows(page);
  const [python, javascript, value] = ['python', 'javascript', 'value'].map((id) => shown.find((row) => row.id === id));
  assert.match(python.message, /^Left out at this size: a step would make up to [\d,]+ objects/);
  assert.match(javascript.message, /^Left out at this size/);
  assert.match(value.message, /^Left out of the next measurement/);
  const { widths } = await savedLadder(page);
  assert.deepEqual(
    widths.map(({ width }) => width),
    [16, 128],
  );
  for (const { rungs, left_out: leftOut } of widths) {
    assert.deepEqual(
      rungs.map(({ id }) => id),
      ['scalar', 'simd', 'relaxed'],
    );
    assert.equal(leftOut.length, count - 3);
    for (const { loss_difference: difference } of rungs.slice(1))
      assert.ok(difference.largest <= 1e-5, `${difference.largest}`);
  }
  assert.match(
    await page.locator('#crossings').textContent(),
    /measured range, from 16 to 128|at a width of about|from a width of|up to a width of|Two widths that could be told/,
  );
  // What could be told of the scalar build, on a busy machine perhaps not everything.
  const told = widths
    .filter(({ rungs: [scalar] }) => scalar.ms !== null)
    .map(({ width }) => `[\\d.]+ [mµ]s at ${width}`);
  const described = await page.locator('[aria-labelledby=width-chart-title] .plot').getAttribute('aria-label');
  if (told.length > 0) assert.match(described, new RegExp(`Tensors, scalar: ${told.join(' and ')}\\.`));
  else assert.doesNotMatch(described, /Tensors, scalar/);
  check();
  await context.close();
});

test('it can be cancelled, stops when the tab is hidden, and gives way to the measurement of the race', async () => {
  const { page, context, check } = await openLadder();
  await page.click('#measure-widths');
  await running(page);
  assert.match(await status(page), /^Width 16 \(1 of 8\)\. /);
  await page.click('#cancel-ladder');
  await idle(page, 2000);
  assert.match(await status(page), /^Cancelled/);

  await page.click('#measure-ladder');
  await running(page);
  await page.click('.views a[href="#race"]');
  await page.click('#measure');
  await page.waitForSelector('#cancel-measure:not([hidden])');
  await page.click('.views a[href="#ladder"]');
  await waitForText(page, '#ladder-status', 'Stopped, because another measurement was started');
  await page.click('#measure-ladder');
  await running(page);

  await hideTab(page);
  await idle(page, 2000);
  assert.match(await status(page), /^Stopped: the tab was hidden/);
  check();
  await context.close();
});

test('a page that is not isolated says why threads are missing, and one without CPython why that is', async (t) => {
  const address = await startPlainServer(t);
  const { page, context, check } = await openLadder({ ...session, address });
  await page.waitForSelector('.rung[data-contender=threads][data-state=impossible]');
  const threads = (await rows(page)).find(({ id }) => id === 'threads');
  assert.match(threads.message, /cross-origin isolated/);
  assert.equal(await page.locator('.rung[data-contender=threads] .switch input').isDisabled(), true);

  await leaveOnly(page, ['scalar']);
  await page.route('**/pyodide/**', (route) => route.fulfill({ status: 404 }));
  await page.click('#add-python');
  await waitForText(page, '#ladder-status', 'Python could not be loaded');
  assert.match(await status(page), /^Python could not be loaded from http.*pyodide/);
  await page.waitForSelector('#add-python:not([hidden]):enabled'); // it can be asked for again
  check([/404/]);
  await context.close();
});
