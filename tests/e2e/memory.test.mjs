// What is remembered from one visit to the next, in this browser and nowhere else.
import assert from 'node:assert/strict';
import { eventually } from './eventually.mjs';
import { openPage, setField, sharedBrowser, test, waitForStatus, waitForText } from './browser.mjs';

const session = sharedBrowser();

const remembered = (page, part) =>
  page.waitForFunction((text) => localStorage.getItem('lanes-address')?.includes(text), part);
const asks = (page) => page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));

/** How many are remembered. */
function visits(page) {
  return page.evaluate(async () => {
    const result = (request) =>
      new Promise((done) => {
        request.onsuccess = () => done(request.result);
      });
    const database = await result(indexedDB.open('lanes'));
    const found = await result(database.transaction('memory').objectStore('memory').get('visits'));
    database.close();
    return found?.length ?? 0;
  });
}

async function openText(page, name, text) {
  await page.setInputFiles('#data-file', { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await waitForText(page, '#current-data', `${name}: `);
}

test('settings and the own text are there at the next visit, until they are forgotten', async () => {
  const { page, context, check } = await openPage(session);
  await setField(page, 'steps', '77');
  await openText(page, 'mine.txt', 'ada\ngrace\nbarbara\n');
  await remembered(page, 'steps=77&data=own');
  assert.equal(await asks(page), false, 'nothing would be lost');

  await page.goto(session.address); // as somebody who types the address
  await waitForStatus(page, 'Ready: 77 steps on mine.txt');
  await page.waitForURL(/\?steps=77&data=own/);

  await page.goto(`${session.address}?steps=5`); // as somebody who follows a link
  await waitForStatus(page, 'Ready: 5 steps on names.txt (shipped)');

  await page.click('#settings > summary');
  await page.getByRole('button', { name: 'Sums', exact: true }).click();
  await remembered(page, 'steps=5&data=sums');
  await page.reload();
  await waitForStatus(page, 'Ready: 5 steps on sums below 100');

  await page.click('#settings > summary');
  await page.click('#forget-all');
  await waitForStatus(page, 'Ready: 1,000 steps on names.txt (shipped)');
  await page.goto(`${session.address}?data=own`);
  await waitForStatus(page, 'Ready: 1,000 steps on names.txt (shipped)');
  assert.match(await page.locator('.notices').textContent(), /this browser does not have\. The names are used instead/);
  check();
  await context.close();
});

test('what was measured can be compared with at the next visit, and is forgotten with the rest', async () => {
  const { page, context, check } = await openPage(session, { query: '?effort=quick' });
  const otherTab = await context.newPage();
  await otherTab.goto(`${session.address}?effort=quick`);
  await waitForStatus(otherTab, 'Ready');
  for (const [tab, count] of [
    [page, 1],
    [otherTab, 2],
  ]) {
    await tab.bringToFront();
    await tab.click('.views a[href="#experiments"]');
    await tab.click('#types .run-one');
    await eventually(`${count} are remembered`, async () => (await visits(tab)) === count);
  }
  await otherTab.close();

  await page.reload();
  await page.click('.views a[href="#compare"]');
  const visit = page.getByRole('button', { name: /^This machine, / });
  await visit.first().click();
  const exhibit = page.locator('.exhibit[data-origin=earlier]');
  assert.match(await exhibit.textContent(), /Yours, of an earlier visit/);
  assert.match(await page.locator('.compared-group').first().textContent(), /\d/);

  await page.click('.views a[href="#race"]');
  await page.click('#settings > summary');
  await page.click('#forget-all');
  await waitForStatus(page, 'Ready');
  await page.click('.views a[href="#compare"]');
  await page.waitForSelector('#compare-empty:not([hidden])');
  assert.equal(await visit.count(), 0);
  check();
  await context.close();
});

test('where storage is denied, nothing is remembered, leaving asks, and all else works', async () => {
  const prepare = (context) =>
    context.addInitScript(() => {
      const deny = () => {
        throw new DOMException('denied', 'SecurityError');
      };
      for (const name of ['localStorage', 'indexedDB']) Object.defineProperty(globalThis, name, { get: deny });
    });
  const { page, context, check } = await openPage(session, { query: '?steps=5', prepare });
  await openText(page, 'mine.txt', 'ada\ngrace\nbarbara\n');
  await waitForStatus(page, 'Ready: 5 steps on mine.txt');
  await page.waitForFunction(() => !location.search.includes('own'));
  assert.equal(await asks(page), true);
  await page.click('#settings > summary');
  await page.click('.data .chips button >> nth=1');
  await waitForStatus(page, 'Ready: 5 steps on words.txt');
  check();
  await context.close();
});
