// What people type and open: good data of all kinds is used, bad data gets a sentence and changes nothing.
import assert from 'node:assert/strict';
import {
  lanes,
  openPage,
  savedResults,
  setField,
  sharedBrowser,
  test,
  trainToEnd,
  waitForStatus,
  waitForText,
} from './browser.mjs';

const session = sharedBrowser();

const open = (page, name, buffer) =>
  page.setInputFiles('#data-file', { name, mimeType: 'text/plain', buffer: Buffer.from(buffer) });
const dataLine = (page) => page.locator('#current-data').textContent();

async function refused(page, name, buffer, reason) {
  const before = await dataLine(page);
  await open(page, name, buffer);
  await waitForText(page, '#data-notice.error:not([hidden])', `${name}: `);
  const text = await page.locator('#data-notice').textContent();
  assert.match(text, reason);
  assert.equal(await dataLine(page), before, 'the data stays as it was');
}

async function accepted(page, name, buffer, line) {
  await open(page, name, buffer);
  await waitForText(page, '#current-data', `${name}: `);
  assert.match(await dataLine(page), line);
  await waitForStatus(page, 'Ready');
}

test('every data set that comes with the page can be trained on, and says whose it is', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=10' });
  await page.click('#settings > summary');
  const expected = {
    'English words': /^words\.txt \(shipped\): 2,393 lines, 26 different characters/,
    Sums: /^sums below 100: 10,000 lines, 12 different characters/,
    'Knight’s walks': /^walks of a knight: [\d,]+ lines, 16 different characters/,
    Names: /^names\.txt \(shipped\): 10,160 lines, 26 different characters/,
  };
  for (const [label, line] of Object.entries(expected)) {
    const chip = page.getByRole('button', { name: label, exact: true });
    await chip.click();
    await page.waitForFunction((one) => one.getAttribute('aria-pressed') === 'true', await chip.elementHandle());
    assert.match(await dataLine(page), line);
    assert.match(await page.locator('#data-about').textContent(), /\(MIT\)/);
    await trainToEnd(page);
    await page.click('#reset');
    await waitForStatus(page, 'Ready');
  }
  await accepted(page, 'own.txt', 'ada\ngrace\nbarbara\n', /^own\.txt: 3 lines/);
  assert.equal(await page.locator('.data [aria-pressed=true]').count(), 0);
  assert.equal(await page.locator('#data-about').textContent(), '');
  check();
  await context.close();
});

test('files that cannot be trained on', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=10' });
  await page.click('#settings > summary');
  await refused(page, 'empty.txt', '', /\w/);
  await refused(page, 'blank.txt', '\n  \n\r\n\t\n', /\w/);
  await refused(page, 'latin1.txt', [0x61, 0xe9, 0x0a], /UTF-8/);
  await trainToEnd(page);
  assert.ok((await lanes(page)).every(({ phase, step }) => phase === 'finished' && step === 10));
  check();
  await context.close();
});

test('unusual files that can be trained on', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=10' });
  await page.click('#settings > summary');
  await accepted(page, 'single.txt', 'a single document, longer than the block of sixteen characters', /: 1 line,/);
  const warned = await page.locator('#data-notice').textContent();
  assert.equal(warned, '1 of 1 documents is longer than the block of 16; only their beginning is trained on.');
  await trainToEnd(page);
  await page.click('#reset');
  await waitForStatus(page, 'Ready');
  await accepted(page, 'nul.txt', 'a\0b\nb\0a\n', /: 2 lines, 3 different characters/);
  await trainToEnd(page);
  await page.click('#reset');
  await waitForStatus(page, 'Ready');
  const many = Array.from({ length: 5000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  await accepted(page, 'many.txt', many.join('\n'), /: 5,000 lines, 5,000 different characters/);
  await page.uncheck('[aria-label="Value graph takes part"]');
  await trainToEnd(page);
  const { results } = await savedResults(page);
  for (const { losses, config } of results) {
    assert.equal(config.data.vocabulary, 5001);
    assert.ok(Math.abs(losses[0] - Math.log(5001)) < 0.5);
  }
  check();
  await context.close();
});

test('a file of 50 MB', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=10' });
  await page.click('#settings > summary');
  // Too large to be handed to the file input from here, so it is made in the page and dropped on it.
  await page.evaluate(() => {
    const line = 'the quick brown fox jumps over the lazy dog\n';
    const transfer = new DataTransfer();
    transfer.items.add(new File([line.repeat(Math.floor(50_000_000 / line.length))], 'large.txt'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: transfer }));
  });
  await waitForText(page, '#current-data', 'large.txt: ', 60_000);
  assert.match(await dataLine(page), /1,136,363 lines, 27 different characters, 50 MB/);
  await waitForStatus(page, 'Ready');
  await trainToEnd(page);
  check();
  await context.close();
});

test('pasted text, as lines and as running text', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=10' });
  await page.click('#settings > summary');
  await page.click('.paste summary');
  await page.fill('#data-paste', 'ada\ngrace\nbarbara\n');
  await page.click('#use-pasted');
  await waitForText(page, '#current-data', 'pasted text: 3 lines');
  await setField(page, 'corpus', 'text');
  await page.waitForFunction(() => /: 2 windows/.test(document.querySelector('#current-data').textContent));
  await waitForStatus(page, 'Ready');
  await trainToEnd(page);
  const { results } = await savedResults(page);
  assert.ok(results.every(({ config }) => config.corpus === 'text' && config.data.name === 'pasted text'));
  check();
  await context.close();
});

