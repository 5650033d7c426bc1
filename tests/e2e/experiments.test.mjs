// The experiments: every card of the registry runs and says what it found, and what cannot run says why.
import assert from 'node:assert/strict';
import {
  AxeBuilder,
  downloaded,
  hideTab,
  openPage,
  sharedBrowser,
  startBrowser,
  startPlainServer,
  test,
} from './browser.mjs';

const session = sharedBrowser();

/** Chromium logs this when it is asked for a GPU and has none. */
const noAdapter = [/No available adapters/];

const running = (page) => page.waitForSelector('#cancel-experiments:not([hidden])');
const idle = (page, timeout = 60_000) =>
  page.waitForSelector('#cancel-experiments[hidden]', { state: 'attached', timeout });

/** Opens the view, and makes it quick. */
async function openExperiments(on = session, options = {}) {
  const opened = await openPage(on, options);
  await opened.page.click('.views a[href="#experiments"]');
  await opened.page.waitForSelector('.experiment');
  await opened.page.check('.experiments input[value=quick]');
  return opened;
}

async function run(page, selector) {
  await page.click(selector);
  await running(page);
  await idle(page);
}

/** What stands in the rows of a card. */
function rows(page, card) {
  return page.locator(`#${card} .bar[data-name]`).evaluateAll((elements) =>
    elements.map((element) => ({
      name: element.dataset.name,
      wrong: element.classList.contains('wrong'),
      length: Number(element.querySelector('.fill')?.style.getPropertyValue('--length')),
      ceiling: element.querySelector('.ceiling')?.style.getPropertyValue('--at'),
      colour: element.dataset.contender,
      figure: element.querySelector('.bar-figure')?.textContent ?? '',
      failure: element.querySelector('.bar-failure')?.textContent ?? '',
    })),
  );
}

async function experimentsSaved(page) {
  const { experiments } = JSON.parse((await downloaded(page, '#save-experiments')).bytes.toString());
  return experiments.filter(({ results }) => results); // the explorers write of other things
}

