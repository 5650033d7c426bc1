// Where the files of the site are, in its folder and where it is one file.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { pythonObstacle } from '../../web/src/contenders/python/download.ts';
import { siteFile } from '../../web/src/common/site.ts';

const page = 'https://example.org/lanes/?steps=5#ladder';

afterEach(() => {
  globalThis.lanesFiles = undefined;
});

test('in a folder, a file lies beside the page', () => {
  assert.equal(siteFile('lib/lanes.js', page), 'https://example.org/lanes/lib/lanes.js');
  assert.equal(pythonObstacle(page), undefined);
});

test('in one file, its address is what was made for it, and what it does not hold is not there', () => {
  globalThis.lanesFiles = { 'lib/lanes.js': 'data:text/javascript;base64,' };
  assert.equal(siteFile('lib/lanes.js', page), 'data:text/javascript;base64,');
  assert.equal(siteFile('service-worker.js', page), undefined);
  assert.match(pythonObstacle(page)!, /^CPython is no part of this file/);
});
