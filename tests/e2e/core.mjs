// The core of what a reader does, in every engine: LANES_ENGINE=firefox node tests/e2e/core.mjs
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { plainServer } from './browser.mjs';
import { missing, test, textOf, until } from './engine.mjs';

if (missing) {
  console.log(`skipped: ${missing}`);
  process.exit();
}

const folder = await mkdtemp(join(tmpdir(), 'lanes-core-'));
after(() => rm(folder, { recursive: true }));

async function upload(page, selector, name, content) {
  const path = join(folder, name);
  await writeFile(path, content);
  await page.upload(selector, path);
}

async function train(page) {
  await page.click('#train');
  await textOf(page, '#status', /^Finished/);
}

/** What the lanes say of the contenders that take part. */
function lanes(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('.lane:not([data-phase=off])')].map(({ dataset, textContent }) => ({
      id: dataset.contender,
      phase: dataset.phase,
      step: Number(dataset.step),
      text: textContent,
    })),
  );
}

const saved = async (page, selector) => JSON.parse((await page.download(selector)).bytes);
const largest = (losses, others) => Math.max(...losses.map((loss, i) => Math.abs(loss - others[i])));

test('the race: whoever can run here trains to the same losses and the same names', async (open) => {
  const page = await open({ query: '?steps=200' });
  await train(page);
  const able = await page.evaluate(async () => {
    const { variants } = await import(new URL('lib/lanes.js', document.baseURI).href);
    return (await variants()).filter(({ supported }) => supported).map(({ name }) => name);
  });
  assert.ok(able.includes('scalar') && able.includes('simd'), `this engine runs ${able}`);
  const shown = await lanes(page);
  for (const { id, phase, step, text } of shown) {
    if (id === 'value' || able.includes(id)) assert.deepEqual([id, phase, step], [id, 'finished', 200]);
    else assert.match(text, /lacks/, `${id} is ${phase}`);
  }
  const { environment, results } = await saved(page, '#save-json');
  assert.equal(environment.isolated, true);
  const [value, ...tensors] = results;
  assert.equal(value.config.engine, 'value');
  assert.deepEqual(
    tensors.map(({ config }) => config.variant),
    shown.map(({ id }) => id).filter((id) => able.includes(id)),
  );
  for (const { config, losses, samples, step_ms: times } of tensors) {
    assert.equal(losses.length, 200);
    assert.ok(largest(losses, value.losses) <= 1e-5, `${config.variant}: ${largest(losses, value.losses)}`);
    assert.deepEqual(samples, value.samples);
    assert.ok(times.every((time) => time > 0));
  }
  await textOf(page, '#agreement', /The curves coincide/);
});

test('Measure: each pair with its interval, its rounds and its control', async (open) => {
  const page = await open({ query: '?steps=20&pace=full' });
  await train(page);
  await page.click('#measure');
  await until(page, () => !document.querySelector('#cancel-measure').hidden);
  await until(page, () => !document.querySelector('#measure').hidden);
  const { measurements, results } = await saved(page, '#save-json');
  assert.equal(measurements.pairs.length, 2 * results.length - 3);
  const isTold = ({ verdict }) => verdict !== 'cannot tell';
  for (const pair of measurements.pairs) {
    const { speedup, control, ms_per_step: times } = pair;
    if (isTold(pair)) assert.ok(speedup.low <= speedup.ratio && speedup.ratio <= speedup.high);
    assert.ok(times.a.length >= 16 && times.b.length === times.a.length);
    assert.ok(control.ratio > 0, `the same code twice: ${control.ratio}`);
  }
  const said = await page.evaluate(() =>
    [...document.querySelectorAll('#pairs .pair')].map((pair) => pair.textContent),
  );
  assert.equal(said.length, measurements.pairs.length);
  for (const [i, text] of said.entries())
    assert.match(
      text,
      isTold(measurements.pairs[i]) ? /95% interval.*n = \d+.*control/s : /Try again at a calmer time/,
    );
});

