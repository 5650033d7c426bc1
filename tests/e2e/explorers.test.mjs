// The explorers: memory that changes as it is looked at, the instructions of two builds, and the first calls. And that
// CPython, which the site carries, starts under every kind of server.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  AxeBuilder,
  downloaded,
  hideTab,
  openPage,
  sharedBrowser,
  startPlainServer,
  test,
  waitForText,
} from './browser.mjs';

const session = sharedBrowser();

async function openExplorers(options = {}) {
  const opened = await openPage(session, options);
  await opened.page.click('.views a[href="#experiments"]');
  await opened.page.waitForSelector('#memory .dump');
  await opened.page.waitForSelector('#instructions .instructions');
  await opened.page.waitForSelector('.experiment');
  return opened;
}

const choose = (page, card, value) => page.locator(`${card} .segmented label:has(input[value="${value}"])`).click();
const chosenBytes = async (page) => (await page.locator('#memory .byte.chosen').allTextContents()).join(' ');
const value = (page) => page.inputValue('#memory-value');

/** The number in the object of the selected element, and where the element lies. */
async function boxedNumber(page) {
  const text = await page.locator('#memory .here .boxed-fields code').last().textContent();
  return Buffer.from(text.replaceAll(' ', ''), 'hex').readDoubleLE();
}

test('what is changed in a tensor changes its bytes, its bits, and its object', async () => {
  const { page, context, check } = await openExplorers();
  await choose(page, '#memory .explorer-controls', '1');
  await choose(page, '#memory', 'f32');
  assert.deepEqual([await value(page), await chosenBytes(page), await boxedNumber(page)], ['5', '00 00 a0 40', 5]);
  assert.match(await page.locator('.explanation').textContent(), /2\^2 × 1\.25 = 5/);
  assert.equal(await page.locator('.bit').count(), 32);

  await page.fill('#memory-value', '2.5');
  await page.keyboard.press('Enter');
  assert.deepEqual([await chosenBytes(page), await boxedNumber(page)], ['00 00 20 40', 2.5]);
  await page.click('.bit.sign');
  assert.deepEqual(
    [await value(page), await chosenBytes(page), await boxedNumber(page)],
    ['-2.5', '00 00 20 c0', -2.5],
  );
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  assert.equal(
    await page
      .locator('.bit')
      .nth(1)
      .evaluate((bit) => bit === document.activeElement),
    true,
  );
  assert.equal(await page.locator('.bit').nth(1).textContent(), '0');
  await page.click('.step >> nth=1');
  assert.ok(Math.abs(Number(await value(page)) - 1) < 1e-6);

  await page.click('#memory button:text("Start again")'); // the numbers, not the place
  assert.equal(await value(page), '5');
  await page.locator('#memory .byte').nth(4).click();
  assert.deepEqual(
    [await value(page), await page.locator('.element h3').textContent()],
    ['1', 'Element [1], single-precision float'],
  );

  await choose(page, '#memory', 'u8');
  await page.fill('#memory-value', '300');
  await page.keyboard.press('Tab');
  assert.equal(
    await page.locator('#memory-value-error').textContent(),
    'The value must be a whole number from 0 to 255, not 300.',
  );
  assert.equal(await page.locator('#memory-value').getAttribute('aria-invalid'), 'true');
  await page.fill('#memory-value', 'five');
  await page.keyboard.press('Tab');
  assert.match(await page.locator('#memory-value-error').textContent(), /“five” is not a number/);
  check();
  await context.close();
});

