// The plan of a run, the series of its losses, and the curves and bins that charts draw from them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  binOf,
  binStart,
  commonBins,
  LogHistogram,
  MovingAverage,
  moments,
  smoothingSpan,
  stepsAt,
  thinnedSteps,
  valuesAt,
} from '../../web/src/race/curves.ts';
import { contenderStyles } from '../../web/src/contenders/styles.ts';
import type { Setup } from '../../web/src/model/setup.ts';
import { documentsToJudge, endingBy } from '../../web/src/race/clock.ts';
import { ChunkPlan, type Chunk } from '../../web/src/race/chunks.ts';
import { isPreviewStep, nextPreviewStep, previewStepsOf } from '../../web/src/model/preview-steps.ts';
import { isWide, showSlowdown, slowMotionFactor } from '../../web/src/race/plan.ts';
import { isTold, timingOf } from '../../web/src/race/timing.ts';
import { extendDifference, noDifference, Series } from '../../web/src/common/series.ts';
import { contenders } from '../../web/src/contenders/contenders.ts';

function seriesOf(...values: number[]): Series {
  const series = new Series();
  series.append(Float64Array.from(values));
  return series;
}

test('names are sampled at 0, 1, 2, 5, 10, 20, 50 and so on', () => {
  const steps = Array.from({ length: 2001 }, (_, i) => i).filter(isPreviewStep);
  assert.deepEqual(steps, [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]);
  let step = 0;
  const visited = [0];
  while (step < 2000) {
    step = nextPreviewStep(step);
    visited.push(step);
  }
  assert.deepEqual(visited, steps);
  assert.equal(nextPreviewStep(999_999), 1_000_000);
  assert.deepEqual(previewStepsOf(2000), visited);
  assert.deepEqual(previewStepsOf(30), [0, 1, 2, 5, 10, 20, 30]);
  assert.deepEqual(previewStepsOf(1), [0, 1]);
});

test('chunks are planned while running: as long as the clock needs, and what it cannot read is none', () => {
  for (const [perStep, timerStep, rehearsed] of [
    [0.008, 0.005, undefined],
    [0.008, 0.02, undefined],
    [0.008, 0.1, 0.0075],
    [0.008, 0.005, 0.1], // the rehearsal was ten times slower
    [1.3, 0.005, 1.3],
    [142, 1, undefined],
  ] as const) {
    const plan = new ChunkPlan(timerStep, 0, rehearsed);
    const chunks: Chunk[] = [];
    for (let done = 0; done < 20_000; ) {
      const { steps } = plan;
      const chunk = plan.add(steps, { milliseconds: steps * perStep, work: steps });
      if (chunk) chunks.push(chunk);
      done += steps;
    }
    assert.ok(chunks.length > 4, `${perStep} ${timerStep}`);
    for (const { steps, milliseconds } of chunks) {
      assert.ok(steps * milliseconds >= 25 * timerStep, `${steps} steps of ${milliseconds}, clock ${timerStep}`);
      assert.ok(Math.abs(milliseconds / perStep - 1) < 1e-9);
    }
    const [last] = chunks.slice(-1);
    assert.ok(
      last!.steps * perStep <= 1.1 * Math.max(0.75, 50 * timerStep) + perStep,
      'no longer than the clock needs',
    );
  }
});

test('a chunk that is cut short counts if it can be read, and does not spoil the plan', () => {
  const plan = new ChunkPlan(0.005, 0, 0.008);
  const { steps } = plan;
  assert.equal(plan.add(2, { milliseconds: 0.016, work: 2 }), undefined);
  assert.equal(plan.steps, steps);
  assert.deepEqual(plan.add(50, { milliseconds: 0.4, work: 40 }), { steps: 50, milliseconds: 0.01 });
});

test('a figure is told once eight times or more agree within 10 %', () => {
  const times = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 30 : 10 + 0.01 * (i % 7)));
  const timing = timingOf(times);
  assert.ok(isTold(timing) && Math.abs(timing.median - 10.03) < 0.03 && Math.abs(timing.average - 10.03) < 0.03);
  assert.equal(timingOf(times.slice(0, 7)), 'too short');
  assert.equal(timingOf([]), 'too short');
  const still = [...Array<number>(30).fill(40), ...Array<number>(6).fill(10)];
  assert.equal(timingOf(still), 'too busy', 'the compiler is still at work');
  assert.equal(timingOf([10, 20, 11, 19, 12, 18, 13, 17, 14, 16]), 'too busy');
});

