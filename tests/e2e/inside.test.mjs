// The inside of the model: what a reader does there, and that its figures are those of a model.
import assert from 'node:assert/strict';
import { analyzed, openPage, sharedBrowser, test, waitForText } from './browser.mjs';

const session = sharedBrowser();

async function openInside(options) {
  const opened = await openPage(session, options);
  await opened.page.click('.views a[href="#inside"]');
  await opened.page.locator('.inside').waitFor({ state: 'visible', timeout: 60_000 });
  return opened;
}

/** Trains to the end and waits until all states have been shown. */
async function train(page) {
  await page.click('#inside-train');
  await waitForText(page, '#inside-train', 'Watch again', 120_000);
}

/** Goes to the state with this place on the scale and waits until all that is drawn of it is. */
async function goTo(page, place, beginning) {
  await page.evaluate((value) => {
    const slider = document.querySelector('#inside-step');
    slider.value = value;
    slider.dispatchEvent(new Event('input'));
  }, place);
  await waitForText(page, '#inside-status', beginning);
}

const read = (page) =>
  page.evaluate(() => ({
    probabilities: [...document.querySelectorAll('#inside-next li')].map(({ dataset }) => Number(dataset.probability)),
    tokens: [...document.querySelectorAll('#inside-next li')].map(({ dataset }) => Number(dataset.token)),
    attention: [...document.querySelectorAll('.attention-head')].map(({ dataset }) =>
      dataset.weights.split(' ').map(Number),
    ),
    losses: [...document.querySelectorAll('#inside-losses li')].map(({ dataset }) => Number(dataset.loss)),
    mean: Number(document.querySelector('#inside-losses').dataset.mean),
    moved: [...document.querySelectorAll('#inside-weights figure')].map(({ dataset }) => Number(dataset.moved)),
    nearest: document.querySelector('#inside-nearest').textContent,
    status: document.querySelector('#inside-status').textContent,
  }));

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

test('from untrained to trained and back: probabilities, attention, losses, embeddings and weights', async () => {
  const { page, context, check } = await openInside({ query: '?steps=100' });
  const untrained = await read(page);
  assert.match(untrained.status, /^Untrained/);
  assert.ok(untrained.moved.length === 9 && untrained.moved.every((moved) => moved === 0));
  await train(page);
  const trained = await read(page);
  assert.match(trained.status, /^After 100 of 100 steps: loss \d/);
  assert.ok(trained.moved.every((moved) => moved > 0.01));
  assert.notEqual(trained.nearest, untrained.nearest);
  assert.ok(trained.mean < untrained.mean, `${trained.mean} after ${untrained.mean}`);
  assert.ok(Math.abs(trained.mean - sum(trained.losses) / trained.losses.length) < 1e-9);

  // The figures are those that the module has for the same model.
  const expected = await page.evaluate(async () => {
    const { createTrainer } = await import(new URL('lib/lanes.js', document.baseURI).href);
    const data = await (await fetch('data/names.txt')).text();
    const trainer = await createTrainer({ variant: 'simd', data, steps: 100 });
    trainer.train(100);
    const text = document.querySelector('#inside-text').value;
    return { text, ...trainer.inspect(text) };
  });
  const byToken = new Map(trained.tokens.map((token, i) => [token, trained.probabilities[i]]));
  for (const [token, p] of expected.probabilities.entries()) assert.ok(Math.abs(byToken.get(token) - p) < 1e-4);

  const letters = page.locator('#inside-letters button');
  assert.equal(await letters.count(), expected.text.length + 1);
  for (let place = 0; place <= expected.text.length; ++place) {
    await letters.nth(place).hover();
    await page.waitForFunction(
      (chosen) => document.querySelectorAll('.attention-head .weighed')[0].children[chosen].matches('.chosen'),
      place,
    );
    const { probabilities, attention } = await read(page);
    assert.ok(Math.abs(sum(probabilities) - 1) < 1e-4);
    assert.equal(attention.length, 4);
    for (const [head, weights] of attention.entries()) {
      assert.equal(weights.length, place + 1, 'it looks at no letter that is still to come');
      assert.ok(Math.abs(sum(weights) - 1) < 1e-4);
      for (const [i, weight] of weights.entries()) {
        assert.ok(Math.abs(weight - expected.attention[0][head][place][i]) < 1e-4);
      }
    }
  }

  await goTo(page, '0', 'Untrained');
  await letters.last().hover();
  await page.waitForFunction(
    (before) => document.querySelector('#inside-losses').dataset.mean === before,
    String(untrained.mean),
  );
  assert.deepEqual({ ...(await read(page)), status: '' }, { ...untrained, status: '' });
  check();
  await context.close();
});