test('against the clock: each has its second, and all are judged by the same documents', async (open) => {
  const page = await open({ query: '?end=1' });
  await page.click('#train');
  await textOf(page, '#status', /^In 1 second of its own \D+ took [\d,]+ steps? and .+ that nobody trained on/);
  const { results } = await saved(page, '#save-json');
  const shown = (await lanes(page)).filter(({ phase }) => phase === 'finished');
  assert.ok(results.length >= 3 && results.length === shown.length);
  for (const { config, losses, summary } of results) {
    assert.deepEqual([config.seconds, config.steps], [1, losses.length], config.variant);
    assert.equal(summary.judged_documents, 1016);
    assert.ok(summary.held_out_loss < 3.2, `${config.variant}: ${summary.held_out_loss}`);
  }
});

test('the ladder at width 16: each rung is measured, or says what it lacks', async (open) => {
  const page = await open();
  await page.click('.views a[href="#ladder"]');
  await until(page, () => document.querySelector('#measure-ladder')?.disabled === false);
  await page.click('label:has(> input[value=quick])');
  await page.click('#measure-ladder');
  await until(page, () => !document.querySelector('#cancel-ladder').hidden);
  await until(page, () => !document.querySelector('#measure-ladder').hidden);
  await until(page, () => document.querySelectorAll('.rung[data-state=measured]').length >= 5);
  const rungs = await page.evaluate(() =>
    [...document.querySelectorAll('.rung')].map(({ dataset, textContent }) => ({ ...dataset, text: textContent })),
  );
  for (const { contender, state, text } of rungs) {
    if (state !== 'measured') assert.match(text, /lacks|Add CPython|Joins/, `${contender} is ${state}: ${text}`);
  }
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing runs off the page');
  const { name, bytes } = await page.download('[aria-label="Pass on the ladder"] .share-png');
  assert.equal(name, 'lanes-the-ladder-wide.png');
  assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1200, 630]);
  assert.ok(bytes.length > 10_000, 'something is drawn');
});

test('three cards: bars without a wrong result, a story, the figures in the file', async (open) => {
  const page = await open();
  await page.click('.views a[href="#experiments"]');
  await until(page, () => document.querySelectorAll('.experiment').length > 3);
  await page.click('.experiments label:has(> input[value=quick])');
  const cards = ['multiply', 'order', 'fused'];
  for (const card of cards) {
    await page.click(`#${card} .run-one`);
    await until(page, () => !document.querySelector('#cancel-experiments').hidden);
    await until(page, () => document.querySelector('#cancel-experiments').hidden);
    await until(page, (id) => document.querySelector(`#${id} .story`).textContent.length > 40, card);
    const bars = await page.evaluate(
      (id) =>
        [...document.querySelectorAll(`#${id} .bar[data-name]`)].map((bar) => ({
          name: bar.dataset.name,
          wrong: bar.classList.contains('wrong'),
          figure: bar.querySelector('.bar-figure')?.textContent,
          failure: bar.querySelector('.bar-failure')?.textContent,
        })),
      card,
    );
    assert.ok(bars.filter(({ failure }) => !failure).length >= 2, JSON.stringify(bars));
    for (const { name, wrong, figure, failure } of bars) {
      assert.equal(wrong, false, `${card}, ${name}`);
      if (!failure) assert.match(figure, /^[\d.,]+ (ns per|GB\/s|GFLOP\/s)|too busy to tell/, `${card}, ${name}`);
    }
  }
  const { experiments } = await saved(page, '#save-experiments');
  const measured = experiments.filter(({ results }) => results);
  assert.deepEqual(new Set(measured.map(({ name }) => name)), new Set(cards));
  for (const { name, results } of measured)
    for (const { checksum } of results[0].contenders) assert.equal(checksum, results[0].contenders[0].checksum, name);
});

