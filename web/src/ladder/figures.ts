// What follows from the rounds measured at one width: the time of each rung, its gain over the rung before, and the
// product of them all.
import { calmTimes, mean, median, productOfRatios, type Estimate, type Interval } from '../measure/statistics.ts';
import { estimatePair, isMeasured, type PairEstimate } from '../measure/pairs.ts';
import { extendDifference, noDifference, Series, type Difference } from '../common/series.ts';
import type { Measured, MeasuredPair } from './measured.ts';
import type { Rung } from './rungs.ts';
import { comparedSteps } from './sizes.ts';

/** The gain over the rung before. */
export type Gain = PairEstimate & { against: Rung };

export interface Figures {
  rung: Rung;
  /**
   * Milliseconds per step, as the paired ratios place the rungs: the machine is not equally fast at all times, and a
   * pair that was measured in a slow moment shall not look like a slow rung. NaN, as are the figures that follow from
   * it, where neither the ratio to the rung before nor that to the next could be told.
   */
  time: number;
  /** The same, each by itself: the median over the calm rounds, and their mean. */
  median: number;
  average: number;
  /** None for the first rung. */
  gain: Gain | undefined;
  /** How many times faster than the first rung: the product of the gains so far; NaN after one that cannot be told. */
  improvement: number;
  /** How far its losses lie from the reference's; none for the reference itself. */
  difference: Difference | undefined;
  /** The loss after the last of the first `steps` steps, at most the 1,000 of a run. */
  loss: number;
  steps: number;
  /** What it ran on, where that needs saying. */
  about: string | undefined;
  /** 10^9 floating-point operations per second of this time, counted from the products. */
  gflops: number;
}

/**
 * The rung that the losses of the others are compared with: the fastest way in double precision, which is the compiled
 * value graph unless it is left out, or the first rung there is.
 */
export function referenceOf(measured: Measured, rungs: readonly Rung[]): Rung | undefined {
  const present = rungs.filter(({ id }) => measured.runs.has(id));
  return present.findLast(({ precision }) => precision === 'f64') ?? present[0];
}

/** The times of a rung in all rounds of all its pairs, in milliseconds per step. */
function timesOf(pairs: readonly MeasuredPair[], id: string): number[] {
  return pairs
    .flatMap(({ a, b, times }) => (a.id === id ? times.a : b.id === id ? times.b : []))
    .filter(Number.isFinite);
}

function differenceOf(measured: Measured, id: string, reference: Rung | undefined): Difference | undefined {
  if (!reference || reference.id === id) return undefined;
  const series = (losses: Float64Array): Series => {
    const result = new Series();
    result.append(losses.subarray(0, comparedSteps(measured.config.nEmbd)));
    return result;
  };
  return extendDifference(
    noDifference,
    series(measured.runs.get(reference.id)!.losses),
    series(measured.runs.get(id)!.losses),
  );
}

/** The pair in which a rung meets the rung before it, once it has rounds. */
function pairInto(measured: Measured, id: string): MeasuredPair | undefined {
  return measured.pairs.find((pair) => pair.b.id === id && isMeasured(pair));
}

/** The measured rungs, from the slowest way to the fastest. */
export function figuresOf(measured: Measured, rungs: readonly Rung[]): Figures[] {
  const reference = referenceOf(measured, rungs);
  // Ratios that could be told join rungs to a stretch; within one, times stand as those ratios say.
  let stretch = 0;
  let place = 1;
  const figures = rungs.flatMap((rung): (Figures & { stretch: number; place: number })[] => {
    const run = measured.runs.get(rung.id);
    const times = timesOf(measured.pairs, rung.id);
    if (!run || times.length === 0) return [];
    const calm = calmTimes(times);
    const pair = pairInto(measured, rung.id);
    const gain = pair && { against: pair.a, ...estimatePair(pair) };
    if (gain && !Number.isFinite(gain.estimate.ratio)) return []; // not one round was long enough for the timer
    if (gain?.verdict === 'cannot tell') [stretch, place] = [stretch + 1, 1];
    else if (gain) place *= gain.estimate.ratio;
    return [
      {
        stretch,
        place,
        rung,
        time: NaN,
        median: median(calm),
        average: mean(calm),
        gain,
        improvement: stretch === 0 ? place : NaN,
        difference: differenceOf(measured, rung.id, reference),
        loss: run.losses.at(-1) ?? NaN,
        steps: run.losses.length,
        about: run.about,
        gflops: NaN,
      },
    ];
  });
  return figures.map(({ stretch: mine, place: here, ...one }) => {
    const joined = figures.filter((other) => other.stretch === mine);
    if (joined.length < 2) return { ...one, median: NaN, average: NaN, improvement: NaN };
    const first = Math.exp(median(joined.map((other) => Math.log(other.median * other.place))));
    const time = first / here;
    return { ...one, time, gflops: measured.flops / time / 1e6 };
  });
}

/** How many times faster the fastest rung is than the slowest one. */
export interface Product {
  slowest: Rung;
  fastest: Rung;
  estimate: Estimate;
}

/**
 * The product of the gains from the first rung up to the fastest; where some could not be told, of the longest way that
 * could. What stands above the fastest, and only loses or gains nothing of significance, is no part of the way.
 */
export function productOf(figures: readonly Figures[]): Product | undefined {
  const stretches: Figures[][] = [];
  for (const one of figures) {
    if (!one.gain || one.gain.verdict === 'cannot tell') stretches.push([]);
    stretches.at(-1)!.push(one);
  }
  const [slowest, ...rest] = stretches.reduce<Figures[]>((a, b) => (b.length > a.length ? b : a), []);
  let way: Estimate[] = [];
  let best: { rung: Rung; way: Estimate[]; ratio: number } | undefined;
  for (const { rung, gain } of rest) {
    way = [...way, gain!.estimate];
    const { ratio } = productOfRatios(way);
    if (gain!.verdict === 'faster' && ratio > (best?.ratio ?? 1)) best = { rung, way, ratio };
  }
  return slowest && best && { slowest: slowest.rung, fastest: best.rung, estimate: productOfRatios(best.way) };
}

/** A ratio that was measured directly, and the product of the gains between the same two. */
export interface Check {
  a: Rung;
  b: Rung;
  direct: Estimate;
  product: Estimate;
  /** Whether their intervals meet. */
  agrees: boolean;
}

const meet = (a: Interval, b: Interval): boolean => a.low <= b.high && b.low <= a.high;

/** None where there is no direct pair, or one of the two could not be told. */
export function checkOf({ direct: pair }: Measured, figures: readonly Figures[]): Check | undefined {
  if (!pair || !isMeasured(pair)) return undefined;
  const { a, b } = pair;
  const { estimate: direct, verdict } = estimatePair(pair);
  const [from, to] = [a, b].map(({ id }) => figures.findIndex(({ rung }) => rung.id === id));
  const gains = figures.slice(from! + 1, to! + 1).map(({ gain }) => gain);
  const isTold = from! >= 0 && to! > from! && gains.every((gain) => gain && gain.verdict !== 'cannot tell');
  if (!isTold || verdict === 'cannot tell') return undefined;
  const product = productOfRatios(gains.map((gain) => gain!.estimate));
  return { a, b, direct, product, agrees: meet(direct, product) };
}
