// What is passed on: addresses that hold what the reader has set, results as links and pictures, machines compared.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { analyzed, downloaded, openPage, sharedBrowser, test, waitForText, waitUntilDrawn } from './browser.mjs';

const session = sharedBrowser();

const hasAddress = (page, end) => page.waitForFunction((text) => location.href.endsWith(text), end);

test('the address follows what is set, and survives a reload and the way back', async () => {
  const { page, context, check } = await openPage(session, { query: '?width=48' });
  await page.click('.views a[href="#ladder"]');
  await page.waitForSelector('#measure-ladder:enabled');
  await page.reload();
  await page.waitForSelector('#measure-ladder:enabled');
  assert.match(await page.locator('#measure-ladder').textContent(), /width 48$/);
  await page.check('.ladder-controls input[value=quick]');
  await page.fill('#ladder-width', '5');
  await hasAddress(page, '?width=48&effort=quick&ladder-width=128#ladder');

  await page.click('.views a[href="#experiments"]');
  await page.waitForSelector('.experiment');
  assert.equal(await page.locator('.experiments input[value=quick]').isChecked(), true);
  await page.check('.experiments input[value=thorough]');
  await page.click('#multiply .run-one');
  await page.waitForSelector('#cancel-experiments:not([hidden])');
  await page.click('#cancel-experiments');
  await hasAddress(page, '?width=48&ladder-width=128#experiments/multiply');

  await page.goBack();
  await page.waitForSelector('#measure-ladder');
  await hasAddress(page, '?width=48&ladder-width=128#ladder');
  await page.click('.views a[href="#race"]');
  await page.locator('.lane[data-contender=value] .switch input').uncheck();
  const all = '?width=48&contenders=scalar,simd,relaxed&ladder-width=128#race';
  await hasAddress(page, all);
  await page.reload();
  await page.waitForSelector('.lane[data-contender=value][data-phase=off]');
  await page.click('.views a[href="#ladder"]');
  await page.waitForSelector('#measure-ladder:enabled');
  assert.match(await page.locator('#measure-ladder').textContent(), /width 128$/);
  await hasAddress(page, all.replace('#race', '#ladder'));
  check();
  await context.close();
});

test('what an address says in vain is told, and the page works all the same', async () => {
  const query = '?contenders=cobol&ladder-width=17&effort=lazy&v=9&colour=%3Cb%3Ered#nowhere';
  const { page, context, check } = await openPage(session, { query });
  const said = (await page.locator('.notices .error:visible').allTextContents()).filter((text) => /address/.test(text));
  assert.equal(said.length, 6, said.join('\n'));
  assert.match(
    said.join('\n'),
    /effort=lazy.*\n.*v=9.*\n.*contenders=cobol.*\n.*ladder-width=17.*\n.*colour.*\n.*#nowhere/,
  );
  for (const [place, kind] of [
    ['lesson/nowhere', 'chapter'],
    ['experiments/nowhere', 'experiment'],
  ]) {
    await page.goto(`${session.address}#${place}`);
    await page.reload();
    await page.getByText(`The address says #${place}, but there is no such ${kind}.`).waitFor();
  }
  check();
  await context.close();
});

const ladderShare = '[aria-label="Pass on the ladder"]';

/** Measures two rungs of the ladder, quickly. */
async function measureLadder(page) {
  await page.click('.views a[href="#ladder"]');
  await page.waitForSelector('#measure-ladder:enabled');
  const rungs = await page.locator('.rung').evaluateAll((all) => all.map(({ dataset }) => dataset.contender));
  for (const id of rungs.filter((one) => !['scalar', 'simd'].includes(one))) {
    const toggle = page.locator(`.rung[data-contender=${id}] .switch input`);
    if ((await toggle.isVisible()) && (await toggle.isEnabled())) await toggle.uncheck();
  }
  await page.click('#measure-ladder');
  await page.waitForSelector('#cancel-ladder:not([hidden])');
  await page.waitForSelector('#measure-ladder:not([hidden])', { timeout: 120_000 });
  await page.waitForSelector(`${ladderShare}:not([hidden])`);
}