test('to watch, the slowest takes 9 seconds; slow motion gives the fastest 3 to 8', () => {
  assert.equal(showSlowdown(160), 56);
  assert.equal(showSlowdown(9000), 1);
  assert.equal(showSlowdown(20_000), 1, 'never faster than it is');
  assert.equal(slowMotionFactor(13.7), 500);
  assert.equal(slowMotionFactor(4.9), 1000);
  assert.equal(slowMotionFactor(1_000_000), 1, 'never faster than it is');
  for (const work of [13.7, 15, 10, 1400]) {
    const factor = slowMotionFactor(work);
    assert.match(factor.toExponential(), /^[125]e/);
    const seconds = (factor * work) / 1000;
    assert.ok(factor === 1 || (seconds > 3.1 && seconds <= 8), `${seconds} s`);
  }
});

test('a field is wide when the slowest would be watched for long and the fastest are far ahead', () => {
  assert.equal(isWide([160, 28, 8]), false);
  assert.equal(isWide([24_000, 1300, 8]), true);
  assert.equal(isWide([24_000, 20_000]), false, 'all are slow');
  assert.equal(isWide([14_000, 8]), false, 'it can be watched as it is');
});

test('a series keeps every value through its growth', () => {
  const series = new Series();
  for (let i = 0; i < 50; ++i) series.append(Float64Array.from({ length: 100 }, (_, k) => 100 * i + k));
  assert.equal(series.length, 5000);
  assert.ok(series.values().every((value, i) => value === i));
  assert.equal(series.last(), 4999);
  assert.ok(Number.isNaN(series.at(5000)));
  assert.ok(Number.isNaN(new Series().last()));
});

test('the largest difference is found as both sides grow', () => {
  const [a, b] = [seriesOf(1, 2, 3), seriesOf(1, 2.5)];
  let difference = extendDifference(noDifference, a, b);
  assert.deepEqual(difference, { compared: 2, largest: 0.5, step: 2 });
  b.append(Float64Array.of(2, 7));
  difference = extendDifference(difference, a, b);
  assert.deepEqual(difference, { compared: 3, largest: 1, step: 3 });
  assert.equal(extendDifference(noDifference, seriesOf(NaN), seriesOf(NaN)).largest, 0);
  assert.equal(extendDifference(noDifference, seriesOf(1), seriesOf(NaN)).largest, Infinity);
});

test('the moving average starts at the first value, follows growth and keeps constants', () => {
  const constant = new MovingAverage(20);
  constant.follow(seriesOf(3, 3, 3, 3));
  assert.ok(constant.output.values().every((value) => Math.abs(value - 3) < 1e-12));

  const source = seriesOf(4, 2);
  const average = new MovingAverage(3); // keeps half of what was
  average.follow(source);
  assert.deepEqual(Array.from(average.output.values()), [4, (0.25 * 4 + 0.5 * 2) / 0.75]);
  source.append(Float64Array.of(1));
  average.follow(source);
  const whole = new MovingAverage(3);
  whole.follow(seriesOf(4, 2, 1));
  assert.deepEqual(average.output.values(), whole.output.values());
  assert.equal(smoothingSpan(1000), 40);
  assert.equal(smoothingSpan(10), 5);
});

test('curves are thinned with both ends kept', () => {
  assert.deepEqual(Array.from(thinnedSteps(0, 10)), []);
  assert.deepEqual(Array.from(thinnedSteps(1, 10)), [1]);
  assert.deepEqual(Array.from(thinnedSteps(5, 10)), [1, 2, 3, 4, 5]);
  const steps = thinnedSteps(100_000, 700);
  assert.ok(steps.length <= 702);
  assert.equal(steps[0], 1);
  assert.equal(steps.at(-1), 100_000);
  assert.ok(steps.every((step, i) => i === 0 || step > steps[i - 1]!));
  assert.deepEqual(valuesAt([5, 6, NaN], [1, 3, 4]), [5, null, null]);
});