test('a pixel leads to its bytes, and transposing moves none of them', async () => {
  const { page, context, check } = await openExplorers();
  const facts = async () => await page.locator('#memory .facts dd').allTextContents();
  const bytes = async () => (await page.locator('#memory .byte').allTextContents()).join('');
  await choose(page, '#memory .explorer-controls', '3');
  assert.deepEqual(await facts(), ['(8, 8, 3)', '(24, 3, 1)', '(24, 3, 1)']);
  await page
    .locator('#memory .cell')
    .nth(2 * 8 + 6)
    .click();
  assert.equal(await page.locator('#memory .byte.chosen').count(), 1);
  assert.equal(await page.locator('#memory .byte.pixel').count(), 2);
  await choose(page, '#memory .tensor-facts', '2');
  assert.equal(await page.locator('.element h3').textContent(), 'Element [2, 6, 2], unsigned 8-bit integer');
  const rule = await page.locator('.rule').textContent();
  const address = rule.match(/= (0x[0-9a-f]+)$/)[1];

  const before = await bytes();
  await page.check('#memory-transposed');
  assert.deepEqual(await facts(), ['(8, 8, 3)', '(3, 24, 1)', '(3, 24, 1)']);
  assert.equal(await bytes(), before);
  assert.match(await page.locator('.rule').textContent(), new RegExp(`^\\[6, 2, 2\\] lies at .* = ${address}$`));
  assert.equal(
    await page
      .locator('#memory .cell')
      .nth(6 * 8 + 2)
      .getAttribute('aria-pressed'),
    'true',
  );

  await choose(page, '#memory', 'f64');
  assert.deepEqual((await facts()).slice(1), ['(3, 24, 1)', '(24, 192, 8)']);
  await page.locator('#memory .cell[aria-pressed=true]').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.match(await page.locator('.element h3').textContent(), /^Element \[7, 2, 2\]/);
  check();
  await context.close();
});

test('the instructions of two builds stand side by side, each with an explanation', async () => {
  const { page, context, check } = await openExplorers();
  const { loops } = await page.evaluate(async () => (await fetch('lib/instructions.json')).json());
  for (const { id, builds } of loops) {
    await choose(page, '#instructions', id);
    for (const { id: build, instructions } of builds) {
      await page.locator('#instructions select').last().selectOption(build);
      const list = page.locator('#instructions .instructions').last();
      const shown = await list.locator('code').allTextContents();
      assert.deepEqual(
        shown.map((text) => text.trim()),
        instructions,
      );
      const glosses = await list.locator('span').allTextContents();
      assert.ok(
        glosses.every((gloss) => gloss !== '' && !gloss.includes('undefined')),
        `${id}, ${build}`,
      );
      assert.equal(
        (await list.locator('.vector').count()) > 0,
        instructions.some((instruction) => /^(v128|f32x4)\./.test(instruction)),
      );
    }
  }
  await choose(page, '#instructions', 'multiply');
  assert.match(
    await page.locator('.verdict').textContent(),
    /^SIMD needs [\d.]+ times fewer instructions than Scalar: [\d.]+ per element against [\d.]+\.$/,
  );
  assert.equal(await page.locator('#instructions .source').count(), 1, 'the same source for both');
  await page.locator('#instructions select').first().selectOption('boxed');
  assert.equal(await page.locator('#instructions .source').count(), 2);
  check();
  await context.close();
});

test('below the instructions stands what V8 makes of them, and what limits it', async () => {
  const { page, context, check } = await openExplorers();
  const { loops, machine } = await page.evaluate(async () => (await fetch('lib/instructions.json')).json());
  const card = page.locator('#instructions');
  await card.getByText(machine.reason ? 'is not shown' : `V8 ${machine.v8} of node ${machine.node}`).waitFor();
  for (const { id, builds } of loops) {
    await choose(page, '#instructions', id);
    for (const { id: build, machine: code } of builds) {
      await page.locator('#instructions select').last().selectOption(build);
      const side = card.locator('.build').last();
      if (!code) {
        assert.equal(await side.locator('.machine').count(), 0);
        continue;
      }
      assert.deepEqual(await side.locator('.machine-code code').allTextContents(), code.instructions);
      assert.match(
        await side.locator('.machine p').textContent(),
        new RegExp(`^${code.instructions.length} instructions for .+ per .+\\. At best [\\d.]+ cycles an iteration`),
      );
      assert.equal(
        (await side.locator('.machine-code .vector').count()) > 0,
        code.instructions.some((instruction) => /^v(mul|fmadd\d+)ps/.test(instruction)),
      );
    }
  }
  check();
  await context.close();
});

