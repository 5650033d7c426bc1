// What those need who do not see the page, or do not use a mouse: where they are, what has ended, where the focus is,
// and a way to end what is under way.
import assert from 'node:assert/strict';
import { openPage, sharedBrowser, test, waitForStatus, waitForText } from './browser.mjs';

const session = sharedBrowser();

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);
const focusComesTo = (page, id) => page.waitForFunction((wanted) => document.activeElement.id === wanted, id);

/** Goes to a view by its link, and waits until it is there. */
async function goTo(page, view, there) {
  await page.click(`.views a[href="#${view}"]`);
  await page.locator(there).waitFor({ state: 'visible' });
}

/** Counts how often something is said. */
async function listen(page) {
  await page.evaluate(() => {
    globalThis.said = [];
    const region = document.querySelector('#announcements');
    const note = () => region.textContent && globalThis.said.push(region.textContent);
    new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
  });
}

test('each view has a title of its own, and the skip link leads to it and leaves the address alone', async () => {
  const { page, context, check } = await openPage(session);
  const titles = [await page.title()];
  for (const view of ['ladder', 'experiments', 'inside']) {
    await goTo(page, view, `#${view}-title`);
    titles.push(await page.title());
  }
  assert.equal(new Set(titles).size, titles.length, `${titles}`);
  for (const title of titles) assert.match(title, /^\w+ · Lanes/);
  for (const title of titles.toReversed().slice(1)) {
    await page.goBack();
    await page.waitForFunction((expected) => document.title === expected, title);
  }
  await page.waitForSelector('#train');
  await goTo(page, 'ladder', '#ladder-title');
  await page.evaluate(() => document.activeElement.blur());
  await page.focus('.skip');
  await page.keyboard.press('Enter');
  assert.equal(new URL(page.url()).hash, '#ladder');
  assert.equal(await focused(page), 'main');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
  check();
  await context.close();
});

test('Escape pauses a race and cancels what is measured, and the focus stays with its button', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=100000' });
  await page.focus('#train');
  await page.keyboard.press('Enter');
  await waitForStatus(page, 'Racing');
  await page.keyboard.press('Escape');
  await waitForStatus(page, 'Paused');
  assert.equal(await focused(page), 'train');

  await page.focus('#measure');
  await page.keyboard.press('Enter');
  await focusComesTo(page, 'cancel-measure');
  await page.keyboard.press('Escape');
  await waitForText(page, '#measure-status', 'Cancelled');
  await focusComesTo(page, 'measure');

  await goTo(page, 'ladder', '#measure-ladder:enabled');
  await page.focus('#measure-ladder');
  await page.keyboard.press('Enter');
  await focusComesTo(page, 'cancel-ladder');
  await page.keyboard.press('Escape');
  await waitForText(page, '#ladder-status', 'Cancelled');
  await focusComesTo(page, 'measure-ladder');

  await goTo(page, 'experiments', '#run-all:enabled');
  await page.focus('#run-all');
  await page.keyboard.press('Enter');
  await focusComesTo(page, 'cancel-experiments');
  await page.keyboard.press('Escape');
  await waitForText(page, '#experiments-status', 'Cancelled');
  await focusComesTo(page, 'run-all');
  check();
  await context.close();
});

test('the end of a ladder and of a card is said once, with what it came to', async () => {
  const { page, context, check } = await openPage(session);
  await goTo(page, 'ladder', '#measure-ladder:enabled');
  await listen(page);
  await page.check('.ladder-controls input[value=quick]');
  for (const rung of ['javascript', 'value', 'autovec', 'relaxed', 'threads']) {
    const toggle = page.locator(`.rung[data-contender=${rung}] .switch input`);
    if (await toggle.isEnabled()) await toggle.uncheck();
  }
  await page.click('#measure-ladder');
  await page.waitForFunction(() => globalThis.said.length > 0, undefined, { timeout: 120_000 });
  const said = await page.evaluate(() => globalThis.said);
  assert.equal(said.length, 1, `${said}`);
  assert.match(said[0], /^Measured width 16: (\S+× from \D+ to |No significant gain|How much is gained .* cannot)/);

  await goTo(page, 'experiments', '#run-all:enabled');
  await page.check('.experiments .controls input[value=quick]');
  const run = page.locator('#multiply .run-one');
  await run.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.closest('#multiply .cancel-one'));
  await waitForText(page, '#experiments-status', 'Measured: Element-wise multiply', 120_000);
  assert.match(
    await page.locator('#experiments-status').textContent(),
    /^Measured: Element-wise multiply, [\d,]+ \w+. The claim (holds( in part)?|does not hold|cannot be told) here\.$/,
  );
  await page.waitForFunction(() => document.activeElement.closest('#multiply .run-one'));
  check();
  await context.close();
});

test('at 320 px nothing scrolls sideways, with the code of a card open', async () => {
  const { page, context, check } = await openPage(session, { viewport: { width: 320, height: 640 } });
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  for (const view of ['race', 'ladder', 'experiments', 'inside']) {
    await goTo(page, view, view === 'race' ? '#title' : `#${view}-title`);
    if (view === 'experiments') {
      await page.locator('#run-all:enabled').waitFor();
      for (const fold of await page.locator('details.fold:visible > summary').all()) await fold.click();
      await page.waitForFunction(() =>
        [...document.querySelectorAll('details[open] .code code')].every(({ textContent }) => textContent !== ''),
      );
    }
    assert.ok((await overflow()) <= 0, `${view} is ${await overflow()} px too wide`);
  }
  check();
  await context.close();
});

test('words are explained where they are met, a lane with its picture', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=20&pace=full' });
  await page.click('#train');
  await waitForStatus(page, 'Finished');
  const terms = await page.locator('button.term:visible').allTextContents();
  for (const word of ['boxed', 'graph', 'micrograd', 'Tensors', 'lanes', 'fused', 'contenders', 'chunks', 'control']) {
    assert.ok(terms.includes(word), `${word} is not among ${terms}`);
  }
  const lane = page.locator('.lane[data-contender=relaxed]');
  await lane.locator('button.term', { hasText: 'lanes' }).click();
  await lane.locator('.gloss svg').waitFor();
  assert.match(await lane.locator('.gloss').textContent(), /one instruction works on all of them/);
  check();
  await context.close();
});
