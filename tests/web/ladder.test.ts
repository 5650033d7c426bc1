// The mathematics of the ladder: the waterfall, its product, where rungs overtake each other, and the table as
// Markdown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noRounds, type PairRounds } from '../../web/src/measure/pairs.ts';
import { cellsOf, columns, markdownOf } from '../../web/src/ladder/columns.ts';
import { ladderSection } from '../../web/src/ladder/export.ts';
import { checkOf, figuresOf, productOf } from '../../web/src/ladder/figures.ts';
import type { Measured, MeasuredPair } from '../../web/src/ladder/measured.ts';
import { foretell, plans } from '../../web/src/ladder/plan.ts';
import { directPair, rungs } from '../../web/src/ladder/rungs.ts';
import { configOf, learningRateOf, positionsOf } from '../../web/src/ladder/sizes.ts';
import { overburdened } from '../../web/src/contenders/contender.ts';
import { describeCrossings, explain } from '../../web/src/ladder/words.ts';
import { contenders } from '../../web/src/contenders/contenders.ts';

const rung = (id: string) => rungs.find((candidate) => candidate.id === id)!;

/** Ten rounds in which each step takes exactly so long. */
function exactly(a: number, b: number): PairRounds {
  const rounds = (milliseconds: number): number[] => Array<number>(10).fill(milliseconds);
  const times = { a: rounds(a), b: rounds(b), twin: rounds(Math.min(a, b)) };
  return { progress: 1, block: 1, times, twinOf: a < b ? 'a' : 'b', gap: 0 };
}

/** A measurement in which the rungs take so many milliseconds per step. */
function measuredAt(width: number, times: Record<string, number>, losses: Record<string, number[]> = {}): Measured {
  const ids = rungs.map(({ id }) => id).filter((id) => id in times);
  const pairs = ids
    .slice(1)
    .map((id, i): MeasuredPair => ({ a: rung(ids[i]!), b: rung(id), ...exactly(times[ids[i]!]!, times[id]!) }));
  return {
    environment: {
      date: '2026-11-21T12:34:56.000Z',
      user_agent: 'Chrome/156 Linux',
      cores: 2,
      isolated: true,
      timer_step_ms: 0.005,
      lanes_version: '0.1.0',
    },
    material: { data: { name: 'names.txt', documents: 3, vocabulary: 27, sha256: 'ab' }, corpus: 'lines', seed: 42 },
    config: configOf(width),
    learningRate: learningRateOf(width),
    effort: 'thorough',
    parameters: 4192 * (width / 16) ** 2,
    flops: 153_451 * (width / 16) ** 2,
    runs: new Map(ids.map((id) => [id, { losses: Float64Array.from(losses[id] ?? [3, 2]) }])),
    pairs,
    leftOut: [],
  };
}

test('every contender is a rung with an idea of its own, in the order of the contenders', () => {
  assert.deepEqual(rungs, contenders);
  assert.equal(new Set(rungs.map(({ idea }) => idea)).size, rungs.length);
  for (const [i, { noun, carriesOn }] of rungs.entries()) {
    assert.ok(noun.length > 0);
    if (carriesOn) assert.ok(rungs.slice(0, i).some(({ id }) => id === carriesOn));
  }
});

test('the waterfall: times, gains and their product', () => {
  const measured = measuredAt(16, { python: 140, javascript: 7, value: 1, scalar: 0.05, simd: 0.0125 });
  const figures = figuresOf(measured, rungs);
  assert.deepEqual(
    figures.map((one) => one.rung.id),
    ['python', 'javascript', 'value', 'scalar', 'simd'],
  );
  assert.deepEqual(
    figures.map((one) => one.median),
    [140, 7, 1, 0.05, 0.0125],
  );
  for (const { time, median } of figures)
    assert.ok(Math.abs(time / median - 1) < 1e-12, 'without drift the ratios place them there');
  assert.equal(figures[0]!.gain, undefined);
  for (const [i, ratio] of [20, 7, 20, 4].entries()) {
    const { gain } = figures[i + 1]!;
    assert.ok(Math.abs(gain!.estimate.ratio - ratio) < 1e-9);
    assert.equal(gain!.verdict, 'faster');
    assert.equal(gain!.against, figures[i]!.rung);
  }
  assert.ok(Math.abs(figures.at(-1)!.improvement - 140 / 0.0125) < 1e-6);
  assert.ok(Math.abs(figures[4]!.gflops - 153_451 / 0.0125e6) < 1e-9);
  const product = productOf(figures)!;
  assert.deepEqual([product.slowest.id, product.fastest.id, product.estimate.rounds], ['python', 'simd', 10]);
  assert.ok(Math.abs(product.estimate.ratio - 11_200) < 1e-6);
});