async function copiedLink(page, share) {
  await page.click(`${share} .share-link`);
  await waitForText(page, `${share} .share [role=status], ${share}.share [role=status]`, 'Copied.');
  return page.evaluate(() => navigator.clipboard.readText());
}

async function accessible(page) {
  const { violations } = await analyzed(page);
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
    [],
  );
}

/** What stands in the tables, row by row: figures and gains of each column. */
function compared(page) {
  return page.locator('.compared-group').evaluateAll((groups) =>
    groups.map((group) => ({
      title: group.querySelector('h2').textContent,
      columns: [...group.querySelectorAll('thead th')].slice(1).map((head) => head.firstElementChild.textContent),
      rows: [...group.querySelectorAll('tbody tr')].map((row) => [...row.children].map((one) => one.textContent)),
    })),
  );
}

/** Links made by hand: to what others might have measured, or might want to do. */
const linkTo = (result) => `1j.${Buffer.from(JSON.stringify(result)).toString('base64url')}`;
const theirs = {
  subject: { kind: 'ladder', width: 16 },
  unit: 'ms',
  data: 'names.txt (shipped)',
  machine: {
    browser: '<img src=x onerror="document.title=1">',
    cores: 64,
    isolated: true,
    timerStep: 0.005,
    lanes: '9.9',
    date: '2026-01-02T03:04:05.000Z',
  },
  rows: [
    { id: 'scalar', figure: 0.5 },
    {
      id: 'simd',
      figure: 0.1,
      gain: { against: 'scalar', verdict: 'faster', estimate: { ratio: 5, low: 4.9, high: 5.1, rounds: 99 } },
    },
  ],
};

