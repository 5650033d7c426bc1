// What is passed on: addresses that hold what the reader has set, results as links and pictures, machines compared.
import assert from 'node:assert/strict';
import { openPage, sharedBrowser, test } from './browser.mjs';

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
  const query = '?contenders=cobol&ladder-width=17&effort=lazy&v=9&colour=%3Cb%3Ered';
  const { page, context, check } = await openPage(session, { query });
  const said = await page.locator('.notices p:not([hidden])').allTextContents();
  assert.equal(said.length, 5, said.join('\n'));
  assert.match(said.join('\n'), /effort=lazy.*\n.*v=9.*\n.*contenders=cobol.*\n.*ladder-width=17.*\n.*colour/);
  check();
  await context.close();
});
