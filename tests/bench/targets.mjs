// What we aim at (README.md), row by row: from the results to a figure and whether it meets its target. All are ratios,
// but for what a reader waits for and loads.
import { yardstick } from './floor.mjs';
import { ceilingShare, find, gflops, gigabytes, median } from './report.mjs';
import { sizeAim, trainingSizes } from './sizes.mjs';

const atLeast = (value, limit) => value >= limit;
const atMost = (value, limit) => value <= limit;
const percent = (value) => `${(100 * value).toFixed(0)}%`;
const times = (value) => value.toFixed(value < 0.1 ? 3 : value < 10 ? 2 : 0);

const rowOf = (results, name) => results.rows.find((row) => row.name === name);
const timingOf = (results, name, contender) => find(rowOf(results, name), contender);
const medianOf = (results, name, contender) => timingOf(results, name, contender)?.median;

/** Undefined, too, where one of them is. */
const over = (value, other) => (value === undefined || other === undefined ? undefined : value / other);

/** Entries [label, value, limit]; a value is undefined where it was not measured, and then nothing is said of it. */
function judged(entries, meets, text) {
  const measured = entries.filter(([, value]) => value !== undefined);
  if (measured.length === 0) return { figure: 'not measured in this run', met: undefined };
  return {
    figure: measured.map(([label, value]) => `${label} ${text(value)}`).join(', '),
    met: measured.every(([, value, limit]) => meets(value, limit)),
  };
}

/** Of the machine's ceiling, in each of the variants that have a limit. */
function shares(results, name, limits) {
  return Object.entries(limits).map(([variant, limit]) => {
    const timing = timingOf(results, name, variant);
    return [variant, timing && ceilingShare(timing, results.rows), limit];
  });
}

/** The best share of the ceiling in a row, whichever variant has it. */
function bestShare(results, name) {
  const list = rowOf(results, name)?.timings.map((timing) => ceilingShare(timing, results.rows)) ?? [];
  return list.length > 0 ? Math.max(...list) : undefined;
}

/** Several rows under a label each, by their best variants: [label, name, limit]. */
const bestShares = (results, rows) => rows.map(([label, name, limit]) => [label, bestShare(results, name), limit]);

/** A time in units of the least time of a step. */
const inFloors = (results, ms) => over(ms, results.floor?.milliseconds);

function step(results) {
  const name = 'microGPT, one step';
  const entry = (variant, limit) => [variant, inFloors(results, medianOf(results, name, variant)), limit];
  return [entry('simd', 0.72 * yardstick.simd), entry('relaxed', 0.68 * yardstick.relaxed)];
}

function bookkeeping(results) {
  const name = 'microGPT, one step without its kernels';
  return ['simd', 'relaxed'].map((v) => [v, inFloors(results, medianOf(results, name, v)), 0.3]);
}

/** Both took turns on the same documents. */
function longRun(results) {
  const name = 'microGPT, one step after 1,000 and after 100,000 steps';
  return ['simd', 'relaxed'].map((variant) => {
    const [early, late] = ['early', 'late'].map((when) => timingOf(results, name, `${variant} ${when}`));
    return [variant, early && late && median(late.ms.map((ms, i) => ms / early.ms[i])), 1.05];
  });
}

/** Of the programs that run natively, against the relaxed module in the browser. */
function natively(results) {
  const name = 'microGPT, one step';
  const browser = medianOf(results, name, 'relaxed');
  const limits = { relaxed: 0.95, avx2: 0.75, avx512: 0.65 };
  return Object.entries(limits).map(([variant, limit]) => {
    return [variant, over(results.native && medianOf(results.native, name, variant), browser), limit];
  });
}

/** Of the same variant in Chromium. */
function otherEngines(results) {
  const name = 'microGPT, one step';
  const limits = { firefox: { simd: 1.05, relaxed: 1.05 }, webkit: { simd: 1.3 } };
  return Object.entries(limits).flatMap(([engine, variants]) =>
    Object.entries(variants).map(([variant, limit]) => {
      const rows = results.engines?.[engine];
      const theirs = rows && medianOf({ rows }, name, variant);
      return [`${engine} ${variant}`, over(theirs, medianOf(results, name, variant)), limit];
    }),
  );
}

const tokenTime = (timing) => timing && timing.median / timing.work.tokens;

