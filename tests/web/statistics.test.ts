// The statistics of a comparison on samples whose answers are known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bootstrapInterval,
  estimateRatio,
  isSteady,
  judge,
  median,
  quantile,
  roundRatio,
  uniformStream,
  type RatioEstimate,
} from '../../web/src/measure/statistics.ts';

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
  const values = draw(3);
  assert.ok(values.every((value) => value >= 0 && value < 1));
  const mean = values.reduce((a, b) => a + b) / values.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01);
});

/** Normal numbers by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

test('the bootstrap interval of the median holds the true median about 95 times in 100', () => {
  const random = uniformStream(7);
  let covered = 0;
  for (let experiment = 0; experiment < 200; ++experiment) {
    const sample = Array.from({ length: 40 }, () => 5 + normal(random));
    const { low, high } = bootstrapInterval(sample, 0.95, 400);
    assert.ok(low <= median(sample) && median(sample) <= high);
    if (low <= 5 && 5 <= high) ++covered;
  }
  assert.ok(covered >= 180 && covered <= 199, `${covered} of 200`);
});

test('the bootstrap interval narrows with the sample and is a point for constant values', () => {
  const random = uniformStream(8);
  const width = (n: number): number => {
    const { low, high } = bootstrapInterval(Array.from({ length: n }, () => normal(random)));
    return high - low;
  };
  assert.ok(width(400) < width(25) / 2);
  assert.deepEqual(bootstrapInterval([2, 2, 2, 2]), { low: 2, high: 2 });
  assert.ok(Number.isNaN(bootstrapInterval([2]).low));
});

test('A B B A cancels a drift that is linear in time', () => {
  const drift = (k: number): number => 10 + k;
  assert.equal(roundRatio({ a: [drift(0), drift(3)], b: [drift(1), drift(2)] }), 1);
  assert.equal(roundRatio({ a: [10, 10], b: [2, 2] }), 5);
});

test('the estimate is the median ratio, and rounds that the timer could not see are left out', () => {
  const rounds = [4, 5, 6, 100].map((factor) => ({ a: [factor, factor] as const, b: [1, 1] as const }));
  const estimate = estimateRatio([...rounds, { a: [1, 1], b: [0, 0] }, { a: [0, 0], b: [1, 1] }]);
  assert.equal(estimate.ratio, 5.5);
  assert.equal(estimate.n, 4);
  assert.ok(estimate.low >= 4 && estimate.high <= 100);
  assert.equal(estimateRatio([]).n, 0);
  assert.ok(Number.isNaN(estimateRatio([]).ratio));
});

test('a gain counts only beyond 1 and beyond the control', () => {
  const estimate = (low: number, high: number, n = 20): RatioEstimate => ({ ratio: (low + high) / 2, low, high, n });
  const control = estimate(0.97, 1.04);
  assert.equal(judge(estimate(4.8, 5.2), control), 'faster');
  assert.equal(judge(estimate(0.5, 0.6), control), 'slower');
  assert.equal(judge(estimate(0.99, 1.2), control), 'no significant difference');
  assert.equal(judge(estimate(1.01, 1.03), control), 'no significant difference', 'within what the control shows');
  assert.equal(judge(estimate(0.98, 0.99), control), 'no significant difference');
  assert.equal(judge(estimate(4.8, 5.2, 3), control), 'too few rounds');
  assert.equal(judge(estimate(4.8, 5.2), estimate(1, 1, 2)), 'too few rounds');
});

test('identical code is not called faster in a simulated noisy measurement', () => {
  const random = uniformStream(11);
  const time = (): number => 1 + 0.1 * Math.abs(normal(random)) + (random() < 0.05 ? 3 : 0);
  const rounds = () =>
    Array.from({ length: 40 }, () => ({ a: [time(), time()] as const, b: [time(), time()] as const }));
  let wrong = 0;
  for (let i = 0; i < 40; ++i) {
    if (judge(estimateRatio(rounds()), estimateRatio(rounds())) !== 'no significant difference') ++wrong;
  }
  assert.ok(wrong <= 2, `${wrong} of 40`);
});

test('call times are steady only once they stopped falling', () => {
  const flat = (n: number, value: number): number[] =>
    Array.from({ length: n }, (_, i) => value * (1 + 0.01 * (i % 3)));
  assert.equal(isSteady([]), false);
  assert.equal(isSteady(flat(79, 1)), false, 'too few windows to tell');
  assert.equal(isSteady(flat(80, 1)), true);
  assert.equal(isSteady([...flat(60, 3), ...flat(20, 1)]), false, 'the faster code has only just come');
  assert.equal(isSteady([...flat(60, 3), ...flat(60, 1)]), true);
  const falling = Array.from({ length: 200 }, (_, i) => 10 - 0.04 * i);
  assert.equal(isSteady(falling), false);
});
