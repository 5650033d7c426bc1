// Every reader: both themes, phone and desktop, keyboard, and no violation that axe can find.
import assert from 'node:assert/strict';
import { analyzed, openPage, sharedBrowser, test, trainToEnd, waitForStatus } from './browser.mjs';

const session = sharedBrowser();

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 390, 1280]) {
    test(`axe and width: ${colorScheme}, ${width} px`, async () => {
      const { page, context, check } = await openPage(session, {
        query: '?steps=30&heads=4',
        colorScheme,
        viewport: { width, height: 900 },
      });
      assert.ok((await overflow(page)) <= 0, 'no horizontal scrolling before');
      await trainToEnd(page);
      await page.click('#settings > summary');
      await page.click('.paste summary');
      await page.fill('#setting-heads', '5');
      await page.locator('#setting-heads-error').waitFor({ state: 'visible' });
      assert.ok((await overflow(page)) <= 0, 'nor after, with everything open');
      const { violations } = await analyzed(page);
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
        [],
      );
      check();
      await context.close();
    });
  }
}

test('the theme can be chosen, and the choice stays', async () => {
  const { page, context, check } = await openPage(session, { colorScheme: 'light' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.click('#theme');
  const dark = await background();
  assert.notEqual(dark, light);
  await page.reload();
  await waitForStatus(page, 'Ready');
  assert.equal(await background(), dark);
  check();
  await context.close();
});

test('the race can be run from the keyboard', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=20' });
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
  const order = [];
  for (let i = 0; i < 20; ++i) {
    await page.keyboard.press('Tab');
    order.push(await focused());
  }
  assert.equal(order[0], 'Skip to the content');
  assert.ok(order.indexOf('train') > 0 && order.indexOf('train') < order.indexOf('reset'));
  await page.focus('#train');
  await page.keyboard.press('Enter');
  await waitForStatus(page, 'Finished');
  await page.focus('#watch-slowly');
  await page.keyboard.press('Enter');
  assert.equal(await focused(), 'train', 'which pauses what begins now');
  await page.locator('input[value=slow]:checked').waitFor({ state: 'attached' });
  await waitForStatus(page, 'Slow motion');
  await page.keyboard.press('Escape');
  await waitForStatus(page, 'Paused');
  await page.focus('input[name=pace]:checked');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.isChecked('input[value=show]'), true);
  check();
  await context.close();
});

test('the page answers while it trains', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=100000' });
  await page.dblclick('#train'); // as hurried people do, who do not mean to pause it
  await waitForStatus(page, 'Racing');
  const longest = await page.evaluate(
    () =>
      new Promise((resolve) => {
        let [last, worst] = [performance.now(), 0];
        const start = last;
        requestAnimationFrame(function frame(now) {
          worst = Math.max(worst, now - last);
          last = now;
          if (now - start < 2000) requestAnimationFrame(frame);
          else resolve(worst);
        });
      }),
  );
  assert.ok(longest < 1000, `the longest frame took ${Math.round(longest)} ms`);
  await page.click('#train');
  await waitForStatus(page, 'Paused');
  check();
  await context.close();
});
