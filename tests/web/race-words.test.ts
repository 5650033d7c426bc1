// The sentences in which a race and what was measured can be retold.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contenderOf } from '../../web/src/contenders/contenders.ts';
import { noRounds, pairsOf, type PairResult } from '../../web/src/measure/pairs.ts';
import { compareSteps, describeFirstStep } from '../../web/src/race/meanwhile.ts';
import { describeMeasured } from '../../web/src/race/words.ts';

/** Pairs of contenders with these times, each measured the same in every round but for a little. */
function measured(times: Record<string, number>, wobble = 0.001): PairResult[] {
  const around = (time: number): number[] => Array.from({ length: 20 }, (_, i) => time * (1 + wobble * (i % 5)));
  return pairsOf(Object.keys(times)).map(({ a, b }) => ({
    ...noRounds,
    a: contenderOf(a),
    b: contenderOf(b),
    times: { a: around(times[a]!), b: around(times[b]!), twin: around(times[b]!) },
    twinOf: 'b',
    progress: 1,
  }));
}

test('what was measured is told with its causes, as far as each was measured against the one before it', () => {
  const all = describeMeasured(measured({ value: 160, scalar: 27, simd: 8.8, relaxed: 8 }), 1000);
  assert.match(
    all,
    /^Measured: The build with FMA did 1,000 steps while the value graph did 50, 20\.\d+ times the speed/,
  );
  assert.match(
    all,
    /: 5\.9 from not boxing numbers, 3\.1 from four lanes at once and 1\.1 from fusing multiply and add\.$/,
  );
  const gap = describeMeasured(measured({ value: 160, simd: 8.8, relaxed: 8 }), 1000);
  assert.doesNotMatch(gap, / from (not|four)/, 'four lanes were not measured against one');
  const slower = describeMeasured(measured({ scalar: 20, simd: 8.8, relaxed: 9.5 }), 1000);
  assert.match(slower, /^Measured: The SIMD build did 1,000 steps while the scalar build did 440/);
});

test('a gap of more than a run is told, and so is that there is no answer', () => {
  assert.match(describeMeasured(measured({ value: 160_000, scalar: 27 }), 1000), /had not finished its first/);
  assert.equal(describeMeasured(measured({ value: 10, scalar: 10 }), 1000), 'Measured: no significant difference.');
  const few = measured({ value: 10, scalar: 5 }).map((pair) => ({
    ...pair,
    times: { a: [10, 10], b: [5, 5], twin: [5, 5] },
  }));
  assert.match(describeMeasured(few, 1000), /^Measured, without an answer\. .+ Measure again at a calmer time\.$/);
});

test('what vector units do during the first step of another is told as far as it happened and can be told', () => {
  const [first, other] = [contenderOf('relaxed'), contenderOf('python')];
  const tell = (during: number, more = {}) =>
    describeFirstStep({ first, other, steps: 5000, during, told: true, ...more });
  assert.equal(tell(2934), 'While CPython took its first step, the same model took 2,900 on vector units');
  assert.equal(
    tell(2934, { told: false }),
    'While CPython took its first step, the same model took about 3,000 on vector units',
  );
  assert.equal(tell(5000), 'While CPython took its first step, the same model took 5,000 on vector units');
  assert.equal(
    tell(9900),
    'While CPython was in its first step, the same model took all of its 5,000 on vector units',
    'it took no more than it was to take',
  );
  assert.equal(
    tell(850, { first: contenderOf('scalar') }),
    'While CPython took its first step, the scalar build took 850',
    'no vector units',
  );
  for (const during of [20, NaN]) assert.equal(tell(during), undefined);
  assert.equal(
    compareSteps('the SIMD build', 'CPython', 1, 0.3),
    'The SIMD build did 1 step while CPython had not finished its first',
  );
});
