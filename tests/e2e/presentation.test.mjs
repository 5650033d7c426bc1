// On a projector: slides that fit the screen, in large type, led by buttons, keys and a presenter's remote.
import assert from 'node:assert/strict';
import { analyzed, openPage, sharedBrowser, test, waitForStatus, waitForText } from './browser.mjs';

const session = sharedBrowser();

const isOn = (page) => page.evaluate(() => document.documentElement.dataset.presentation !== undefined);
const slideIs = (page, name) =>
  page.waitForFunction((wanted) => document.querySelector('#slide').textContent.endsWith(wanted), `: ${name}`);
const denyFullscreen = (context) =>
  context.addInitScript(() => {
    Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('Fullscreen is denied.'));
  });

/** What stands on the slide in type smaller than so many pixels, and by how much the slide is too large. */
function unfit(page, smallest) {
  return page.evaluate((least) => {
    const root = document.documentElement;
    const isSmall = (element) =>
      element.checkVisibility() &&
      [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== '') &&
      parseFloat(getComputedStyle(element).fontSize) < least;
    const small = [...document.querySelectorAll('main *')].filter(isSmall).map(({ textContent }) => textContent);
    return { small, wide: root.scrollWidth - innerWidth, high: root.scrollHeight - innerHeight };
  }, smallest);
}

for (const [width, height, smallest] of [
  [1280, 720, 12.5],
  [1920, 1080, 18],
]) {
  test(`at ${width} x ${height} race, ladder and chapters fit, and all of them can be read`, async () => {
    const { page, context, check } = await openPage(session, {
      query: '?steps=20',
      prepare: denyFullscreen,
      viewport: { width, height },
    });
    await page.click('#present');
    await slideIs(page, 'Race');
    assert.equal(await page.locator('.top').isVisible(), false);
    const fits = { small: [], wide: 0, high: 0 };
    assert.deepEqual(await unfit(page, smallest), fits);
    await page.click('#train');
    await waitForStatus(page, 'Racing');
    assert.deepEqual(await unfit(page, smallest), fits, 'while it runs');
    await page.keyboard.press('PageDown');
    await slideIs(page, 'Ladder');
    await page.locator('#measure-ladder:enabled').waitFor();
    assert.deepEqual(await unfit(page, smallest), fits, 'the ladder before it is measured');
    await page.waitForFunction(() => document.querySelector('#slide').textContent.startsWith('2 of 1'));
    await page.keyboard.press('PageDown');
    await waitForText(page, '#chapter-title', 'The interpreter');
    assert.deepEqual(await unfit(page, smallest), fits, 'a chapter');
    const { violations } = await analyzed(page);
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
      [],
    );
    check();
    await context.close();
  });
}

test('race and ladder run within it', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=20&pace=full', prepare: denyFullscreen });
  await page.click('.views a[href="#ladder"]');
  await page.locator('#measure-ladder:enabled').waitFor();
  for (const rung of ['javascript', 'value', 'autovec', 'relaxed', 'threads']) {
    const toggle = page.locator(`.rung[data-contender=${rung}] .switch input`);
    if (await toggle.isEnabled()) await toggle.uncheck();
  }
  await page.click('#present');
  await slideIs(page, 'Ladder');
  await page.check('.ladder-controls input[value=quick]');
  await page.click('#measure-ladder');
  await page.locator('#cancel-ladder').waitFor();
  await page.locator('#measure-ladder').waitFor({ timeout: 120_000 });
  await page.locator('.rung[data-state=measured]').first().waitFor();
  assert.deepEqual(await unfit(page, 12.5), { small: [], wide: 0, high: 0 });
  await page.click('#previous-slide');
  await slideIs(page, 'Race');
  await page.click('#train');
  await waitForStatus(page, 'Finished');
  check();
  await context.close();
});

test('keys and buttons lead on and back, controls keep their own, and Escape ends it', async () => {
  const { page, context, check } = await openPage(session, { prepare: denyFullscreen });
  await page.keyboard.press('Alt+KeyP');
  await slideIs(page, 'Race');
  await page.keyboard.press('PageUp');
  await slideIs(page, 'Race');
  await page.keyboard.press('Enter'); // on Next
  await slideIs(page, 'Ladder');
  await page.locator('#measure-ladder:enabled').waitFor();
  await page.keyboard.press('ArrowLeft');
  await slideIs(page, 'Race');
  await page.keyboard.press('ArrowRight');
  await slideIs(page, 'Ladder');
  await page.focus('#ladder-width');
  await page.keyboard.press('ArrowRight');
  await waitForText(page, '.width-value', '32');
  await slideIs(page, 'Ladder');
  await page.click('#previous-slide');
  await slideIs(page, 'Race');
  await page.keyboard.press('Escape');
  assert.equal(await isOn(page), false);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'present');
  assert.equal(await page.locator('.top').isVisible(), true);
  check();
  await context.close();
});

test('it takes the whole screen, and ends when that is left; an address can begin it', async () => {
  const { page, context, check } = await openPage(session);
  await page.click('#present');
  await page.waitForFunction(() => document.fullscreenElement === document.documentElement);
  await page.evaluate(() => document.exitFullscreen());
  await page.waitForFunction(() => document.documentElement.dataset.presentation === undefined);
  await page.goto(`${session.address}?present#ladder`);
  await slideIs(page, 'Ladder');
  check();
  await context.close();
});