test('a ladder is passed on as pictures, and as a link that opens beside what the other page measured', async () => {
  const prepare = (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page, context, check } = await openPage(session, { query: '?effort=quick', prepare });
  await measureLadder(page);
  await waitUntilDrawn(page);
  const figures = await page
    .locator('.rung[data-state=measured]')
    .evaluateAll((rungs) => rungs.map((rung) => rung.querySelector('.rung-figures').textContent));
  for (const [shape, height] of [
    ['wide', 630],
    ['square', 1200],
  ]) {
    await page.locator(`${ladderShare} label:has(input[value=${shape}])`).click();
    const svg = await downloaded(page, `${ladderShare} .share-svg`);
    assert.equal(svg.name, `lanes-the-ladder-${shape}.svg`);
    const text = svg.bytes.toString();
    assert.match(text, new RegExp(`^<svg [^>]*width="1200" height="${height}"`));
    for (const part of ['The ladder at width 16', 'Tensors, scalar', 'Tensors, 128-bit SIMD', 'Chromium', 'localhost'])
      assert.ok(text.includes(part), part);
    for (const figure of figures) {
      const [time] = figure.match(/[\d.]+ [mµ]s/) ?? ['']; // none where it could not be told
      assert.ok(text.includes(time), time);
    }
    const png = (await downloaded(page, `${ladderShare} .share-png`)).bytes;
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, height]);
    assert.ok(png.length > 10_000, 'something is drawn');
  }
  await page.setViewportSize({ width: 821, height: 900 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing runs off the page');
  await page.click(`${ladderShare} .share-copy-picture`);
  await waitForText(page, `${ladderShare} [role=status]`, 'Copied.');
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
  assert.deepEqual(types, ['image/png']);
  const link = await copiedLink(page, ladderShare);
  assert.match(link, /\/#compare\/1z\.[\w-]{100,1500}$/);

  // The same page has its own beside it, and another page only what came in the link.
  const other = await context.newPage();
  await other.goto(link);
  await other.waitForSelector('.compared-group');
  const [{ title, columns, rows }] = await compared(other);
  assert.deepEqual([title, columns], ['The ladder at width 16', ['Somebody else’s machine']]);
  assert.deepEqual(
    rows.map(([name]) => name),
    ['Tensors, scalar', 'Tensors, 128-bit SIMD'],
  );
  await accessible(other);
  await other.goto(link.replace(/#.*/, '#ladder'));
  await other.waitForSelector('#measure-ladder');
  assert.equal(await other.locator('.rung[data-state=measured]').count(), 0, 'it is not taken for a measurement');
  await other.close();

  await page.click('.views a[href="#compare"]');
  await waitForText(page, '#compare-empty', 'Yours is there.');
  await page.fill('#compare-link', `${link.replace(/#.*/, '')}#compare/${linkTo(theirs)}`);
  await page.click('.compare-link button');
  await page.waitForSelector('.compared-group');
  const [both] = await compared(page);
  assert.deepEqual(both.columns, ['This machine', 'Somebody else’s machine']);
  assert.deepEqual(both.rows[1][2], '100 µs5.00× (4.90 to 5.10)');
  assert.match(
    await page.locator('.exhibit[data-origin=link]').textContent(),
    /not measured here.*<img src=x.*64 cores/,
  );
  assert.equal(await page.locator('.exhibit[data-origin=own] .forget').count(), 0);
  await page.click('.views a[href="#ladder"]');
  const saved = (await downloaded(page, `${ladderShare} .share-json`)).bytes.toString();
  assert.ok(!saved.includes('onerror'), 'nothing of it is saved');
  check();
  await context.close();
});

test('links, files and machines that come with the page stand side by side, each until it is forgotten', async () => {
  const { page, context, check } = await openPage(session);
  await page.click('.views a[href="#compare"]');
  const open = async (hash) => {
    await page.evaluate((text) => {
      location.hash = text;
    }, hash);
  };
  const quicker = { ...theirs, rows: [{ id: 'scalar', figure: 0.25 }] };
  await open(`#compare/${linkTo(theirs)}/${linkTo(quicker)}`);
  await page.waitForFunction(() => document.querySelectorAll('.exhibit').length === 2);
  await page.click('.compare .chip >> nth=0');
  await page.waitForSelector('.exhibit[data-origin=reference]');
  const file = { version: 1, ladder: { widths: [] }, experiments: [] };
  const upload = (name, content) =>
    page.setInputFiles('#compare-file', { name, mimeType: 'application/json', buffer: Buffer.from(content) });
  await upload('empty.json', JSON.stringify(file));
  await waitForText(page, '.compare-problems p:last-child', 'empty.json: There is nothing measured in it');
  await upload('picture.json', '\x89PNG');
  await waitForText(page, '.compare-problems p:last-child', 'picture.json: This is no file of results');
  const results = await readFile(new URL('../../web/src/share/machines/cloud-chromium.json', import.meta.url), 'utf8');
  const dataTransfer = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'dropped.json'));
    return transfer;
  }, results);
  await page.dispatchEvent('.compare', 'drop', { dataTransfer });
  await page.waitForSelector('.exhibit[data-origin=file]');
  assert.match(await page.locator('.exhibit[data-origin=file]').textContent(), /dropped\.json.*Chromium/);
  assert.match(await page.locator('#current-data').textContent(), /^names\.txt/, 'it is not trained on');
  const [group] = await compared(page);
  assert.equal(group.columns.length, 4);
  assert.deepEqual(group.rows.find(([name]) => name === 'Tensors, scalar').slice(1, 3), ['500 µs', '250 µs']);
  assert.equal(group.rows.find(([name]) => name === 'Tensors, 128-bit SIMD')[2], 'not measured');
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [821, 'light'],
    [390, 'dark'],
  ]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `no horizontal scrolling at ${width} px`);
    await accessible(page);
  }
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll('.exhibit[data-origin=link]').length === 2);
  const left = await page.evaluate(() => {
    const button = document.querySelector('.exhibit .forget');
    button.focus();
    button.click();
    return document.querySelectorAll('.exhibit').length;
  });
  assert.equal(left, 1, 'it is gone at once');
  await hasAddress(page, `#compare/${linkTo(quicker)}`);
  await page.waitForFunction(() => document.activeElement.className === 'forget');
  await page.locator('.exhibit .forget').click();
  await page.waitForSelector('#compare-empty:not([hidden])');
  await hasAddress(page, '#compare');
  await page.waitForFunction(() => document.activeElement.id === 'compare-link');

  await open(`#compare/${linkTo({ ...theirs, rows: [{ id: 'scalar', figure: -1 }] })}`);
  await waitForText(page, '.compare-problems p:last-child', 'This is no result of Lanes');
  await page.click('.views a[href="#race"]');
  await page.waitForSelector('#train:enabled');
  check();
  await context.close();
});

