// What we aim at (README.md), row by row: from the results to a figure and whether it meets its target.
import { find, gflops, gigabytes, median, time } from './report.mjs';

const fast = ['simd', 'relaxed'];
const three = (value) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/** What there is to say of one target: `met` is undefined where it was not measured. */
const unmeasured = (reason) => ({ figure: `not measured: ${reason}`, met: undefined });

function rowOf(results, name) {
  return results.rows.find((row) => row.name === name);
}

/** Times of some contenders of a row against limits in milliseconds. */
function timesAgainst(results, name, limits) {
  const row = rowOf(results, name);
  if (!row) return unmeasured(name.endsWith('on threads') ? 'no threads variant ran' : 'left out of this run');
  const parts = [];
  let met = true;
  for (const [contender, limit] of Object.entries(limits)) {
    const timing = find(row, contender);
    if (!timing) {
      const reason = row.missing.find((entry) => entry.contender === contender)?.reason ?? 'not supported here';
      return unmeasured(`${contender}: ${reason}`);
    }
    parts.push(`${contender} ${time(timing.median)}`);
    met &&= timing.median <= limit;
  }
  return { figure: parts.join(', '), met };
}

/** The slowest of the square products of these sizes, over the three layouts. */
function slowestProduct(results, sizes, floors) {
  const parts = [];
  let met = true;
  for (const [variant, floor] of Object.entries(floors)) {
    let worst;
    for (const n of sizes) {
      for (const layout of ['nn', 'nt', 'tn']) {
        const timing = find(rowOf(results, `gemm ${layout} ${n} x ${n} x ${n}`), variant);
        if (!timing) return unmeasured(`gemm ${layout} n = ${n}, ${variant}`);
        if (!worst || gflops(timing) < worst.rate) worst = { rate: gflops(timing), at: `${layout} ${n}` };
      }
    }
    parts.push(`${variant} ${three(worst.rate)} (${worst.at})`);
    met &&= worst.rate >= floor;
  }
  return { figure: `slowest: ${parts.join(', ')}`, met };
}

function threadedProducts(results) {
  const rates = [256, 512, 1024].map((n) => {
    const row = rowOf(results, `gemm nt ${n} x ${n} x ${n} on threads`);
    const timing = find(row, '2 threads');
    return timing ? { n, rate: gflops(timing) } : { n, reason: row?.missing[0]?.reason ?? 'no threads variant ran' };
  });
  const absent = rates.find(({ reason }) => reason);
  if (absent) return unmeasured(absent.reason);
  const figure = rates.map(({ n, rate }) => `n = ${n}: ${three(rate)}`).join(', ');
  return { figure, met: rates.every(({ rate }) => rate >= 80) };
}

function longRun(results) {
  const row = rowOf(results, 'microGPT, one step after 1,000 and after 100,000 steps');
  if (!row) return unmeasured('left out of this run');
  const parts = [];
  let met = true;
  for (const variant of fast) {
    const early = find(row, `${variant} early`);
    const late = find(row, `${variant} late`);
    if (!early || !late) continue;
    const ratio = median(late.ms.map((ms, i) => ms / early.ms[i])); // both took turns
    parts.push(`${variant} ${ratio.toFixed(3)}`);
    met &&= ratio <= 1.05;
  }
  return parts.length > 0 ? { figure: parts.join(', '), met } : unmeasured('neither simd nor relaxed ran');
}

/** At the streaming bandwidth: at least 90% of what the triad moves at the same size in the same run. */
function streaming(results) {
  const parts = [];
  let met = true;
  for (const n of ['100,000', '10,000,000']) {
    const product = find(rowOf(results, `multiply n = ${n}`), 'simd');
    const triad = find(rowOf(results, `triad n = ${n}`), 'simd');
    if (!product || !triad) return unmeasured('left out of this run');
    const share = gigabytes(product) / gigabytes(triad);
    parts.push(`${time(product.median)}, ${three(gigabytes(product))} GB/s, ${(100 * share).toFixed(0)}% of the triad`);
    met &&= share >= 0.9;
  }
  return { figure: parts.join('; '), met };
}

