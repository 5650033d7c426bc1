import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is truthy, and resolves to it. `what` is said when it never is. */
export async function eventually(what, ask, seconds = 120) {
  for (const start = performance.now(); ; ) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(performance.now() - start < 1000 * seconds, `not within ${seconds} seconds: ${what}`);
    await sleep(50);
  }
}