function sampling(results) {
  const time = tokenTime(timingOf(results, 'microGPT, 1,000 samples', 'relaxed'));
  return [['relaxed', inFloors(results, time), 0.036 * yardstick.relaxed]];
}

function samplingByStep(results) {
  const own = (name, variant) => timingOf(results, name, variant);
  return ['simd', 'relaxed'].map((variant) => {
    const time = tokenTime(own('microGPT, 1,000 samples', variant));
    return [variant, over(time, own('microGPT, one step', variant)?.median), 0.055];
  });
}

/** Against twice the peak of one thread. */
function twoThreads(results, name, limit) {
  const timing = timingOf(results, name, '2 threads');
  const peak = timingOf(results, 'peak', 'relaxed') ?? timingOf(results, 'peak', 'simd');
  return [['2 threads', timing && peak && gflops(timing) / (2 * gflops(peak)), limit]];
}

const wide = 'width 256, one document';

function wideThreads(results) {
  const [one, two] = ['1 thread', '2 threads'].map((n) => medianOf(results, `${wide}, one step on threads`, n));
  return [['2 threads', over(two, one), 1.03]];
}

/** The slowest of the square products of these sizes, over the three layouts. */
function slowestProduct(results, sizes, limits) {
  return Object.entries(limits).map(([variant, limit]) => {
    const names = sizes.flatMap((n) => ['nn', 'nt', 'tn'].map((layout) => `gemm ${layout} ${n} x ${n} x ${n}`));
    const found = names.map((name) => [name, timingOf(results, name, variant)]).filter(([, timing]) => timing);
    if (found.length < names.length) return [variant, undefined, limit];
    const all = found.map(([name, timing]) => [name, ceilingShare(timing, results.rows)]);
    const [name, share] = all.reduce((worst, next) => (next[1] < worst[1] ? next : worst));
    return [`${variant} (${name.split(' ').slice(1, 3).join(' ')})`, share, limit];
  });
}

function threadedProducts(results) {
  return [256, 512, 1024].map((n) => {
    const [[, share, limit]] = twoThreads(results, `gemm nt ${n} x ${n} x ${n} on threads`, 0.89);
    return [`n = ${n}:`, share, limit];
  });
}

/** Of what the triad moves at the same size. */
function streaming(results) {
  return ['100,000', '10,000,000'].map((n) => {
    const product = timingOf(results, `multiply n = ${n}`, 'simd');
    const triad = timingOf(results, `triad n = ${n}`, 'simd');
    return [n, product && triad && gigabytes(product) / gigabytes(triad), 0.9];
  });
}

/** How many operations at the peak take as long as one number of 65,536. */
function elementary(results) {
  const limits = { exponential: 56, logarithm: 56 };
  return Object.entries(limits).map(([kernel, limit]) => {
    const name = `${kernel} n = 65,536`;
    const peak = timingOf(results, 'peak', 'relaxed');
    const ms = medianOf(results, name, 'relaxed') ?? medianOf(results, name, 'simd');
    return [kernel, peak && ms && (ms * gflops(peak) * 1e6) / 65_536, limit];
  });
}

/** How many times as long the fastest other library takes. */
function beside(results) {
  const limits = { microGPT: 100, '801,536 parameters': 2, '3 layers of 96': 2 };
  return Object.entries(limits).map(([workload, limit]) => {
    const row = rowOf(results, `${workload}, one step beside others`);
    const ours = find(row, 'Lanes relaxed')?.median;
    const others = row?.timings.filter(({ variant }) => variant === 'other').map(({ median }) => median) ?? [];
    return [workload, others.length > 0 ? over(Math.min(...others), ours) : undefined, limit];
  });
}

function boxed(results) {
  const name = 'microGPT, one step in double precision';
  const value = results.native && medianOf(results.native, name, 'value engine');
  return [['value engine', inFloors(results, value), 115]];
}

const start = (results) => Object.entries(results.start ?? {}).map(([v, list]) => [v, median(list), 300]);

const sizes = (results) => trainingSizes(results.sizes).map(([module, size]) => [module, size, sizeAim(module)]);

const milliseconds = (value) => `${value.toFixed(0)} ms`;
const kilobytes = (value) => `${value.toFixed(1)} KB`;