test('where the build had no machine code, the card says why', async () => {
  const { page, context, check } = await openPage(session, {
    prepare: (context) =>
      context.route('**/instructions.json', async (route) => {
        const written = await (await route.fetch()).json();
        const machine = { reason: "the build's node 18.0.0 prints no machine code" };
        for (const { builds } of written.loops) for (const build of builds) delete build.machine;
        await route.fulfill({ json: { ...written, machine } });
      }),
  });
  await page.click('.views a[href="#experiments"]');
  await page.waitForSelector('#instructions .instructions');
  assert.match(await page.locator('#instructions').textContent(), /not shown: the build's node 18\.0\.0 prints no/);
  assert.equal(await page.locator('#instructions .machine').count(), 0);
  check();
  await context.close();
});

test('where the site has no instructions, the card says so', async () => {
  const { page, context, check } = await openPage(session, {
    prepare: (context) => context.route('**/instructions.json', (route) => route.fulfill({ status: 404 })),
  });
  await page.click('.views a[href="#experiments"]');
  await page.waitForSelector('#instructions .notice.error');
  assert.match(
    await page.locator('#instructions').textContent(),
    /instructions\.json could not be read; \.\/build\.sh site makes it/,
  );
  check([/404/]);
  await context.close();
});

test('the first calls are timed, again as often as wanted, and written into the file', async () => {
  const { page, context, check } = await openExplorers();
  const measured = async () => {
    await page.click('#measure-first-calls');
    await page.waitForSelector('#measure-first-calls:not([hidden])');
  };
  await choose(page, '#warm-up', 'gradient');
  await measured();
  await page.waitForSelector('#warm-up canvas');
  assert.match(await page.locator('#warm-up .story').textContent(), /^Gradient: the first call took/);
  assert.match(await page.locator('#warm-up .plot').getAttribute('aria-label'), /^Time of each call over its number/);
  await measured();
  await page.waitForSelector('#warm-up .level-runs tbody tr >> nth=1');
  await page.locator('#save-experiments:not([disabled])').waitFor();
  const { experiments } = JSON.parse((await downloaded(page, '#save-experiments')).bytes.toString());
  const { runs } = experiments.find(({ name }) => name === 'warm-up');
  assert.equal(runs.length, 2);
  for (const { first_call_ms, steady_ms, chunks, environment, experiment } of runs) {
    assert.ok(first_call_ms > steady_ms && steady_ms > 0 && chunks.length > 20);
    assert.ok(environment.timer_step_ms > 0 && experiment === 'gradient');
  }
  assert.ok(experiments.find(({ name }) => name === 'instructions').loops.length >= 4);

  const status = (beginning) => waitForText(page, '#first-calls-status', beginning);
  await context.route('**/*.wasm*', () => {}); // never answered, so that there is time to cancel
  await page.click('#measure-first-calls');
  await page.click('#cancel-first-calls');
  await status('Cancelled');
  await page.click('#measure-first-calls');
  await hideTab(page);
  await status('Stopped: the tab was hidden');
  check();
  await context.close();
});

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 390],
]) {
  test(`axe and width: ${colorScheme}, ${width} px`, async () => {
    const { page, context, check } = await openExplorers({ colorScheme, viewport: { width, height: 900 } });
    await choose(page, '#memory .explorer-controls', '3');
    await choose(page, '#instructions', 'matmul');
    await page.click('#measure-first-calls');
    await page.waitForSelector('#warm-up canvas');
    assert.ok(
      (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0,
      'no horizontal scrolling',
    );
    const axe = new AxeBuilder({ page }).include('#memory').include('#instructions').include('#warm-up');
    const { violations } = await axe.analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
      [],
    );
    check();
    await context.close();
  });
}

test('CPython starts from the site itself, under our policy and elsewhere, and gives the golden losses', async (t) => {
  const { losses } = JSON.parse(await readFile(new URL('../golden/names-seed42.json', import.meta.url), 'utf8'));
  for (const address of [session.address, await startPlainServer(t)]) {
    const { page, context, check } = await openPage({ browser: session.browser, address });
    const own = await page.evaluate(async () => {
      const at = (file) => new URL(`pyodide/${file}`, document.baseURI).href;
      const { loadPyodide } = await import(at('pyodide.js'));
      const { default: createPyodideModule } = await import(at('pyodide.asm.js'));
      const pyodide = await loadPyodide({ indexURL: at(''), createPyodideModule });
      pyodide.FS.writeFile('microgpt.py', await (await fetch(at('microgpt.py'))).text());
      pyodide.FS.writeFile('names.txt', new Uint8Array(await (await fetch('data/names.txt')).arrayBuffer()));
      return pyodide
        .runPython(`
        from microgpt import *
        trainer = Trainer(Corpus("names.txt", open("names.txt", "rb").read()), Options())
        train(trainer, 3)[0]`)
        .toJs();
    });
    for (const [i, loss] of own.entries()) assert.ok(Math.abs(loss - losses[i]) <= 1e-12, `step ${i + 1}`);
    check();
    await context.close();
  }
});
