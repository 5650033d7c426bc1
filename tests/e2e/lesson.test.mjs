// The lesson: walked through by keyboard, left and resumed, linked into, on a phone, and where something is missing;
// and guesses on cards and rungs.
import assert from 'node:assert/strict';
import { analyzed, openPage, sharedBrowser, startPlainServer, test, waitForText } from './browser.mjs';

const session = sharedBrowser();

const title = (page) => page.locator('article:not([hidden]) h1');
const state = (page) => page.locator('article.chapter').first();

/** Opens a chapter by its address, and waits until it can be measured or says why not. */
async function openChapter(id, options = {}, where = session) {
  const opened = await openPage(where, options);
  await opened.page.goto(new URL(`#lesson/${id}`, where.address).href);
  await opened.page.waitForSelector('article:not([hidden]) h1:focus', { state: 'attached' });
  if (id !== 'remember') await opened.page.waitForSelector('#lesson-measure:enabled, #lesson-missing:not([hidden])');
  return opened;
}

/** Waits until a chapter is open and its heading has the focus. */
function arrived(page, heading) {
  const isThere = (text) => document.activeElement.tagName === 'H1' && document.activeElement.textContent === text;
  return page.waitForFunction(isThere, heading);
}

/** Goes from stop to stop of the Tab key until an element has the focus. */
async function tabTo(page, selector) {
  for (let i = 0; i < 40; ++i) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`the Tab key does not lead to ${selector}`);
}

/** Guesses and measures by keyboard; resolves to what came out. */
async function guessAndMeasure(page, presses) {
  await tabTo(page, 'article input[type=range]');
  for (let i = 0; i < presses; ++i) await page.keyboard.press('ArrowRight');
  await tabTo(page, '#lesson-measure');
  await page.waitForSelector('#lesson-measure:enabled');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => ['told', 'untold'].includes(document.querySelector('article').dataset.state), null, {
    timeout: 90_000,
  });
  return state(page).getAttribute('data-state');
}

async function assertAccessible(page) {
  const { violations } = await analyzed(page);
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
    [],
  );
}

test('by keyboard: guess, measure, read on, look back, leave, resume, start over', async () => {
  const { page, context, check } = await openChapter('boxes');
  assert.equal(await title(page).textContent(), 'Boxes');
  assert.match(await page.locator('#lesson-measure').textContent(), /without a guess/);
  await assertAccessible(page);
  const outcomes = {};
  outcomes.boxes = await guessAndMeasure(page, 14);
  assert.equal(await title(page).textContent(), 'Boxes', 'arrows in the slider turn no page');
  const output = page.locator('article .guess output');
  const result = page.locator('#lesson-result');
  if (outcomes.boxes === 'told') {
    assert.match(await output.textContent(), /^Guessed 5×, measured [\d.]+×: (spot on|within a factor of [\d.]+)$/);
    assert.match(await result.textContent(), /^The build on arrays is [\d.]+ times as fast as the graph of boxes \(/);
    assert.equal(await page.locator('article input[type=range]').isDisabled(), true);
  } else assert.match(await result.textContent(), /^It cannot be told\. /);
  assert.ok((await page.locator('.chapter-story').textContent()).length > 200, 'and why');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'lesson-measure', 'the focus stays where it was');
  await assertAccessible(page);

  for (const [key, expected] of [
    ['n', 'Contiguous memory'],
    ['PageDown', 'Bytes'],
    ['p', 'Contiguous memory'],
    ['ArrowRight', 'Bytes'],
    ['ArrowRight', 'Lanes'],
  ]) {
    await page.keyboard.press(key);
    await arrived(page, expected);
  }
  outcomes.lanes = await guessAndMeasure(page, 5);
  await page.keyboard.press('n');
  await arrived(page, 'Fused instructions');
  outcomes.fused = await guessAndMeasure(page, 1);

  await page.reload();
  await waitForText(page, 'article:not([hidden]) h1', 'Fused instructions');
  assert.equal(await page.locator('.chapters a[aria-current]').textContent(), '6');
  await page.waitForSelector('#lesson-measure:enabled');
  if (outcomes.fused === 'told') assert.match(await output.textContent(), /^Guessed 1\.1×, measured/);
  else assert.equal(await output.textContent(), 'Your guess: 1.1×');

  await page.keyboard.press('ArrowRight');
  await arrived(page, 'Threads');
  await page.goto(new URL('#race', page.url()).href);
  await page.locator('#train').waitFor();
  await page.click('.views a[href="#lesson"]');
  await waitForText(page, 'article:not([hidden]) h1', 'Threads');

  await page.click('.chapters a[href="#lesson/remember"]');
  await waitForText(page, 'article:not([hidden]) h1', 'What to remember');
  const told = Object.values(outcomes).filter((outcome) => outcome === 'told').length;
  const product = await page.locator('#lesson-product').textContent();
  assert.match(product, told > 0 ? /^[\d.,]+ times as fast .*not the whole ladder: The interpreter/ : /None of/);
  const rows = page.locator('article:not([hidden]) tbody tr');
  assert.equal(await rows.count(), told);
  assert.match(await page.locator('#lesson-score').textContent(), told > 0 ? /guess/ : /^You guessed nothing/);
  await assertAccessible(page);

  await page.click('#lesson-start-over');
  await waitForText(page, 'article:not([hidden]) h1', 'The interpreter');
  assert.equal(await page.locator('.chapters a[data-done]').count(), 0);
  assert.match(await page.locator('#lesson-measure').textContent(), /^Load CPython \(\d+ MB\) and measure$/);
  check();
  await context.close();
});