/** Rounds that are too unlike to tell anything. */
function busy(a: number, b: number): PairRounds {
  const rounds = exactly(a, b);
  const times = { ...rounds.times, a: rounds.times.a.map((time, i) => time * (1 + (i % 5) / 4)) };
  return { ...rounds, times };
}

test('where the machine was too busy, no number is quoted, and what was told stands', () => {
  const measured = measuredAt(16, { javascript: 7, value: 1, scalar: 0.05, simd: 0.0125, relaxed: 0.01 });
  Object.assign(measured.pairs[1]!, busy(1, 0.05));
  const figures = figuresOf(measured, rungs);
  const [javascript, value, scalar, simd] = figures;
  assert.equal(scalar!.gain!.verdict, 'cannot tell');
  assert.deepEqual(
    [javascript!.time, value!.time].map((time) => Number(time.toFixed(9))),
    [7, 1],
  );
  assert.ok(Math.abs(scalar!.time / simd!.time - 4) < 1e-9, 'told against the next');
  assert.ok(Number.isNaN(scalar!.improvement) && Number.isNaN(simd!.improvement), 'but not against the first');
  const product = productOf(figures)!;
  assert.deepEqual(
    [product.slowest.id, product.fastest.id],
    ['scalar', 'relaxed'],
    'the longest way that could be told',
  );
  assert.ok(Math.abs(product.estimate.ratio - 5) < 1e-9);
  const cells = cellsOf(scalar!, measured);
  assert.deepEqual(cells.slice(5, 8), ['cannot tell', '–', '–']);

  Object.assign(measured.pairs[2]!, busy(0.05, 0.0125));
  const [, , alone] = figuresOf(measured, rungs);
  assert.ok([alone!.time, alone!.median, alone!.average, alone!.gflops].every(Number.isNaN));
  assert.deepEqual(cellsOf(alone!, measured).slice(0, 2), ['–', '–']);
  assert.doesNotMatch(explain(measured, new Map([[16, measured]]), rungs).join(' '), /NaN|–/);
  const [section] = (ladderSection(new Map([[16, measured]]), rungs) as { widths: object[] }).widths;
  const saved = JSON.parse(JSON.stringify(section)).rungs[2];
  assert.deepEqual([saved.ms, saved.median_ms, saved.to_the_rung_before.speedup.ratio], [null, null, null]);
  assert.match(saved.to_the_rung_before.reason, /too busy/);

  Object.assign(measured.pairs[0]!, busy(7, 1));
  assert.equal(productOf(figuresOf(measured, rungs))!.slowest.id, 'simd');
  Object.assign(measured.pairs[3]!, busy(0.0125, 0.01));
  assert.equal(productOf(figuresOf(measured, rungs)), undefined);
});

test('a product is held against a ratio that was measured directly', () => {
  const measured = measuredAt(16, { python: 140, javascript: 7, value: 1, scalar: 0.05, simd: 0.0125 });
  const taking = ['python', 'javascript', 'value', 'scalar', 'simd'].map(rung);
  const pair = directPair(taking)!;
  assert.deepEqual([pair.a.id, pair.b.id], ['value', 'simd']);
  assert.equal(directPair(taking.slice(0, 4)), undefined, 'neighbours have no product');
  const held = (direct: PairRounds) => {
    const whole = { ...measured, direct: { ...pair, ...direct } };
    const check = checkOf(whole, figuresOf(whole, rungs));
    const [section] = (ladderSection(new Map([[16, whole]]), rungs) as { widths: object[] }).widths;
    return { check, saved: JSON.parse(JSON.stringify(section)).held_against_direct };
  };
  const same = held(exactly(1, 0.0125));
  assert.ok(Math.abs(same.check!.direct.ratio - 80) < 1e-9 && Math.abs(same.check!.product.ratio - 80) < 1e-9);
  const near = held({
    ...exactly(1, 0.0125),
    times: { ...exactly(1, 0.0125).times, a: [...Array(10).keys()].map((i) => 0.98 + 0.004 * i) },
  });
  assert.equal(near.check!.agrees, true);
  assert.equal(near.saved.agrees, true);
  const other = held(exactly(1, 0.011));
  assert.equal(other.check!.agrees, false);
  assert.deepEqual([other.saved.from, other.saved.to, other.saved.agrees], ['value', 'simd', false]);
  assert.equal(held(busy(1, 0.0125)).check, undefined, 'what cannot be told is held against nothing');
  assert.equal(held(noRounds).saved, undefined);
});

