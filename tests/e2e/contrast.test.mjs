// Where the system forces its own colours, where more contrast is asked for, and on paper: what carries meaning stays.
import assert from 'node:assert/strict';
import { analyzed, openPage, sharedBrowser, test, trainToEnd } from './browser.mjs';

const session = sharedBrowser();

const background = (page, selector) =>
  page
    .locator(selector)
    .first()
    .evaluate((element) => getComputedStyle(element).backgroundColor);

async function assertAccessible(page) {
  const { violations } = await analyzed(page);
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
    [],
  );
}

test('forced colours: lanes, lengths, swatches, switches, chosen segments and the present view are seen', async () => {
  const { page, context, check } = await openPage(session, {
    query: '?steps=30',
    forcedColors: 'active',
    colorScheme: 'dark',
  });
  await trainToEnd(page);
  const canvas = await background(page, 'body');
  for (const selector of [
    '.lane[data-contender=simd] .done',
    '.lane[data-contender=simd] .length',
    '.legend .swatch',
    '.comparison .swatch',
    '.segmented input:checked + span',
    '.views a[aria-current]',
    '.switch input:checked + .knob',
  ]) {
    assert.notEqual(await background(page, selector), canvas, selector);
  }
  const colours = await page
    .locator('.lane:not([data-phase=off]) .done')
    .evaluateAll((lanes) => lanes.map((lane) => getComputedStyle(lane).backgroundColor));
  assert.equal(new Set(colours).size, colours.length, 'each lane in its own');
  const [on, off] = ['scalar', 'threads'].map((id) => `.lane[data-contender=${id}] .knob`);
  assert.notEqual(await background(page, on), await background(page, off), 'a switch that is on, and one that is off');
  await assertAccessible(page);
  check();
  await context.close();
});

test('more contrast: notes and lines come nearer to the text, in either theme', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { page, context, check } = await openPage(session, { colorScheme });
    const colours = () =>
      page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        return ['--muted', '--line', '--edge'].map((name) => style.getPropertyValue(name));
      });
    const usual = await colours();
    await page.emulateMedia({ contrast: 'more' });
    for (const [i, colour] of (await colours()).entries()) assert.notEqual(colour, usual[i]);
    await assertAccessible(page);
    check();
    await context.close();
  }
});

test('on paper: light, without controls, bars and swatches in their colours, and a table that fits', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=30', colorScheme: 'dark' });
  await trainToEnd(page);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  await page.setViewportSize({ width: 960, height: 700 });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  assert.equal(await theme(), 'light');
  const controls = 'main button:not(.term), main input, main .segmented, nav';
  assert.deepEqual(
    await page
      .locator(controls)
      .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map(({ outerHTML }) => outerHTML)),
    [],
  );
  const fill = '.lane[data-contender=simd] .done';
  assert.notEqual(await background(page, fill), 'rgba(0, 0, 0, 0)');
  for (const selector of [fill, '.legend .swatch']) {
    const adjust = await page
      .locator(selector)
      .first()
      .evaluate((one) => getComputedStyle(one).printColorAdjust);
    assert.equal(adjust, 'exact', selector);
  }
  assert.equal(await page.locator('#comparison thead').isVisible(), true, 'a table, not the list of a phone');
  const right = await page.locator('#comparison').evaluate((table) => table.getBoundingClientRect().right);
  assert.ok(right <= 960, `the table ends at ${right} px`);
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await theme(), 'dark');
  check();
  await context.close();
});
