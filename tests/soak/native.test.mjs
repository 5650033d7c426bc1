// A million steps of the program's core.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assertFlat, shareOf, test } from './soak.mjs';

const program = fileURLToPath(new URL('../../build/native/lanes_soak', import.meta.url));

for (const [engine, full] of [
  ['tensor', 1_000_000],
  ['value', 20_000],
]) {
  test(`${engine}: ${full} steps, or a share of them`, async (t) => {
    const { stdout } = await promisify(execFile)(program, [engine, String(shareOf(full, 5000))]);
    const { steps, slowdown, memory_growth } = JSON.parse(stdout);
    assert.ok(steps >= shareOf(full));
    t.diagnostic(`${steps} steps`);
    assertFlat(t, 'time per step', slowdown);
    assertFlat(t, 'memory', memory_growth);
  });
}
