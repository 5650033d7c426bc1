// The statistics of a comparison: src/measure/README.md says what they are and why. The same definitions, and for the
// same numbers the same answers, as src/measure/statistics.h. Pure functions.

const confidence = 0.95;
/** With five values the chance is 1/16 that all lie on one side of the median. */
const fewestForInterval = 6;
export const fewestCalm = 8;
const fewestRecent = 8;
const noticeably = 1.03;
/** What lies in a wider interval is no answer: its middle need not be within 10 % of the truth. */
const widest = 1.15;
/** Where the same code seems to differ by more, nothing can be told. */
const mostControl = 1.05;

/** NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The median; NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** The quantile q in 0..1, linear between order statistics; NaN of nothing. */
export function quantile(values: ArrayLike<number>, q: number): number {
  return values.length === 0 ? NaN : sortedQuantile(Float64Array.from(values).sort(), q);
}

function sortedQuantile(sorted: Float64Array, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

/** A small reproducible stream of uniform numbers in [0, 1) (mulberry32). */
export function uniformStream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Interval {
  low: number;
  high: number;
}

/**
 * Where the median lies with 95 % confidence, whatever the distribution. NaN for fewer than six values, which cannot be
 * that sure. Each value lies above the median with probability 1/2, so that the number of those above is binomial.
 * Between two depths of which one is too sure and the other not sure enough, as Hettmansperger and Sheather (1986).
 */
export function medianInterval(values: ArrayLike<number>): Interval {
  const n = values.length;
  if (n < fewestForInterval) return { low: NaN, high: NaN };
  // The probability that `depth` - 1 lie above, as a logarithm: of many values it is too small for a number.
  let term = -n * Math.LN2;
  let sure = 1 - 2 * Math.exp(term); // that the median is within this depth
  let deeper = sure;
  let depth = 1;
  for (;;) {
    term += Math.log((n - depth + 1) / depth);
    deeper = sure - 2 * Math.exp(term);
    if (deeper < confidence) break;
    sure = deeper;
    ++depth;
  }
  const share = (sure - confidence) / (sure - deeper);
  const outside = n - depth;
  const weight = (outside * share) / (depth + (outside - depth) * share);
  const sorted = Float64Array.from(values).sort();
  return {
    low: sorted[depth - 1]! + weight * (sorted[depth]! - sorted[depth - 1]!),
    high: sorted[n - depth]! + weight * (sorted[n - depth - 1]! - sorted[n - depth]!),
  };
}

/** Times that are no positive finite number (the clock did not see them) do not count, here and in all that follows. */
function isTime(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

/** How slow a round may have been to count as calm, in logarithms. */
function calmLimit(slowness: readonly number[]): number {
  const sorted = Float64Array.from(slowness).sort();
  const fifth = sortedQuantile(sorted, 0.2);
  return Math.max(fifth + 4 * (fifth - sorted[0]!), sorted[Math.min(fewestCalm, sorted.length) - 1]!);
}

/** The values of the calm rounds, given how slow each round was in logarithms. */
function calmAmong(values: readonly number[], slowness: readonly number[]): number[] {
  const limit = calmLimit(slowness);
  return values.filter((_, i) => slowness[i]! <= limit);
}

/** What something takes: the median of its calm rounds. */
export interface Figure extends Interval {
  value: number;
}

/** The times of the calm rounds, from those of all. */
export function calmTimes(times: readonly number[]): number[] {
  const seen = times.filter(isTime);
  return seen.length === 0 ? [] : calmAmong(seen, seen.map(Math.log));
}

/** From the time of each round, in any unit. */
export function figureOf(times: readonly number[]): Figure {
  const calm = calmTimes(times);
  return { value: median(calm), ...medianInterval(calm) };
}

/** Whether an interval is narrow enough for its figure to be quoted: within 10 %. Too few values have none. */
export function isQuotable({ low, high }: Interval): boolean {
  return high <= widest * low;
}

/** How many times faster one thing is than another. */
export interface Estimate extends Interval {
  /** The median over the calm rounds. */
  ratio: number;
  /** In which the clock saw both. */
  rounds: number;
  /** Those of them that count. */
  calm: number;
  /** Whether the ratio was the same at the beginning and at the end. */
  steady: boolean;
}

/** How many times faster the second was than the first, by the times of each in the same rounds. */
export function compare(first: readonly number[], second: readonly number[]): Estimate {
  const seen = [...first.keys()].filter((i) => isTime(first[i]!) && isTime(second[i]!));
  if (seen.length === 0) return { ratio: NaN, low: NaN, high: NaN, rounds: 0, calm: 0, steady: true };
  const calm = calmAmong(
    seen.map((i) => first[i]! / second[i]!),
    seen.map((i) => Math.log(first[i]!) + Math.log(second[i]!)),
  );
  const steady = settled(calm) && settled(calm.map((ratio) => 1 / ratio));
  return { ratio: median(calm), ...medianInterval(calm), rounds: seen.length, calm: calm.length, steady };
}

/**
 * Whether the last values are no faster than those before them, as they would be where code was still being replaced by
 * faster code.
 */
export function settled(times: readonly number[]): boolean {
  for (let recent = fewestRecent; 2 * recent <= times.length; recent *= 2) {
    const before = medianInterval(times.slice(0, -recent).filter(isTime));
    const after = medianInterval(times.slice(-recent).filter(isTime));
    if (before.low > noticeably * after.high) return false;
  }
  return true;
}

/**
 * The product of several ratios that were measured one after the other: the errors of their logarithms add up as
 * squares.
 */
export function productOfRatios(estimates: readonly Estimate[]): Estimate {
  const sum = (of: (estimate: Estimate) => number): number => estimates.reduce((total, one) => total + of(one), 0);
  const ratio = estimates.reduce((product, one) => product * one.ratio, 1);
  const error = (end: 'low' | 'high'): number => Math.sqrt(sum((one) => Math.log(one[end] / one.ratio) ** 2));
  return {
    ratio,
    low: ratio * Math.exp(-error('low')),
    high: ratio * Math.exp(error('high')),
    rounds: Math.min(...estimates.map(({ rounds }) => rounds)),
    calm: Math.min(...estimates.map(({ calm }) => calm)),
    steady: estimates.every(({ steady }) => steady),
  };
}

export type Judgement =
  | { verdict: 'faster' | 'slower' | 'no significant difference' }
  /** Why, in a sentence. */
  | { verdict: 'cannot tell'; reason: string };

export type Verdict = Judgement['verdict'];

/** What may be quoted of an estimate, with everything else that is known of it: no figure where nothing can be told. */
export function quotable(estimate: Estimate, { verdict }: { verdict: Verdict }): Estimate {
  return verdict === 'cannot tell' ? { ...estimate, ratio: NaN, low: NaN, high: NaN } : estimate;
}

/**
 * A difference counts when the interval excludes 1 and also every ratio that the control, the same code against itself,
 * could not exclude.
 */
export function judge(estimate: Estimate, control: Estimate): Judgement {
  const cannotTell = (reason: string): Judgement => ({ verdict: 'cannot tell', reason });
  if (Math.min(estimate.calm, control.calm) < fewestCalm) return cannotTell('Too few rounds could be timed.');
  if (!estimate.steady) return cannotTell('One of the two changed its speed while it was measured.');
  if (!isQuotable(estimate)) return cannotTell('The machine is too busy to tell within 10 %.');
  if (control.low > mostControl || control.high * mostControl < 1) {
    return cannotTell('The machine is too busy: the same code, measured twice, differed by more than 5 %.');
  }
  if (estimate.low > Math.max(1, control.high)) return { verdict: 'faster' };
  if (estimate.high < Math.min(1, control.low)) return { verdict: 'slower' };
  return { verdict: 'no significant difference' };
}