test('against the clock, a curve is drawn over the seconds of its own', () => {
  const times = moments(2, 4);
  assert.deepEqual(times, [0.5, 1, 1.5, 2]);
  assert.deepEqual(stepsAt(times, 1000, 2), [250, 500, 750, 1000]);
  assert.deepEqual(stepsAt(times, 3, 1), [2, 3, Infinity, Infinity], 'not there yet');
  assert.deepEqual(stepsAt(times, 0, 0), [Infinity, Infinity, Infinity, Infinity]);
  assert.deepEqual(valuesAt([5, 6], stepsAt(times, 2, 2)), [5, 5, 6, 6]);
});

test('a race against the clock holds documents out and knows no last step; one over steps stays as it is', () => {
  const setup = { steps: 1000, learningRate: 0.01 } as Setup;
  assert.equal(endingBy('steps', setup), setup);
  const timed = endingBy('5', setup);
  assert.deepEqual([timed.seconds, timed.holdout], [5, 0.1]);
  assert.ok(1e6 / timed.steps < 0.01, 'the rate stays');
  assert.equal(documentsToJudge({ parameters: 4192, heldOut: 1016 }), 1016);
  assert.equal(documentsToJudge({ parameters: 4192, heldOut: 100_000 }), 1192);
  assert.equal(documentsToJudge({ parameters: 400_000, heldOut: 1016 }), 20);
  assert.equal(documentsToJudge({ parameters: 4192, heldOut: 0 }), 0);
});

test('a histogram follows its list, and the shares of its bins add up to 100', () => {
  assert.deepEqual(commonBins([new LogHistogram()]), []);
  const values = [0.013, 0.0137, 0.0138, 1.3];
  const histogram = new LogHistogram();
  histogram.follow(values);
  values.push(1.31, 2.6);
  histogram.follow(values);
  const other = new LogHistogram();
  other.follow([30]);
  const bins = commonBins([histogram, other]);
  assert.equal(bins[0], binOf(0.013));
  assert.equal(bins.at(-1), binOf(30));
  assert.ok(bins.every((bin, i) => i === 0 || bin === bins[i - 1]! + 1));
  const sum = bins.reduce((total, bin) => total + histogram.share(bin), 0);
  assert.ok(Math.abs(sum - 100) < 1e-9);
  for (const value of values) {
    const bin = binOf(value);
    assert.ok(binStart(bin) <= value * (1 + 1e-12) && value < binStart(bin + 1));
  }
  assert.ok(Math.abs(histogram.share(binOf(1.3)) - 200 / 6) < 1e-9, '1.3 and 1.31 share a bin');
  assert.equal(other.share(binOf(30)), 100);
  assert.equal(new LogHistogram().share(0), 0);
});

test('contenders have their own names, and whatever is boxed computes in double precision', () => {
  for (const trait of ['id', 'name', 'short', 'noun', 'what'] as const)
    assert.equal(new Set(contenders.map((contender) => contender[trait])).size, contenders.length, trait);
  for (const { boxed, precision } of contenders) assert.equal(precision, boxed ? 'f64' : 'f32');
});

/** How much lighter one colour is than another, as WCAG reckons. */
function contrast(...hex: [string, string]): number {
  const [lighter, darker] = hex
    .map((colour) => {
      const [red, green, blue] = [1, 3, 5].map((at) => {
        const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    })
    .sort((a, b) => b - a);
  return (lighter! + 0.05) / (darker! + 0.05);
}

test('every contender has a colour of its own that can be read in both themes, and a picture of its own', () => {
  assert.equal(new Set(contenders.map(({ texture }) => texture)).size, contenders.length);
  for (const [theme, card] of [
    ['light', '#ffffff'],
    ['dark', '#181b21'],
  ] as const) {
    assert.equal(new Set(contenders.map(({ colour }) => colour[theme])).size, contenders.length);
    for (const { id, colour } of contenders) assert.ok(contrast(colour[theme], card) >= 4.5, `${id}, ${theme}`);
  }
  const styles = contenderStyles(contenders);
  for (const { id, texture } of contenders) {
    assert.equal(styles.split(`--lane-${id}:`).length, 3, id);
    assert.ok(styles.includes(`[data-contender='${id}']`) && styles.includes(`.track-${texture} > .done`), id);
  }
});

test('the race starts with few contenders, each of which is there at once', () => {
  const first = contenders.filter(({ fromStart }) => fromStart);
  assert.deepEqual(
    first.map(({ id }) => id),
    ['value', 'scalar', 'simd', 'relaxed'],
  );
  assert.ok(first.every(({ download, largest }) => !download && !largest));
});