test('a slow moment of the machine moves no bar against the others', () => {
  const measured = measuredAt(16, { value: 1, scalar: 0.1, simd: 0.05, relaxed: 0.04 });
  const last = measured.pairs.at(-1)!;
  Object.assign(last, exactly(0.05 * 3, 0.04 * 3));
  const [, scalar, simd, relaxed] = figuresOf(measured, rungs);
  assert.ok(relaxed!.median > simd!.median, 'by itself the faster one looks slower');
  assert.ok(Math.abs(simd!.time / relaxed!.time - 1.25) < 1e-12);
  assert.ok(Math.abs(scalar!.time / simd!.time - 2) < 1e-12);
});

test('the product leaves out what gains nothing or loses at the top', () => {
  const losing = measuredAt(16, { value: 1, simd: 0.02, relaxed: 0.02, threads: 0.03 });
  const product = productOf(figuresOf(losing, rungs))!;
  assert.deepEqual([product.slowest.id, product.fastest.id], ['value', 'simd']);
  assert.ok(Math.abs(product.estimate.ratio - 50) < 1e-9);
  const only = measuredAt(16, { simd: 0.02, relaxed: 0.02 });
  assert.equal(productOf(figuresOf(only, rungs)), undefined);
});

test('a measurement that was cut short has figures of the rungs it came to', () => {
  const measured = measuredAt(16, { javascript: 7, value: 1, scalar: 0.05 });
  Object.assign(measured.pairs[1]!, noRounds);
  assert.deepEqual(
    figuresOf(measured, rungs).map((one) => one.rung.id),
    ['javascript', 'value'],
  );
  Object.assign(measured.pairs[0]!, noRounds);
  assert.deepEqual(figuresOf(measured, rungs), []);
});

test('losses are compared with those of the value graph, over few steps where the model is wide', () => {
  const steps = (last: number): number[] => [...Array<number>(20).fill(3), last];
  const losses = { javascript: [3, 3], value: steps(2), simd: steps(2.5) };
  const times = { javascript: 7, value: 1, simd: 0.0125 };
  const [javascript, value, simd] = figuresOf(measuredAt(16, times, losses), rungs);
  assert.deepEqual(javascript!.difference, { compared: 2, largest: 0, step: 0 });
  assert.equal(value!.difference, undefined);
  assert.deepEqual(simd!.difference, { compared: 21, largest: 0.5, step: 21 });
  assert.deepEqual([simd!.loss, simd!.steps], [2.5, 21]);
  const wide = figuresOf(measuredAt(64, times, losses), rungs)[2]!;
  assert.deepEqual(wide.difference, { compared: 20, largest: 0, step: 0 });
});

test('crossings in words', () => {
  const at = (width: number, threads: number): [number, Measured] => [
    width,
    measuredAt(width, { simd: 2, relaxed: 1, threads }),
  ];
  assert.deepEqual(describeCrossings(new Map([at(16, 1)]), rungs), [
    'Two widths that could be told are needed to see lines cross.',
  ]);
  assert.deepEqual(describeCrossings(new Map([at(64, 2), at(256, 0.5)]), rungs), [
    'The threaded build overtakes the build with FMA at a width of about 128.',
    'The other rungs keep their order in the measured range, from 64 to 256.',
  ]);
  assert.deepEqual(describeCrossings(new Map([at(16, 1.5), at(32, 1.5)]), rungs), [
    'No rung overtakes the one before it in the measured range, from 16 to 32.',
  ]);
});

test('the explanation is made of the figures', () => {
  const narrow = measuredAt(16, { value: 1, scalar: 0.05, simd: 0.02, relaxed: 0.02 });
  const wide = measuredAt(64, { value: 16, scalar: 0.8, simd: 0.16, relaxed: 0.16 });
  assert.deepEqual(explain(undefined, new Map(), rungs), []);
  const alone = explain(narrow, new Map([[16, narrow]]), rungs).join(' ');
  assert.match(
    alone,
    /^At width 16 a step is about 0\.15 million .* on 4,192 parameters.*51,000 boxes.* 20 ns for each/,
  );
  assert.match(alone, /Measure another width/);
  const both = explain(
    narrow,
    new Map([
      [64, wide],
      [16, narrow],
    ]),
    rungs,
  ).join(' ');
  assert.match(both, /The build with FMA computes most per second at width 64: 15 GFLOP\/s/);
  assert.match(both, /computes most per second.*step of width 16 would take 10\.0 µs.*takes 20\.0 µs: 50%/);
  assert.match(both, /from the scalar build to the SIMD build 2\.50× at width 16 and 5\.00× at 64/);
});