test('data: a file and a pasted text are trained on, and a file that is no text is told', async (open) => {
  const page = await open({ query: '?steps=30&pace=full' });
  await page.click('#settings > summary');
  await upload(page, '#data-file', 'own.txt', 'ada\ngrace\nbarbara\n');
  await textOf(page, '#current-data', /^own\.txt: 3 lines/);
  await textOf(page, '#status', /^Ready: 30 steps on own\.txt/);
  await train(page);
  for (const { phase, step, text } of await lanes(page))
    if (phase !== 'unsupported') assert.deepEqual([phase, step], ['finished', 30], text);

  await upload(page, '#data-file', 'latin1.txt', Buffer.from([0x61, 0xe9, 0x0a]));
  await textOf(page, '#data-notice', /^latin1\.txt: .*UTF-8/);
  await textOf(page, '#current-data', /^own\.txt: 3 lines/);

  await page.click('.paste summary');
  await page.type('#data-paste', 'ada\ngrace\nbarbara\nedith\n');
  await page.click('#use-pasted');
  await textOf(page, '#current-data', /^pasted text: 4 lines/);
  await page.click('#reset');
  await textOf(page, '#status', /^Ready: 30 steps on pasted text/);
  await train(page);
  const { results } = await saved(page, '#save-json');
  assert.ok(results.every(({ config, losses }) => config.data.name === 'pasted text' && losses.length === 30));
});

test('weights: saved, and loaded into another page, where all go on from them', async (open) => {
  const page = await open({ query: '?steps=150&width=8&heads=2&pace=full' });
  await train(page);
  const before = await saved(page, '#save-json');
  const { name, bytes } = await page.download('#save-weights');
  assert.match(name, /^lanes-\w+-step150\.safetensors$/);

  const other = await open({ query: '?steps=150&pace=full' });
  await upload(other, '#load-weights', name, bytes);
  await textOf(other, '.files', /Every run starts from lanes-\w+-step150\.safetensors/);
  await textOf(other, '#status', /^Ready/);
  await train(other);
  const { results } = await saved(other, '#save-json');
  const mean = (losses) => losses.slice(0, 30).reduce((a, b) => a + b) / 30;
  for (const [i, { config, losses }] of results.entries()) {
    assert.equal(config.n_embd, 8);
    assert.ok(mean(losses) < mean(before.results[i].losses) - 0.1, 'it starts where training had ended');
  }
  await upload(other, '#load-weights', 'cut.safetensors', bytes.subarray(0, 900));
  await textOf(other, '#checkpoint-notice', /^cut\.safetensors: /);
});

test('samples: other names on request, or such as begin as asked for; an unknown letter is told', async (open) => {
  const page = await open({ query: '?steps=100&pace=full' });
  await train(page);
  const names = () => page.evaluate(() => document.querySelector('#samples').dataset.text);
  const first = await until(page, () => document.querySelector('#samples').dataset.text);
  assert.equal(first.split('\n').length, 20);
  await page.click('#again');
  await until(page, (before) => document.querySelector('#samples').dataset.text !== before, first);
  await page.type('#prompt', 'ka');
  await until(page, () =>
    [...document.querySelectorAll('#samples li')].every(({ textContent }) => textContent.startsWith('ka')),
  );
  assert.equal((await names()).split('\n').length, 20);
  await page.type('#prompt', 'Ö');
  await textOf(page, '.names .field-error:not([hidden])', /Ö/);
  assert.ok((await lanes(page)).every(({ phase }) => phase === 'finished' || phase === 'unsupported'));
});