test('a measurement can be cancelled, and going on ends it', async () => {
  const { page, context, check } = await openChapter('tiny-model');
  await page.click('#lesson-measure');
  await waitForText(page, '#lesson-measure', 'Cancel');
  await page.click('#lesson-measure');
  await waitForText(page, '#lesson-measure', 'Measure');
  await page.click('#lesson-measure');
  await waitForText(page, '#lesson-measure', 'Cancel');
  await page.click('.chapter-steps a[rel=prev]');
  await waitForText(page, 'article:not([hidden]) h1', 'The GPU');
  await page.waitForSelector('#lesson-measure:enabled');
  assert.equal(await page.locator('.chapters a[data-done]').count(), 0);
  check();
  await context.close();
});

for (const [width, height, colorScheme] of [
  [390, 844, 'dark'],
  [1440, 900, 'light'],
]) {
  test(`${width} × ${height}: claim, guess and button of each chapter are in sight`, async () => {
    const { page, context, check } = await openChapter('interpreter', { viewport: { width, height }, colorScheme });
    const chapters = page.locator('.chapters a');
    for (let i = 0; i < (await chapters.count()); ++i) {
      await chapters.nth(i).click();
      await page.waitForSelector(`.chapters li:nth-child(${i + 1}) a[aria-current]`);
      const { overflow, bottom, bar } = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - innerWidth,
        bottom: document.querySelector('#lesson-measure').getBoundingClientRect().bottom,
        bar: document.querySelector('.chapter-steps').getBoundingClientRect().top,
      }));
      assert.ok(overflow <= 0, `chapter ${i + 1} is ${overflow} px too wide`);
      assert.ok(bottom <= bar, `chapter ${i + 1}: the button ends at ${bottom}, the bar begins at ${bar}`);
    }
    await assertAccessible(page);
    check();
    await context.close();
  });
}

test('what is missing is said, and the lesson goes on; without storage, too', async (t) => {
  const address = await startPlainServer(t);
  const deny = () => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
  };
  const prepare = (context) => context.addInitScript(deny);
  const { page, context, check } = await openChapter('threads', { prepare }, { ...session, address });
  await waitForText(page, '#lesson-missing', 'This cannot be measured here. ');
  assert.equal(await page.locator('#lesson-measure').isVisible(), false);
  assert.ok((await page.locator('.chapter-story').textContent()).length > 200);
  await page.locator('article input[type=range]').focus();
  await page.keyboard.press('ArrowRight');
  await waitForText(page, 'article .guess output', 'Your guess: 1.1×');
  await page.click('.chapter-steps a[rel=next]');
  await waitForText(page, 'article:not([hidden]) h1', 'The GPU');
  await page.click('.chapter-steps a[rel=prev]');
  await waitForText(page, 'article .guess output', 'Your guess: 1.1×');
  check();
  await context.close();
});

test('a card and a rung can be guessed first, and the measurement lands beside it', async () => {
  const { page, context, check } = await openPage(session);
  await page.goto(new URL('#experiments/fused', session.address).href);
  await page.waitForSelector('#fused');
  await page.check('.experiments input[value=quick]');
  await page.click('#fused .guess-first');
  await page.keyboard.press('ArrowRight');
  const card = page.locator('#fused .guess output');
  assert.equal(await card.textContent(), 'Your guess: 1.1×');
  await page.click('#fused .run-one');
  await page.waitForSelector('#cancel-experiments:not([hidden])');
  await page.waitForSelector('#cancel-experiments[hidden]', { state: 'attached', timeout: 60_000 });
  await page.waitForSelector('#fused .claim-verdict:not([hidden])');
  const claim = await page.locator('#fused .claim-verdict').textContent();
  if (/cannot be told/.test(claim)) assert.equal(await card.textContent(), 'Your guess: 1.1×');
  else await waitForText(page, '#fused .guess output', 'Guessed 1.1×, measured ');

  await page.click('.views a[href="#ladder"]');
  const rung = '.rung[data-contender=relaxed]';
  await page.waitForSelector(`${rung} .guess-first:not([hidden])`);
  assert.equal(await page.locator('.rung[data-contender=javascript] .guess-first').isVisible(), false, 'the first one');
  await page.click(`${rung} .guess-first`);
  await page.keyboard.press('ArrowRight');
  await waitForText(page, `${rung} .guess label`, 'How many times faster than the SIMD build?');
  await waitForText(page, `${rung} .guess output`, 'Your guess: 1.1×');
  await page.goto(new URL('#lesson/fused', page.url()).href);
  await waitForText(page, 'article .guess output', 'Your guess: 1.1×'); // the same question has the same guess
  await assertAccessible(page);
  check();
  await context.close();
});
