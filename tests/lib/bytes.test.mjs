// Modules do not grow unseen: a page waits for every byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gzipSizes, sizeLimit, trainingSizes } from '../bench/sizes.mjs';
import { folder } from './support.mjs';

test('a module, packed, is no larger than it may be', () => {
  const sizes = trainingSizes(gzipSizes(folder));
  assert.ok(sizes.length >= 6);
  for (const [module, kilobytes] of sizes) {
    const limit = sizeLimit(module);
    assert.ok(kilobytes <= limit, `${module} takes ${kilobytes} KB, more than ${limit} (tests/bench/sizes.mjs)`);
  }
});