test('the table as Markdown: a row for each rung, as many cells as columns, bars escaped', () => {
  const measured = measuredAt(16, { value: 1, simd: 0.02, relaxed: 0.02 });
  measured.leftOut = [{ rung: rung('threads'), reason: 'Not | here.' }];
  const figures = figuresOf(measured, rungs);
  const lines = markdownOf(figures, measured).split('\n');
  assert.equal(lines[0], `| Rung | ${columns.map((column) => column.replaceAll('|', '\\|')).join(' | ')} |`);
  assert.match(lines[1]!, /^\| --- \|( ---: \|)+$/);
  for (const line of lines.slice(0, 5)) assert.equal(line.replaceAll('\\|', '').split('|').length, columns.length + 3);
  assert.equal(
    lines[3],
    '| Tensors, 128-bit SIMD | 0.0200 | 20.0 ms | 2.0000 (2 steps) | 4,192 | 7.67 | ' +
      '50.0× | 50.0 to 50.0 | 50× | 0 (2 steps) |',
  );
  assert.match(lines[4]!, /1\.00×, no significant difference/);
  assert.match(
    lines.join('\n'),
    /Width 16, 1 layer, 4 heads, block 16.*Not measured\. Tensors, SIMD on threads: Not | here\./s,
  );
  assert.equal(cellsOf(figures[0]!, measured).length, columns.length);
});

test('the section of the saved results has every rung and every round', () => {
  assert.equal(ladderSection(new Map(), rungs), undefined);
  const measured = measuredAt(16, { value: 1, scalar: 0.05, simd: 0.0125 });
  const wide = measuredAt(64, { value: 16, simd: 0.1 });
  const { widths: sections } = JSON.parse(
    JSON.stringify(
      ladderSection(
        new Map([
          [64, wide],
          [16, measured],
        ]),
        rungs,
      ),
    ),
  );
  assert.deepEqual(
    sections.map(({ width }: { width: number }) => width),
    [16, 64],
  );
  const [first] = sections;
  assert.deepEqual(
    first.rungs.map(({ id }: { id: string }) => id),
    ['value', 'scalar', 'simd'],
  );
  assert.equal(first.rungs[1].to_the_rung_before.against, 'value');
  assert.equal(first.rungs[1].to_the_rung_before.verdict, 'faster');
  assert.deepEqual(first.rungs[1].loss_difference, { largest: 0, steps: 2 });
  assert.equal(first.pairs.length, 2);
  assert.equal(first.pairs[0].ms_per_step.a.length, 10);
  assert.equal(first.pairs[0].ms_per_step.twin.length, 10);
  assert.equal(first.product.to, 'simd');
  assert.equal(first.config.seed, 42);
});

test('the positions of the documents, and the learning rate of a width', () => {
  const names = new TextEncoder().encode('ada\ngrace\nmargaret hamilton-and-more\n');
  const dataset = { name: 'names', bytes: names, documents: 3, vocabulary: 27, sha256: '', warnings: [] };
  assert.deepEqual(positionsOf(dataset, 'lines'), [4, 6, 16]);
  assert.deepEqual(positionsOf(dataset, 'text'), [16, 16, 5]);
  assert.equal(learningRateOf(16), 0.01);
});

test('what is boxed is left out where a step makes too many boxes, and the data is too large for some', () => {
  for (const id of ['value', 'scalar', 'threads']) assert.equal(overburdened(rung(id), 1e12, 1e12), undefined);
  assert.equal(overburdened(rung('python'), 1e6, 5e6), undefined);
  assert.equal(
    overburdened(rung('python'), 1_650_000, 0),
    'Left out at this size: a step would make up to 1,700,000 objects and take several seconds.',
  );
  assert.equal(overburdened(rung('javascript'), 4e6, 5e6), undefined);
  assert.match(overburdened(rung('javascript'), 6.5e6, 0)!, /6,500,000 objects and take more than a second\.$/);
  assert.equal(
    overburdened(rung('javascript'), 0, 6e6),
    'Left out: the data is 6.0 MB, and JavaScript reads at most 5.0 MB.',
  );
});

test('a measurement says beforehand how long it takes', () => {
  const boxes = 125_000; // at a width of 16
  const without = rungs.filter(({ download }) => !download);
  const seconds = foretell(without, boxes, plans.thorough) / 1000;
  assert.ok(seconds > 20 && seconds < 55, `${seconds} s`);
  assert.ok(foretell(without, boxes, plans.quick) < 15_000);
  const [python] = rungs;
  assert.ok(
    foretell(rungs, boxes, plans.quick) > foretell(without, boxes, plans.quick) + python!.download!.milliseconds,
  );
});