test('the list at GitHub: no network, a wrong file, an error', async () => {
  const { page, context, check } = await openPage(session);
  await page.click('#settings > summary');
  const before = await dataLine(page);
  let answer;
  await page.route('https://raw.githubusercontent.com/**', (route) => answer(route));
  const press = async (reply, expected) => {
    answer = reply;
    await page.click('#fetch-names');
    await page.waitForFunction((text) => document.querySelector('#data-notice').textContent.includes(text), expected);
    assert.equal(await dataLine(page), before);
  };
  const headers = { 'Access-Control-Allow-Origin': '*' };
  await press((route) => route.abort(), 'GitHub could not be reached');
  await press((route) => route.fulfill({ status: 404, headers, body: 'gone' }), 'status 404');
  await press((route) => route.fulfill({ status: 200, headers, body: 'emma\nolivia\n' }), 'not the expected file');
  check([/raw\.githubusercontent\.com/, /Failed to load resource/]);
  await context.close();
});

test('bad values: a message beside the field, the last good value in use', async () => {
  const { page, context, check } = await openPage(session);
  const errorOf = (parameter) => page.locator(`#setting-${parameter}-error`);
  for (const [parameter, value, message] of [
    ['steps', '0', /between 1 and 1,000,000/],
    ['steps', '-5', /between/],
    ['steps', '12.5', /whole number/],
    ['steps', '', /needed/],
    ['lr', 'fast', /not a number/],
    ['lr', '0', /between/],
    ['width', '99999', /between 1 and 4,096/],
    ['seed', '9007199254740992', /2\^53 - 1/],
    ['batch', '0', /between/],
  ]) {
    await setField(page, parameter, value);
    await errorOf(parameter).waitFor({ state: 'visible' });
    assert.match(await errorOf(parameter).textContent(), message);
    assert.equal(await page.locator(`#setting-${parameter}`).getAttribute('aria-invalid'), 'true');
    assert.equal(await page.locator(`#setting-${parameter}`).inputValue(), value, 'what was typed stays');
    await setField(page, parameter, { steps: '100', lr: '0.01', width: '16', seed: '42', batch: '1' }[parameter]);
    await errorOf(parameter).waitFor({ state: 'hidden' });
  }
  await setField(page, 'heads', '3');
  await errorOf('heads').waitFor({ state: 'visible' });
  assert.match(await errorOf('heads').textContent(), /3 heads do not divide a width of 16/);
  await page.locator('#train').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'setting-heads', 'Train leads to the problem');
  assert.ok((await lanes(page)).every(({ step }) => step === 0));
  await setField(page, 'width', '18');
  await errorOf('heads').waitFor({ state: 'hidden' });
  await waitForStatus(page, 'Ready: 100 steps');
  await trainToEnd(page);
  const { results } = await savedResults(page);
  assert.deepEqual([results[0].config.n_embd, results[0].config.n_head], [18, 3]);
  check();
  await context.close();
});

test('a bad address is told, and the page works', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=many&lr=0.02&heads=5' });
  const notices = await page.locator('.notices').textContent();
  assert.match(notices, /steps=many/);
  assert.match(notices, /5 heads do not divide/);
  assert.equal(await page.locator('#setting-lr').inputValue(), '0.02');
  check();
  await context.close();
});

test('a learning rate that diverges: the contender stops and says at which step, the others go on', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=60&lr=1000' });
  await trainToEnd(page);
  const [value, ...tensors] = await lanes(page);
  assert.equal(value.phase, 'failed');
  const told = Number(value.message.match(/^The loss became (?:NaN|infinite) at step (\d+)/)?.[1]);
  assert.ok(told >= 2 && told <= 60, value.message);
  assert.equal(value.step, told - 1, 'the losses before it are kept');
  assert.ok(tensors.every(({ phase }) => phase === 'finished' || phase === 'failed'));
  assert.match(await page.locator('#meaning').textContent(), /worse than guessing/);

  await setField(page, 'lr', '0.01');
  await setField(page, 'steps', '20');
  await page.click('#reset');
  await waitForStatus(page, 'Ready: 20 steps');
  await trainToEnd(page);
  assert.ok(
    (await lanes(page)).every(({ phase }) => phase === 'finished'),
    'a reset brings it back',
  );
  check();
  await context.close();
});

test('a model too large for this machine is told by the contender, and the page goes on', async () => {
  const { page, context, check } = await openPage(session, { query: '?steps=10' });
  await setField(page, 'layers', '96');
  await setField(page, 'width', '4096');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.lane:not([data-phase=off])')].every((lane) => lane.dataset.phase === 'failed'),
  );
  for (const { message } of await lanes(page)) assert.match(message, /\w.*\.$/);
  await setField(page, 'layers', '1');
  await setField(page, 'width', '16');
  await waitForStatus(page, 'Ready');
  await trainToEnd(page);
  check();
  await context.close();
});