test('the inside: trained, a letter has probabilities, and each head looks at letters that have been', async (open) => {
  const page = await open({ query: '?steps=20&layers=2' });
  await page.click('.views a[href="#inside"]');
  await textOf(page, '#inside-status', /^Untrained/);
  await page.click('#inside-train');
  await textOf(page, '#inside-train', /^Watch again/);
  await textOf(page, '#inside-status', /^After 20 of 20 steps/);
  await page.type('#inside-text', 'anna');
  await until(page, () => document.querySelectorAll('#inside-letters button').length === 5);
  const { parts, weights } = await page.evaluate(() => ({
    parts: [...document.querySelectorAll('#inside-next li')].map(({ dataset }) => Number(dataset.probability)),
    weights: [...document.querySelectorAll('.attention-head')].map(({ dataset }) => dataset.weights.split(' ')),
  }));
  const isWhole = (numbers) => Math.abs(numbers.reduce((sum, number) => sum + Number(number), 0) - 1) < 1e-4;
  assert.ok(parts.length === 27 && isWhole(parts), `${parts}`);
  assert.ok(weights.length === 8 && weights.every((row) => row.length === 5 && isWhole(row)), `${weights}`);
  await page.click('#inside-draw');
  await textOf(page, '#inside-fell', /^The random number 0\.\d+ fell on/);
});

