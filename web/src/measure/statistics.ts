// The statistics of a comparison: medians of paired ratios with a bootstrap interval, and the test for the
// end of warm-up. Pure functions; DESIGN's fairness rules are what they implement.

/** The median; NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** The quantile q in 0..1, linear between order statistics; NaN of nothing. */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

/** A small reproducible stream of uniform numbers in [0, 1) (mulberry32), so that an interval does not flicker. */
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

/** The percentile bootstrap interval of the median. With fewer than two values there is no interval: NaN. */
export function bootstrapInterval(values: readonly number[], level = 0.95, resamples = 2000): Interval {
  if (values.length < 2) return { low: NaN, high: NaN };
  const random = uniformStream(42);
  const medians = new Float64Array(resamples);
  const sample = new Float64Array(values.length);
  for (let r = 0; r < resamples; ++r) {
    for (let i = 0; i < sample.length; ++i) sample[i] = values[Math.floor(random() * values.length)]!;
    medians[r] = median(sample);
  }
  const tail = (1 - level) / 2;
  return { low: quantile(medians, tail), high: quantile(medians, 1 - tail) };
}

/** One A B B A round: the two times of each side, for the same work. */
export interface Round {
  a: readonly [number, number];
  b: readonly [number, number];
}

/** How many times faster B was than A in one round. A drift that is linear in time cancels. */
export function roundRatio(round: Round): number {
  return (round.a[0] + round.a[1]) / (round.b[0] + round.b[1]);
}

export interface RatioEstimate extends Interval {
  ratio: number;
  n: number;
}

/** The ratios of the rounds. Rounds too short for the timer (a zero) are left out. */
function usableRatios(rounds: readonly Round[]): number[] {
  return rounds.map(roundRatio).filter((ratio) => Number.isFinite(ratio) && ratio > 0);
}

/** The median ratio of the rounds with its 95% interval. */
export function estimateRatio(rounds: readonly Round[]): RatioEstimate {
  const ratios = usableRatios(rounds);
  return { ratio: median(ratios), n: ratios.length, ...bootstrapInterval(ratios) };
}

/**
 * The product of the median ratios of several comparisons, with its interval: each is resampled by itself, for they
 * were measured one after the other. `n` is the fewest rounds of any.
 */
export function estimateProduct(
  comparisons: readonly (readonly Round[])[],
  level = 0.95,
  resamples = 2000,
): RatioEstimate {
  const factors = comparisons.map(usableRatios);
  const random = uniformStream(42);
  const products = new Float64Array(resamples).fill(1);
  for (const ratios of factors) {
    const sample = new Float64Array(ratios.length);
    for (let r = 0; r < resamples; ++r) {
      for (let i = 0; i < sample.length; ++i) sample[i] = ratios[Math.floor(random() * ratios.length)]!;
      products[r]! *= median(sample);
    }
  }
  const n = Math.min(...factors.map((ratios) => ratios.length));
  const ratio = factors.reduce((product, ratios) => product * median(ratios), 1);
  const tail = (1 - level) / 2;
  const known = n >= 2 && Number.isFinite(n);
  return { ratio, n, low: known ? quantile(products, tail) : NaN, high: known ? quantile(products, 1 - tail) : NaN };
}

export type Verdict = 'faster' | 'slower' | 'no significant difference' | 'too few rounds';

/**
 * A difference counts when the interval excludes 1 and also every ratio that the control (the same code against
 * itself, measured beside it) could not exclude.
 */
export function judge(estimate: RatioEstimate, control: RatioEstimate): Verdict {
  if (estimate.n < 5 || control.n < 5) return 'too few rounds';
  if (estimate.low > Math.max(1, control.high)) return 'faster';
  if (estimate.high < Math.min(1, control.low)) return 'slower';
  return 'no significant difference';
}

/**
 * Whether a series of call times has settled: over the last three windows of `window` calls the median fell by no
 * more than `tolerance` from one to the next, and none lies above the fastest window by more than that. Compilers
 * replace code step by step, so one flat pair of windows is not enough.
 */
export function isSteady(times: readonly number[], window = 20, tolerance = 0.03): boolean {
  const windows = Math.floor(times.length / window);
  if (windows < 4) return false;
  const medians = [];
  for (let i = 0; i < windows; ++i) {
    const end = times.length - (windows - 1 - i) * window;
    medians.push(median(times.slice(end - window, end)));
  }
  const fastest = Math.min(...medians);
  return medians.slice(-3).every((value) => value <= fastest * (1 + tolerance));
}
