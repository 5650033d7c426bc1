// The statistics on the cases that src/measure/statistics.h must answer alike, and on samples whose answers are plain.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  compare,
  figureOf,
  judge,
  median,
  medianInterval,
  productOfRatios,
  quantile,
  settled,
  uniformStream,
  type Estimate,
  type Verdict,
} from '../../web/src/measure/statistics.ts';

/** `null` stands for a number that there is not. */
type Numbers = (number | null)[];

interface Cases {
  intervals: { values: number[]; interval: Numbers }[];
  figures: { times: Numbers; figure: Numbers }[];
  settled: { times: Numbers; settled: boolean }[];
  comparisons: (Omit<Estimate, 'low' | 'high'> & {
    first: Numbers;
    second: Numbers;
    low: number | null;
    high: number | null;
  })[];
}

const cases = JSON.parse(readFileSync(new URL('../measure/cases.json', import.meta.url), 'utf8')) as Cases;

const numbers = (list: Numbers): number[] => list.map((value) => value ?? NaN);

function assertSame(found: number[], expected: Numbers): void {
  for (const [i, value] of expected.entries()) {
    if (value === null) assert.ok(Number.isNaN(found[i]));
    else assert.ok(Math.abs(found[i]! / value - 1) <= 1e-12, `${found[i]} for ${value}`);
  }
}

test('the shared cases', () => {
  for (const { values, interval } of cases.intervals) {
    const { low, high } = medianInterval(values);
    assertSame([low, high], interval);
  }
  for (const { times, figure } of cases.figures) {
    const { value, low, high } = figureOf(numbers(times));
    assertSame([value, low, high], figure);
  }
  for (const one of cases.settled) assert.equal(settled(numbers(one.times)), one.settled);
  for (const { first, second, ...expected } of cases.comparisons) {
    const { ratio, low, high, ...counts } = compare(numbers(first), numbers(second));
    assertSame([ratio, low, high], [expected.ratio, expected.low, expected.high]);
    assert.deepEqual(counts, { rounds: expected.rounds, calm: expected.calm, steady: expected.steady });
  }
});

test('the interval of very many values is found, too', () => {
  const values = Array.from({ length: 100_001 }, (_, i) => i);
  const { low, high } = medianInterval(values);
  assert.ok(Math.abs(low - (50_000 - 310)) < 5 && Math.abs(high - (50_000 + 310)) < 5, `${low} to ${high}`);
});

test('median and quantile of small samples', () => {
  assert.equal(median([3]), 3);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(quantile([1, 2, 3, 4, 5], 0), 1);
  assert.equal(quantile([1, 2, 3, 4, 5], 0.25), 2);
  assert.equal(quantile([1, 2], 0.75), 1.75);
  assert.equal(quantile([5, 1, 4], 1), 5);
  assert.ok(Number.isNaN(median([])));
  assert.equal(median([10, 9, 100, 1]), 9.5, 'sorted as numbers, not as text');
});

test('the median leaves its input as it was', () => {
  const values = [3, 1, 2];
  median(values);
  assert.deepEqual(values, [3, 1, 2]);
});

test('the uniform stream repeats for a seed, differs between seeds and is uniform', () => {
  const draw = (seed: number): number[] => {
    const random = uniformStream(seed);
    return Array.from({ length: 10000 }, random);
  };
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
  assert.equal(draw(42)[0], 0.6011037519201636, 'as in C++');
  const values = draw(3);
  assert.ok(values.every((value) => value >= 0 && value < 1));
  const mean = values.reduce((a, b) => a + b) / values.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01);
});

test('an estimate leaves out what the clock did not see', () => {
  const some = compare([2, 0, Infinity, 3, NaN, 4], [1, 1, 1, 1, 1, 1]);
  assert.ok(Math.abs(some.ratio - 3) < 1e-12);
  assert.equal(some.rounds, 3);
  const none = compare([0], [1]);
  assert.equal(none.rounds, 0);
  assert.ok(Number.isNaN(none.ratio));
  assert.ok(Number.isNaN(figureOf([NaN, 0]).value));
});

function estimate(low: number, high: number, calm = 20, steady = true): Estimate {
  return { ratio: Math.sqrt(low * high), low, high, rounds: calm, calm, steady };
}

test('a gain counts only beyond 1 and beyond the control', () => {
  const control = estimate(0.97, 1.04);
  const verdict = (low: number, high: number): Verdict => judge(estimate(low, high), control).verdict;
  assert.equal(verdict(4.8, 5.2), 'faster');
  assert.equal(verdict(0.56, 0.6), 'slower');
  assert.equal(verdict(0.99, 1.07), 'no significant difference');
  assert.equal(verdict(1.01, 1.03), 'no significant difference', 'within what the control shows');
  assert.equal(verdict(0.98, 0.99), 'no significant difference');
});

test('where a measurement cannot tell, it says why', () => {
  const quiet = estimate(0.99, 1.01);
  const reason = (found: Estimate, control = quiet): string => {
    const judgement = judge(found, control);
    assert.ok(judgement.verdict === 'cannot tell');
    return judgement.reason;
  };
  assert.match(reason(estimate(4.8, 5.2, 7)), /^Too few rounds/);
  assert.match(reason(estimate(4.8, 5.2), estimate(1, 1, 2)), /^Too few rounds/);
  assert.match(reason(estimate(4.8, 5.2, 20, false)), /changed its speed/);
  assert.match(reason(estimate(4.5, 5.5)), /too busy to tell within 10 %/);
  assert.match(reason(estimate(4.8, 5.2), estimate(1.06, 1.1)), /the same code, measured twice, differed/);
  assert.match(reason(estimate(4.8, 5.2), estimate(0.9, 0.94)), /the same code, measured twice, differed/);
});

test('the interval of a product holds the product, and is wider than that of one factor', () => {
  const one = estimate(3.9, 4.1);
  const two = productOfRatios([one, estimate(4.8, 5.2, 12)]);
  assert.ok(Math.abs(two.ratio - one.ratio * Math.sqrt(4.8 * 5.2)) < 1e-9);
  assert.ok(two.low < two.ratio && two.ratio < two.high);
  assert.ok(two.high / two.low > one.high / one.low);
  assert.ok(two.high / two.low < (one.high / one.low) * (5.2 / 4.8), 'not all errors have the same sign');
  assert.equal(two.rounds, 12);
  assert.deepEqual(productOfRatios([one]).ratio, one.ratio);
});