test('the speed-up of a race and a card are passed on, too', async () => {
  const prepare = (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const query = '?contenders=scalar,simd&effort=quick';
  const { page, context, check } = await openPage(session, { query, prepare });
  await page.click('#measure');
  await page.waitForSelector('#cancel-measure:not([hidden])');
  await page.waitForSelector('#measure:not([hidden])', { timeout: 60_000 });
  const quote = await copiedLink(page, '[aria-label="Pass on the speed-up"]');
  await page.click('.views a[href="#experiments"]');
  await page.click('#multiply .run-one');
  await page.waitForSelector('#cancel-experiments:not([hidden])');
  await page.waitForSelector('#cancel-experiments[hidden]', { state: 'attached', timeout: 60_000 });
  const card = await copiedLink(page, '#multiply');
  const other = await context.newPage();
  await other.goto(`${quote}/${card.replace(/.*\//, '')}`);
  await other.waitForFunction(() => document.querySelectorAll('.compared-group').length === 2);
  const [race, multiply] = await compared(other);
  assert.equal(race.title, 'The race of 1 layer of width 16, 4 heads, block 16, batch 1');
  assert.equal(race.rows.length, 1);
  assert.equal(race.rows[0][0], 'Tensors, 128-bit SIMD against Tensors, scalar');
  assert.match(race.rows[0][1], /^[\d.,]+× \([\d.]+ to [\d.]+\)$|^– \(cannot tell\)$/);
  assert.match(multiply.title, /^Multiply, a card at size [\d,]+$/);
  const names = await page.locator('#multiply .bar .bar-figure').count();
  assert.equal(multiply.rows.length, names);
  for (const [name, text] of multiply.rows) assert.match(text, /^([\d.,]+ (ns|GB\/s|GFLOP\/s)|–)/, name);
  check([/No available adapters/]);
  await context.close();
});

test('a result that was sent leads to where the same is measured here, and nothing is lost on the way', async () => {
  const { page, context, check } = await openPage(session);
  const ladder = { ...theirs, subject: { kind: 'ladder', width: 64 }, data: 'words.txt (shipped)', effort: 'quick' };
  const { gain } = theirs.rows[1];
  const quote = {
    ...theirs,
    subject: { kind: 'quote', layers: 1, width: 24, heads: 3, block: 8, batch: 2 },
    rows: [{ id: 'simd', gain }],
  };
  const card = {
    ...theirs,
    subject: { kind: 'card', card: 'multiply', size: 250_000 },
    unit: 'ns',
    rows: [{ id: 'one', figure: 2 }],
  };
  await page.evaluate(
    (hash) => {
      location.hash = hash;
      window.stays = true;
    },
    `#compare/${[ladder, quote, card].map(linkTo).join('/')}`,
  );
  await page.waitForFunction(() => document.querySelectorAll('.compared-group').length === 3);
  const follow = async (kind) => {
    await page.click('.views a[href="#compare"]');
    await page.click(`.compared-group[data-kind=${kind}] a`);
  };
  await follow('ladder');
  await waitForText(page, '#measure-ladder', 'Measure width 64');
  await hasAddress(page, '?effort=quick&data=words&ladder-width=64#ladder');
  await page.waitForSelector('#measure-ladder:enabled');
  await follow('quote');
  await hasAddress(page, '?batch=2&width=24&heads=3&block=8&effort=quick&contenders=scalar,simd&ladder-width=64#race');
  await page.waitForSelector('.lane[data-contender=value][data-phase=off]');
  await waitForText(page, '#current-data', 'names.txt');
  await follow('card');
  await page.waitForFunction(() => document.querySelector('#multiply select')?.value === '250000');
  await hasAddress(page, '&card-size=multiply:250000#experiments/multiply');
  assert.equal(await page.evaluate(() => window.stays), true, 'it was not reloaded');
  await page.click('.views a[href="#compare"]');
  assert.equal(await page.locator('.exhibit[data-origin=link]').count(), 3);
  check();
  await context.close();
});
