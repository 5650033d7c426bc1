// What a built site says of itself, whoever serves it: its policy, and the licences of what is in it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openPage, site, sharedBrowser, startPlainServer, test } from './browser.mjs';

const session = sharedBrowser();

test('the page keeps to its policy on a server that sends none', async (t) => {
  const address = await startPlainServer(t);
  const { page, check } = await openPage({ ...session, address });
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true;';
    document.head.append(script);
    return 'injected' in globalThis;
  });
  assert.equal(ran, false);
  await assert.rejects(page.evaluate(() => fetch('https://example.org/')));
  check([/Content Security Policy/]);
});

test('the licences of what is in the site lie beside it', async () => {
  const licences = await readFile(join(site, 'licences.txt'), 'utf8');
  const titles = [
    'Lanes (MIT)',
    '@fontsource-variable/geist',
    '@noble/hashes',
    'pyodide',
    'uplot',
    'wasm-feature-detect',
  ];
  for (const title of titles) assert.match(licences, new RegExp(`^${title.replace(/[()]/g, '\\$&')}`, 'm'));
  for (const part of [
    'SIL OPEN FONT LICENSE',
    'Apache License',
    'Mozilla Public License',
    'Emscripten',
    'Rich Felker',
  ]) {
    assert.ok(licences.includes(part), part);
  }
});