test('the lesson: a guess, the measurement beside it, and the next chapter, if it can be measured', async (open) => {
  const page = await open();
  await page.evaluate(() => {
    location.hash = '#lesson/lanes';
  });
  await until(page, () => document.querySelector('#lesson-measure')?.disabled === false);
  await page.evaluate(() => {
    const slider = document.querySelector('.chapter input[type=range]');
    slider.value = '14';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await textOf(page, '.chapter .guess output', /^Your guess: 5×$/);
  await page.click('#lesson-measure');
  const told = await until(page, () => document.querySelector('.chapter').dataset.state.match(/^(un)?told$/)?.[0]);
  if (told === 'told') {
    await textOf(page, '.chapter .guess output', /^Guessed 5×, measured [\d.]+×: (spot on|within a factor of [\d.]+)$/);
    await textOf(page, '#lesson-result', /four lanes .* one number per instruction/);
  } else await textOf(page, '#lesson-result', /^It cannot be told\. /);
  await page.click('.chapter-steps a[rel=next]');
  await textOf(page, '.chapter h1', /^Fused instructions$/);
  const canFuse = await page.evaluate(async () => {
    const { variants } = await import(new URL('lib/lanes.js', document.baseURI).href);
    return (await variants()).find(({ name }) => name === 'relaxed').supported;
  });
  if (canFuse) await until(page, () => document.querySelector('#lesson-measure').disabled === false);
  else await textOf(page, '#lesson-missing', /^This cannot be measured here\. .*lacks/);
});

test('a link to somebody else’s result: read beside one’s own; what is hostile is told', async (open) => {
  const result = {
    subject: { kind: 'card', card: 'multiply', size: 1000 },
    unit: 'ns',
    machine: { browser: '<b>B</b>', cores: 4, isolated: true, timerStep: 0.1, lanes: '1', date: '2026-01-02T03:04Z' },
    rows: [{ id: 'a list', figure: 12.5 }],
  };
  const linkTo = (content) => Buffer.from(content).toString('base64url');
  const page = await open({ query: '?steps=20' });
  const packed = await page.evaluate(async (text) => {
    if (typeof CompressionStream !== 'function') return undefined;
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    return btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  }, JSON.stringify(result));
  const link = packed ? `1z.${packed}` : `1j.${linkTo(JSON.stringify(result))}`;
  const goTo = (hash) =>
    page.evaluate((text) => {
      location.hash = text;
    }, hash);
  await goTo(`#compare/${link}`);
  await textOf(page, '.compared-group', /Multiply, a card at size 1,000.*12\.5 ns/);
  await textOf(page, '.exhibit', /not measured here.*<b>B<\/b>, 4 cores/);
  for (const [hostile, expected] of [
    [`${link.slice(0, -30)}`, /damaged/],
    [`1z.${linkTo('not deflated')}`, /damaged/],
    [`1j.${linkTo('['.repeat(9000))}`, /damaged/],
    [`1j.${linkTo('{"subject":{"kind":"card","card":"<b>","size":1e999}}')}`, /no result/],
    [`9z.${linkTo('{}')}`, /another version/],
  ]) {
    await goTo(`#compare/${hostile}`);
    await textOf(page, '.compare-problems p:last-child', expected);
  }
  await page.click('.exhibit .forget');
  await until(page, () => !document.querySelector('.exhibit') && location.hash === '#compare');
  await page.click('.views a[href="#race"]');
  await train(page);
});

test('what is remembered: settings and a text of one’s own are there when the page is opened again', async (open) => {
  const page = await open({ query: '?steps=20&pace=full' });
  await upload(page, '#data-file', 'mine.txt', 'ada\ngrace\nbarbara\n');
  await until(page, () => localStorage.getItem('lanes-address')?.includes('data=own'));
  await page.open(await page.evaluate(() => location.origin));
  await textOf(page, '#status', /^Ready: 20 steps on mine\.txt/);
  await train(page);
});

test('without a network, after one visit to a server that does not isolate the page', async (open) => {
  const page = await open();
  const server = await plainServer({ after });
  // A reload comes between what a driver does; it is tried elsewhere.
  await page.open(`${server.address}shell.js`);
  await page.evaluate(() => sessionStorage.setItem('lanes-reloaded', 'yes'));
  await page.open(`${server.address}?steps=20&pace=full`);
  await textOf(page, '#keeping-state', /^This page is kept in this browser and works without a network\./);
  await server.close();
  await page.open(`${server.address}?steps=30&pace=full`);
  await textOf(page, '#status', /^Ready: 30 steps/);
  assert.equal(await page.evaluate(() => crossOriginIsolated), true);
  await train(page);
});

test('presented: from slide to slide by a key, to a chapter of the lesson, and Escape ends it', async (open) => {
  const page = await open({ query: '?steps=20&pace=full&present' });
  const press = (key) => page.evaluate((name) => void dispatchEvent(new KeyboardEvent('keydown', { key: name })), key);
  await textOf(page, '#slide', /^1 of 1\d: Race$/);
  const title = () => page.evaluate(() => document.title);
  const titles = [await title()];
  await train(page);
  for (const [selector, text] of [
    ['#ladder-title', /./],
    ['#chapter-title', /./],
  ]) {
    await press('PageDown');
    await textOf(page, selector, text);
    titles.push(await title());
  }
  assert.equal(new Set(titles).size, 3, `each view has its title: ${titles}`);
  await press('Escape');
  await until(page, () => document.querySelector('.top').checkVisibility());
  assert.equal(await page.evaluate(() => 'presentation' in document.documentElement.dataset), false);
});

test('in the frame of another page: the race, and nothing else', async (open) => {
  const page = await open({ query: '?embed=race&steps=20&pace=full' });
  await train(page);
  const shown = await page.evaluate(() => ({
    lanes: document.querySelectorAll('.lane[data-phase=finished]').length,
    rest: [...document.querySelectorAll('#settings, .names, .top')].filter((part) => part.getClientRects().length > 0)
      .length,
    whole: document.querySelector('.whole-page a').href,
  }));
  assert.ok(shown.lanes >= 3, `${shown.lanes} lanes`); // one engine lacks relaxed SIMD
  assert.equal(shown.rest, 0);
  assert.match(shown.whole, /\?steps=20&pace=full#race$/);
});

for (const locale of ['C', 'C.UTF-8']) {
  test(`in the locale ${locale} the page works, too`, async (open) => {
    const page = await open({ query: '?steps=20&pace=full', locale });
    await train(page);
    const drawn = await page.evaluate(() => document.querySelectorAll('.loss canvas').length);
    assert.ok(drawn > 0, 'the curves are drawn');
  });
}
