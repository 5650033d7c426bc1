// A part of the page in the frame of a page from another origin, as on a slide.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { analyzed, sharedBrowser, test, waitForText } from './browser.mjs';
import { eventually } from './eventually.mjs';

const session = sharedBrowser();
const sizes = [
  [480, 270],
  [960, 540],
];

/** A slide of another site that frames `query` of the page, and what is in the frame. */
async function framed(t, query, [width, height]) {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(
      `<!doctype html><iframe src="${session.address}${query}" width="${width}" height="${height}"></iframe>`,
    );
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const context = await session.browser.newContext({ viewport: { width: 1000, height: 600 } });
  t.after(async () => {
    await context.close();
    server.close();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  return { page, context, frame: page.frames()[1] };
}

/** How far the content is larger than the frame. */
const overflow = (frame) =>
  frame.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [Math.max(0, scrollWidth - innerWidth), Math.max(0, scrollHeight - innerHeight)];
  });

test('the race: run and read without scrolling, at either size', async (t) => {
  for (const size of sizes) {
    const { frame, context } = await framed(t, '?embed=race&steps=30&pace=full', size);
    await waitForText(frame, '#status', 'Ready');
    assert.equal(await frame.evaluate(() => crossOriginIsolated), false, 'as its slide is not');
    assert.deepEqual(await overflow(frame), [0, 0], `${size} before`);
    await frame.click('#train');
    await waitForText(frame, '#status', 'Finished');
    assert.equal(await frame.locator('.lane:visible').count(), 4);
    assert.ok(await frame.locator('.lane').last().isHidden());
    assert.deepEqual(await overflow(frame), [0, 0], `${size} after`);
    for (const gone of ['.top', '#settings', '.names', '#environment']) {
      assert.equal(await frame.locator(gone).locator('visible=true').count(), 0, gone);
    }
    const [whole] = await Promise.all([context.waitForEvent('page'), frame.click('.whole-page a')]);
    assert.equal(whole.url(), `${session.address}?steps=30&pace=full#race`);
  }
});

test('a card, the ladder, and what there is not', async (t) => {
  const card = await framed(t, '?embed=card:fused&effort=quick', sizes[0]);
  await card.frame.waitForSelector('.experiment');
  assert.deepEqual(await card.frame.locator('.experiment').evaluateAll((all) => all.map(({ id }) => id)), ['fused']);
  await card.frame.click('.run-one');
  await card.frame.waitForSelector('.claim-verdict:visible');
  assert.deepEqual((await overflow(card.frame))[0], 0);

  const ladder = await framed(t, '?embed=ladder', sizes[0]);
  await ladder.frame.waitForSelector('#measure-ladder:visible');
  assert.deepEqual((await overflow(ladder.frame))[0], 0);

  const missing = await framed(t, '?embed=card:nothing', sizes[1]);
  await waitForText(missing.frame, '#experiments-status', 'There is no experiment nothing. Possible: ');
  const unknown = await framed(t, '?embed=everything', sizes[1]);
  await waitForText(unknown.frame, '.notices', 'The address says embed=everything. Possible: race, ladder, and card:');
});

test('the whole page may not be framed', async (t) => {
  const { page } = await framed(t, '?steps=30', sizes[1]);
  await eventually('the frame is refused', () => page.frames()[1]?.url().startsWith('chrome-error:'));
});

test('axe finds nothing in what is framed, light or dark', async () => {
  for (const [embed, colorScheme, ready] of [
    ['race', 'light', '#train:enabled'],
    ['race', 'dark', '#train:enabled'],
    ['ladder', 'light', '#measure-ladder:enabled'],
    ['card:fused', 'dark', '.run-one:enabled'],
  ]) {
    const context = await session.browser.newContext({ colorScheme, viewport: { width: 480, height: 270 } });
    const page = await context.newPage();
    await page.goto(`${session.address}?embed=${embed}`);
    await page.waitForSelector(ready);
    const { violations } = await analyzed(page);
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
    assert.deepEqual(found, [], `${embed}, ${colorScheme}`);
    await context.close();
  }
});