/** [work, target, what was found]: one entry a row of the table. */
export function targets(results) {
  const { simd, relaxed } = yardstick;
  const attention = '8 x 64 tokens, 8 heads of 16';
  return [
    [
      'microGPT step / floor',
      `simd <= ${times(0.72 * simd)}, relaxed <= ${times(0.68 * relaxed)}`,
      judged(step(results), atMost, times),
    ],
    ['tape, arena, bookkeeping of it / floor', '<= 0.3', judged(bookkeeping(results), atMost, times)],
    ['after 100,000 steps / after 1,000', '<= 1.05', judged(longRun(results), atMost, times)],
    [
      'a step in other engines / in Chromium',
      'Firefox <= 1.05, WebKit simd <= 1.3',
      judged(otherEngines(results), atMost, times),
    ],
    [
      'a step natively / relaxed in Chromium',
      'relaxed <= 0.95, avx2 <= 0.75, avx512 <= 0.65',
      judged(natively(results), atMost, times),
    ],
    [
      'a token of sampling / floor of a step',
      `relaxed <= ${times(0.036 * relaxed)}`,
      judged(sampling(results), atMost, times),
    ],
    ['a token of sampling / a step', '<= 0.055', judged(samplingByStep(results), atMost, times)],
    [
      'attention of 64 positions, forward / ceiling',
      '>= 70%',
      judged(shares(results, `attention ${attention}`, { simd: 0.7, relaxed: 0.7 }), atLeast, percent),
    ],
    [
      'the same, backward',
      '>= 80%',
      judged(shares(results, `attention_backward ${attention}`, { simd: 0.8, relaxed: 0.8 }), atLeast, percent),
    ],
    [
      'softmax and cross-entropy / ceiling',
      '27 columns >= 10%, 256 columns >= 18%',
      judged(
        bestShares(results, [
          ['softmax 27', 'softmax 512 x 27', 0.1],
          ['256', 'softmax 1024 x 256', 0.18],
          ['cross-entropy 27', 'cross_entropy 512 x 27', 0.1],
          ['256', 'cross_entropy 1024 x 256', 0.18],
        ]),
        atLeast,
        percent,
      ),
    ],
    [
      'transpose 1,024 x 1,024 / ceiling',
      '>= 40%',
      judged(bestShares(results, [['best', 'transpose 1024 x 1024', 0.4]]), atLeast, percent),
    ],
    ['exp and log of 65,536, operations at the peak a number', '<= 56', judged(elementary(results), atMost, times)],
    [`${wide}: two threads / one`, '<= 1.03', judged(wideThreads(results), atMost, times)],
    [
      '801,536 parameters, one step / ceiling',
      'relaxed >= 93%',
      judged(shares(results, '801,536 parameters, one step', { relaxed: 0.93 }), atLeast, percent),
    ],
    [
      'the same on two threads / two ceilings',
      '>= 92%',
      judged(twoThreads(results, '801,536 parameters, one step on threads', 0.92), atLeast, percent),
    ],
    [
      '3 layers of 96, vocabulary 256, one step / ceiling',
      'relaxed >= 85%',
      judged(shares(results, '3 layers of 96, one step', { relaxed: 0.85 }), atLeast, percent),
    ],
    [
      'square GEMM, three layouts, n = 48 to 1,024 / ceiling',
      'slowest: simd >= 94%, relaxed >= 93%',
      judged(slowestProduct(results, [48, 64, 128, 256, 512, 1024], { simd: 0.94, relaxed: 0.93 }), atLeast, percent),
    ],
    [
      'the same, n = 32',
      'slowest: simd >= 73%, relaxed >= 53%',
      judged(slowestProduct(results, [32], { simd: 0.73, relaxed: 0.53 }), atLeast, percent),
    ],
    ['GEMM, two threads / two ceilings', '>= 89%', judged(threadedProducts(results), atLeast, percent)],
    ['element-wise multiply, 10^5 and 10^7 / triad', '>= 90%', judged(streaming(results), atLeast, percent)],
    [
      'fastest other library / Lanes relaxed, one step',
      'microGPT >= 100, the others >= 2',
      judged(beside(results), atLeast, times),
    ],
    ['boxed value graph, natively / floor', '<= 115', judged(boxed(results), atMost, times)],
    ['page load to first step, warm cache', '<= 300 ms', judged(start(results), atMost, milliseconds)],
    ['wasm + js, gzip', '<= 66 KB, threads <= 70 KB', judged(sizes(results), atMost, kilobytes)],
  ];
}

export const verdict = (met) => (met === null ? '-' : met ? 'met' : 'MISSED');