function sampling(results) {
  const row = rowOf(results, 'microGPT, 1,000 samples');
  const rates = fast.map((variant) => [variant, find(row, variant)]).filter(([, timing]) => timing);
  if (rates.length === 0) return unmeasured('left out of this run');
  const rate = (timing) => timing.work.tokens / timing.median / 1e3;
  return {
    figure: rates.map(([variant, timing]) => `${variant} ${rate(timing).toFixed(2)} M tokens/s`).join(', '),
    met: rates.every(([, timing]) => rate(timing) >= 2),
  };
}

function start(results) {
  const times = Object.entries(results.start ?? {}).map(([variant, list]) => [variant, median(list)]);
  if (times.length === 0) return unmeasured('left out of this run');
  const figure = times.map(([variant, ms]) => `${variant} ${ms.toFixed(0)} ms`).join(', ');
  return { figure, met: times.every(([, ms]) => ms <= 300) };
}

/** What a page loads to train in a variant. */
function sizes(results) {
  const entries = Object.entries(results.sizes).filter(([module]) => !/^experiments-|^f64$/.test(module));
  const text = entries.map(([variant, { wasm, js }]) => `${variant} ${((wasm + js) / 1000).toFixed(1)}`);
  return { figure: `${text.join(', ')} KB`, met: entries.every(([, { wasm, js }]) => wasm + js <= 70_000) };
}

/** [work, target, what was found]: one entry per row of the table, and the boxed baseline after it. */
export function targets(results) {
  return [
    [
      'microGPT step, 1 document',
      'simd <= 12 µs, relaxed <= 10 µs',
      timesAgainst(results, 'microGPT, one step', { simd: 0.012, relaxed: 0.01 }),
    ],
    [
      'tape, arena, bookkeeping of it',
      '<= 1.5 µs',
      timesAgainst(results, 'microGPT, one step without its kernels', { simd: 0.0015, relaxed: 0.0015 }),
    ],
    ['after 100,000 steps against after 1,000', '<= 1.05', longRun(results)],
    [
      '801,536 parameters, one step',
      'relaxed <= 65 ms',
      timesAgainst(results, '801,536 parameters, one step', { relaxed: 65 }),
    ],
    [
      'the same on two threads',
      '<= 36 ms',
      timesAgainst(results, '801,536 parameters, one step on threads', { '2 threads': 36 }),
    ],
    [
      '3 layers of 96, vocabulary 256, one step',
      'relaxed <= 60 ms',
      timesAgainst(results, '3 layers of 96, one step', { relaxed: 60 }),
    ],
    [
      'square GEMM, three layouts, n = 48 to 1,024',
      'simd >= 31, relaxed >= 42 GFLOP/s',
      slowestProduct(results, [48, 64, 128, 256, 512, 1024], { simd: 31, relaxed: 42 }),
    ],
    ['the same, n = 32', '>= 24 GFLOP/s', slowestProduct(results, [32], { simd: 24, relaxed: 24 })],
    ['GEMM, two threads, n >= 256', '>= 80 GFLOP/s', threadedProducts(results)],
    ['element-wise multiply, 10^5 and 10^7', 'at the streaming bandwidth', streaming(results)],
    ['sampling with the KV cache', '>= 2 M tokens/s', sampling(results)],
    ['page load to first step, warm cache', '<= 300 ms', start(results)],
    ['wasm + js, gzip', '<= 70 KB each', sizes(results)],
    [
      'boxed value graph, natively',
      '<= 600 µs',
      timesAgainst(results.native ?? { rows: [] }, 'microGPT, one step in double precision', { 'value engine': 0.6 }),
    ],
  ];
}

export const verdict = (met) => (met === null ? '-' : met ? 'met' : 'MISSED');