test('from the keyboard: a letter is chosen, and a text that the model has no letter for is told', async () => {
  const { page, context, check } = await openInside({ query: '?steps=20' });
  await page.fill('#inside-text', 'anna');
  await page.locator('#inside-letters button').nth(4).waitFor();
  await page.focus('#inside-letters [aria-pressed=true]');
  await page.keyboard.press('Home');
  const chosen = () => page.locator('#inside-letters [aria-pressed=true]').textContent();
  await page.waitForFunction(
    () => document.querySelector('#inside-letters [aria-pressed=true]').textContent === 'start',
  );
  await page.keyboard.press('ArrowRight');
  await waitForText(page, '#inside-next-found', 'After “a”');
  assert.equal(await chosen(), 'a');
  await page.check('input[value=alphabet]');
  await page.waitForFunction(() => document.querySelector('#inside-next li').dataset.token === '0');
  await page.fill('#inside-text', 'annaÖ');
  await waitForText(page, '#inside-refusal', '“Ö” is not among the letters');
  assert.equal(await page.locator('#inside-letters button').count(), 5, 'the text before is still shown');
  check();
  await context.close();
});

test('writing: letter by letter, with what the cache holds and spares', async () => {
  const { page, context, check } = await openInside({ query: '?steps=100' });
  await page.click('#inside-clear');
  await waitForText(page, '#inside-cache', '32 numbers now: 2 × 1 layer × 16 channels × 1 places');
  const spared = () => page.evaluate(() => ({ ...document.querySelector('#inside-multiplications').dataset }));
  const first = await spared();
  assert.equal(first.kept, first.anew);
  await page.click('#inside-likeliest');
  await waitForText(page, '#inside-cache', '64 numbers now');
  const second = await spared();
  assert.equal(Number(second.kept), 12 * 256 + 2 * 16 * 2 + 27 * 16);
  assert.ok(Number(second.anew) > Number(second.kept));
  await page.click('#inside-draw');
  await page.waitForFunction(() => document.querySelectorAll('.trail li').length === 2);
  await waitForText(page, '#inside-fell', 'The random number 0.');
  check();
  await context.close();
});

test('other data and two layers: their letters and their heads', async () => {
  const { page, context, check } = await openInside({ query: '?steps=5&layers=2&width=24&heads=6&block=6' });
  await page.click('.views a[href="#race"]');
  await page.click('#settings > summary');
  await page.setInputFiles('#data-file', {
    name: 'signs.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('愛子 🙂🙂\nжук жук\nça va\n'),
  });
  await waitForText(page, '#current-data', 'signs.txt');
  await page.click('.views a[href="#inside"]');
  await page.waitForFunction(() => document.querySelectorAll('#inside-letters button')[1].textContent === '愛');
  assert.equal((await page.locator('#inside-letters button').allTextContents()).join(' '), 'start 愛 子 ␣ 🙂 🙂');
  const heads = page.locator('.attention-head h3');
  assert.equal(await heads.count(), 8);
  await page.selectOption('#inside-heads', { index: 1 });
  await page.waitForFunction(() => document.querySelectorAll('.attention-head').length === 4);
  assert.equal(await heads.last().textContent(), 'Layer 2, head 6');
  await page.selectOption('#inside-layer', { index: 1 });
  await page.locator('figure[data-matrix="layer1.attn_wq"]').waitFor();
  await train(page);
  const { attention, probabilities } = await read(page);
  for (const weights of attention) assert.ok(Math.abs(sum(weights) - 1) < 1e-4);
  assert.ok(Math.abs(sum(probabilities) - 1) < 1e-4);
  check();
  await context.close();
});

test('a run that diverges says so, and what was kept before can be seen', async () => {
  const { page, context, check } = await openInside({ query: '?steps=1000&lr=1000000&layers=3' });
  await page.click('#inside-train');
  await page.waitForFunction(() => /Training ended early: /.test(document.querySelector('#inside-status').textContent));
  await goTo(page, '0', 'Untrained');
  assert.ok((await read(page)).moved.every((moved) => moved === 0));
  check();
  await context.close();
});

test('out of sight it rests, and the race waits for nobody', async () => {
  const { page, context, check } = await openInside({ query: '?steps=1000000' });
  await page.click('#inside-train');
  await page.waitForFunction(() => /Training: step [1-9]/.test(document.querySelector('#inside-status').textContent));
  await page.click('.views a[href="#race"]');
  await page.waitForFunction(() => !document.querySelector('#train').disabled);
  await page.click('#train');
  const moves = () => [...document.querySelectorAll('.lane')].some(({ dataset }) => dataset.step > 0);
  await page.waitForFunction(moves, undefined, { timeout: 60_000 });
  await page.click('.views a[href="#inside"]');
  await waitForText(page, '#inside-train', 'Train on');
  check();
  await context.close();
});

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 360],
]) {
  test(`axe and width: ${colorScheme}, ${width} px`, async () => {
    const { page, context, check } = await openInside({
      query: '?steps=5',
      colorScheme,
      viewport: { width, height: 900 },
    });
    const look = async () => {
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
      const { violations } = await analyzed(page);
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
        [],
      );
    };
    await look();
    await train(page);
    await page.click('#inside-draw');
    await page.fill('#inside-text', 'annabella-maria-and-more');
    await page.locator('#inside-refusal').waitFor({ state: 'visible' });
    await page.fill('#inside-text', 'annabellamariaandmore');
    await page.locator('#inside-cut').waitFor({ state: 'visible' });
    await look();
    check();
    await context.close();
  });
}
