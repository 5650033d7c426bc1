// What the long runs share. ./build.sh soak runs all of them in full; among the tests they are a twentieth as long, or
// whatever LANES_SOAK_SHARE says.
import assert from 'node:assert/strict';
import { test as nodeTest } from 'node:test';

const share = Number(process.env.LANES_SOAK_SHARE ?? 0.05);

/** This share of `full`, and at least `least`. */
export const shareOf = (full, least = 1) => Math.max(least, Math.round(full * share));

/** A test that says what it measured, and ends in any case. */
export const test = (name, run) => nodeTest(name, { timeout: 60_000 + 1_800_000 * share }, run);

/** Asserts that `ratio`, of late to early, is at most 5 % above one. */
export function assertFlat(t, what, ratio) {
  t.diagnostic(`${what}: ${(100 * (ratio - 1)).toFixed(1)} % more than at the beginning`);
  assert.ok(ratio <= 1.05, `${what}: ${ratio} times that of the beginning`);
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

/**
 * How much longer `old` takes than `fresh`, both functions that do the same work and resolve to their time: measured in
 * turns, so that it does not matter whether the machine itself becomes slower or faster.
 */
export async function slowdown(old, fresh, rounds = 25) {
  const times = { old: [], fresh: [] };
  for (let round = 0; round < rounds; round++) {
    const first = await old();
    times.fresh.push((await fresh()) + (await fresh()));
    times.old.push(first + (await old()));
  }
  return median(times.old) / median(times.fresh);
}
