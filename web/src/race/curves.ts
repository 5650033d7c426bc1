// From losses and times to what a chart draws: smoothing, thinning and bins.
import { Series } from '../common/series.ts';

/** The span of the moving average that suits a run of `steps` steps. */
export function smoothingSpan(steps: number): number {
  return Math.min(1000, Math.max(5, Math.round(steps / 25)));
}

/**
 * An exponential moving average over about `span` values, corrected for its start so that the first value counts in
 * full. It follows a growing series.
 */
export class MovingAverage {
  readonly output = new Series();
  private sum = 0;
  private weight = 0;
  private readonly keep: number;

  constructor(span: number) {
    this.keep = 1 - 2 / (span + 1);
  }

  /** Takes in what the series gained since the last call. */
  follow(source: Series): void {
    const fresh = source.values().slice(this.output.length);
    for (let i = 0; i < fresh.length; ++i) {
      this.sum = this.keep * this.sum + (1 - this.keep) * fresh[i]!;
      this.weight = this.keep * this.weight + (1 - this.keep);
      fresh[i] = this.sum / this.weight;
    }
    this.output.append(fresh);
  }
}

/**
 * The steps (from 1) at which a curve over `length` steps is drawn with at most about `points` points: the first, the
 * last, and every n-th between.
 */
export function thinnedSteps(length: number, points: number): Float64Array {
  if (length <= 0) return new Float64Array(0);
  const stride = Math.max(1, Math.ceil(length / points));
  const steps = [1];
  for (let step = 1 + stride; step < length; step += stride) steps.push(step);
  if (length > 1) steps.push(length);
  return Float64Array.from(steps);
}

/** The values at the given steps; null where the series has none yet, which leaves a gap. */
export function valuesAt(values: ArrayLike<number>, steps: ArrayLike<number>): (number | null)[] {
  const result: (number | null)[] = [];
  for (let i = 0; i < steps.length; ++i) {
    const value = values[steps[i]! - 1];
    result.push(value !== undefined && Number.isFinite(value) ? value : null);
  }
  return result;
}

/** `points` moments from 0 to the end, which is after so many seconds. */
export function moments(seconds: number, points: number): number[] {
  return Array.from({ length: points }, (_, i) => (seconds * (i + 1)) / points);
}

/** The steps at these moments of one who took so many in so many seconds, evenly; beyond them it has none. */
export function stepsAt(times: readonly number[], steps: number, seconds: number): number[] {
  return times.map((time) =>
    time <= seconds * (1 + 1e-9) ? Math.max(1, Math.round((steps * time) / seconds)) : Infinity,
  );
}

const binsPerDecade = 40;

/** The number of the bin that holds the value; bins are equally wide on a logarithmic axis. */
export function binOf(value: number): number {
  return Math.floor(Math.log10(value) * binsPerDecade);
}

/** The lower end of a bin. */
export function binStart(bin: number): number {
  return 10 ** (bin / binsPerDecade);
}

/** Counts a growing list of positive numbers by bins. */
export class LogHistogram {
  readonly counts = new Map<number, number>();
  private seen = 0;

  /** Takes in what the list gained since the last call. */
  follow(values: readonly number[]): void {
    for (; this.seen < values.length; ++this.seen) {
      const bin = binOf(values[this.seen]!);
      this.counts.set(bin, (this.counts.get(bin) ?? 0) + 1);
    }
  }

  /** The share of all values in this bin, in percent. */
  share(bin: number): number {
    return this.seen === 0 ? 0 : (100 * (this.counts.get(bin) ?? 0)) / this.seen;
  }
}

/** All bins from the first to the last in which some histogram has a value. */
export function commonBins(histograms: readonly LogHistogram[]): number[] {
  const used = histograms.flatMap((histogram) => [...histogram.counts.keys()]).filter(Number.isFinite);
  if (used.length === 0) return [];
  const [first, last] = [Math.min(...used), Math.max(...used)];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