test('every card runs at its smallest size: finite bars, ceilings, equal checksums, all in the file', async () => {
  const { page, context, check } = await openExperiments();
  const cards = await page.locator('.experiment').evaluateAll((elements) => elements.map(({ id }) => id));
  const registry = await page.evaluate(async () => {
    const { loadVariant } = await import(new URL('lib/lanes.js', document.baseURI).href);
    return (await loadVariant('scalar'))
      .experiments()
      .map(({ name, ceiling }) => ({ name, isCeiling: name === ceiling }));
  });
  assert.deepEqual(cards.filter((name) => !name.startsWith('gpu-')).sort(), registry.map(({ name }) => name).sort());
  for (const card of cards) await page.locator(`#${card} .card-head select`).selectOption({ index: 0 });
  await run(page, '#run-all');
  assert.match(await page.locator('#experiments-status').textContent(), /^Measured/);

  for (const card of cards) {
    const shown = await rows(page, card);
    const present = shown.filter(({ failure }) => failure === '');
    assert.ok(present.length >= 2 || card === 'threads', `${card}: ${JSON.stringify(shown)}`);
    const told = present.filter(({ figure }) => !/too busy to tell/.test(figure));
    for (const { name, wrong, length, figure } of told) {
      assert.ok(!wrong && length > 0 && length <= 1, `${card}, ${name}: ${length}`);
      assert.match(figure, /^[\d.,]+ (ns per|GB\/s|GFLOP\/s)/, `${card}, ${name}`);
    }
    // One scale: bars are as the figures beside them. One ceiling, at one place, or none.
    const scales = told.map(({ figure, length }) => parseFloat(figure.replaceAll(',', '')) / length);
    assert.ok(Math.max(...scales) <= 1.02 * Math.min(...scales), `${card}: ${JSON.stringify(told)}`);
    assert.equal(new Set(told.map(({ ceiling }) => ceiling)).size, Math.min(1, told.length), card);
    assert.equal(new Set(shown.map(({ colour }) => colour)).size, shown.length, `${card}: a colour for each`);
    const shares = [...(await page.locator(`#${card} .bars`).textContent()).matchAll(/([\d,]+)% of the ceiling/g)];
    for (const [, percent] of shares) assert.ok(Number(percent.replace(',', '')) <= 103, `${card}: ${percent}%`);
    const verdict = await page.locator(`#${card} .claim-verdict`).textContent();
    assert.match(verdict, /^The claim (holds|holds in part|does not hold|cannot be told) here|^The claim is not about/);
    for (const button of await page.locator(`#${card} .card-head button`).all()) {
      const name = await button.getAttribute('aria-label');
      assert.equal(name, `${await button.textContent()}: ${await page.locator(`#${card} h2`).textContent()}`);
    }
    assert.doesNotMatch(await page.locator(`#${card}`).textContent(), /NaN|undefined|Infinity/, card);
    assert.ok((await page.locator(`#${card} .story`).textContent()).length > 40, card);
  }
  const saved = (await experimentsSaved(page)).filter(({ name }) => cards.includes(name));
  assert.deepEqual(
    saved.map(({ name }) => name),
    cards,
  );
  for (const {
    name,
    results: [result],
  } of saved) {
    assert.ok(result.environment.timer_step_ms > 0 && result.effort === 'quick');
    assert.ok(result.control.ratio > 0.3 && result.control.ratio < 3, `${name}: ${result.control.ratio}`);
    for (const contender of result.contenders) {
      assert.equal(contender.checksum, result.contenders[0].checksum, name);
      assert.ok(contender.checksum_agrees && contender.ms_per_pass.length >= 3);
      assert.ok(contender.ns_per_item === null || contender.ns_per_item > 0);
      if (contender.verdict === 'cannot tell') assert.equal(contender.speedup.ratio, null);
    }
    const said = await page.locator(`#${name} .claim-verdict strong`).textContent();
    assert.equal(said.replace(/ here$/, ''), result.claim.finding, `${name}: the same in the file`);
  }
  check(noAdapter);
  await context.close();
});

test('all sizes of a card make a chart, and the code of the loops stands side by side', async () => {
  const { page, context, check } = await openExperiments();
  await run(page, '#order .run-sizes');
  assert.match(
    await page.locator('#order .plot').getAttribute('aria-label'),
    /^ns per element over the size\. columns: .* at 64, /,
  );
  assert.equal(await page.locator('#order canvas').count(), 1);
  await page.click('#multiply .fold:last-child summary');
  const shows = (place, text) =>
    page.waitForFunction(
      ([i, part]) => document.querySelectorAll('#multiply pre')[i].textContent.includes(part),
      [place, text],
    );
  await shows(0, 'hold(a[i])');
  await shows(0, '--box->references');
  await shows(1, 'over_lanes');
  await page.locator('#multiply .code select').last().selectOption({ label: 'JavaScript Float32Array' });
  await shows(1, 'out: Float32Array');
  check();
  await context.close();
});

test('CPython takes part where it is asked for', async () => {
  const { page, context, check } = await openExperiments();
  await page.click('#gradient .add-python');
  await page.click('#gradient .run-one');
  await running(page);
  await idle(page);
  const python = (await rows(page, 'gradient')).find(({ name }) => name === 'CPython');
  assert.equal(python.failure, '');
  assert.ok((python.length > 0 || /too busy/.test(python.figure)) && !python.wrong);
  assert.match(
    await page.locator('#gradient .story').textContent(),
    /times as fast as CPython|compares with CPython could not be told/,
  );
  check();
  await context.close();
});

test('a run can be cancelled, gives way to the race, and stops when the tab is hidden', async () => {
  const { page, context, check } = await openExperiments();
  const status = () => page.locator('#experiments-status').textContent();
  await page.click('#run-all');
  await running(page);
  assert.equal(await page.locator('#train').isDisabled(), true);
  assert.equal(await page.locator('#multiply .run-one').isDisabled(), true);
  await page.locator('.cancel-one:not([hidden])').waitFor();
  await page.click('#cancel-experiments');
  await idle(page, 2000);
  assert.match(await status(), /^Cancelled/);
  await page.click('#multiply .run-one');
  await running(page);
  await page.click('#multiply .cancel-one');
  await idle(page, 2000);

  await page.click('#run-all');
  await running(page);
  await hideTab(page);
  await idle(page, 2000);
  assert.match(await status(), /^Stopped: the tab was hidden/);
  check(noAdapter);
  await context.close();
});

test('without isolation threads say what they lack, and the rest is measured with the coarser timer', async (t) => {
  const address = await startPlainServer(t);
  const { page, context, check } = await openExperiments({ ...session, address });
  assert.match(
    await page.locator('#threads .unavailable').textContent(),
    /^1 thread.*Not here\. It needs a cross-origin isolated page/,
  );
  assert.equal(await page.locator('#threads .run-one').isDisabled(), true);
  assert.match(await page.locator('#multiply .unavailable').textContent(), /^threadsNot here/);
  await run(page, '#types .run-one');
  const types = await rows(page, 'types');
  assert.ok(types.every(({ length, figure, wrong }) => (length > 0 || /too busy/.test(figure)) && !wrong));
  check();
  await context.close();
});

test('on the GPU the results are the same, and an imitated one is given no speed-up', async (t) => {
  const own = await startBrowser(['--enable-unsafe-webgpu']);
  t.after(own.close);
  const { page, check } = await openExperiments(own);
  for (const card of ['gpu-multiply', 'gpu-matmul']) {
    await page.locator(`#${card} .card-head select`).selectOption({ index: 0 });
    await run(page, `#${card} .run-one`);
    const gpus = (await rows(page, card)).filter(({ name }) => name.startsWith('GPU'));
    const text = await page.locator(`#${card}`).textContent();
    assert.equal(gpus.length, 2);
    if (gpus[0].failure) assert.match(text, /WebGPU.*No GPU took part/s);
    else {
      assert.ok(
        gpus.every(({ wrong, length }) => !wrong && length > 0),
        text,
      );
      assert.match(
        text,
        /bringing the data there took [\d.,]+ ms, computing [\d.,]+ ms and fetching the result [\d.,]+ ms/,
      );
      if (/This is a software adapter/.test(text))
        assert.match(text, /no speed-up is quoted\. Its results are the same/);
    }
  }
  check(noAdapter);
});

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 390],
]) {
  test(`axe and width: ${colorScheme}, ${width} px`, async () => {
    const { page, context, check } = await openExperiments(session, { colorScheme, viewport: { width, height: 900 } });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok((await overflow()) <= 0, 'no horizontal scrolling before');
    for (const size of [0, 1]) {
      await page.locator('#types .card-head select').selectOption({ index: size });
      await run(page, '#types .run-one');
    }
    await page.locator('#types canvas').waitFor();
    for (const fold of await page.locator('#types .fold > summary, #gpu-matmul .fold:last-child > summary').all())
      await fold.click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('details[open] code')].every((code) => code.textContent !== ''),
    );
    assert.ok((await overflow()) <= 0, 'nor after, with everything open');
    const { violations } = await new AxeBuilder({ page }).include('.experiments').analyze();
    assert.deepEqual(
      violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map((node) => node.html)
            .join(' ')}`,
      ),
      [],
    );
    check();
    await context.close();
  });
}

test('an address leads to a card', async () => {
  const { page, context, check } = await openPage(session);
  await page.evaluate(() => {
    location.hash = '#experiments/fused';
  });
  await page.waitForFunction(() => Math.abs(document.querySelector('#fused')?.getBoundingClientRect().top ?? 1e9) < 40);
  check();
  await context.close();
});
