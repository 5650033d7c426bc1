// From timed blocks to what a card shows: figures per item, intervals, ratios to the first contender, shares of the
// ceiling. Pure functions.
import type { ExperimentNote } from '../common/lanes.ts';
import {
  compare as compareTimes,
  figureOf,
  judge,
  type Estimate,
  type Figure,
  type Judgement,
} from '../measure/statistics.ts';
import type { Card } from './cards.ts';
import type { RawCeiling, RawOutcome, RawResult } from './protocol.ts';

/** What came out for one contender. */
export interface Outcome {
  name: string;
  /** Milliseconds of a pass. */
  pass: Figure;
  items: number;
  bytes: number;
  flops: number;
  checksum: number;
  /** Whether it computes the same as the first contender. */
  agrees: boolean;
  /**
   * How many times faster than the first; missing for the first itself, for one that computes something else, and for
   * an imitated GPU, whose speed says nothing.
   */
  speedup?: { estimate: Estimate } & Judgement;
  ceiling?: Ceiling;
  notes: ExperimentNote[];
  raw: RawOutcome;
}

/** The ceiling beside a contender: the rate of the best loop at the same number of bytes. */
export interface Ceiling {
  experiment: string;
  contender: string;
  size: number;
  /** Per second: 10^9 bytes, or floating-point operations for arithmetic. */
  rate: number;
  /** The rate of the contender, divided by it. */
  share: number;
  raw: RawCeiling;
}

/** A card, measured at one size. */
export interface Result {
  size: number;
  outcomes: Outcome[];
  failures: RawResult['failures'];
  control: { of: string; estimate: Estimate };
  raw: RawResult;
}

/** They agree where both ran equally often, and everything ran once at least. */
function agree(a: RawOutcome, b: RawOutcome): boolean {
  const shared = Object.keys(a.checksums)
    .filter((repetitions) => repetitions in b.checksums)
    .map(Number);
  return shared.length > 0 && shared.every((repetitions) => a.checksums[repetitions] === b.checksums[repetitions]);
}

/** Per second, in 10^9: bytes, or operations where the ceiling is one of arithmetic. */
function rate(ceiling: string, work: { bytes: number; flops: number }, passMilliseconds: number): number {
  return (ceiling === 'peak' ? work.flops : work.bytes) / passMilliseconds / 1e6;
}

function ceilingOf(card: Card, raw: RawResult, outcome: RawOutcome, pass: Figure): Ceiling | undefined {
  const found = raw.ceilings.find(({ bytes }) => bytes === 'any' || bytes === outcome.pass.bytes);
  if (!found || !card.ceiling) return undefined;
  const highest = rate(card.ceiling.name, found.pass, figureOf(found.times).value);
  const share = rate(card.ceiling.name, outcome.pass, pass.value) / highest;
  return { experiment: card.ceiling.name, contender: found.name, size: found.size, rate: highest, share, raw: found };
}

export function analyse(card: Card, size: number, raw: RawResult): Result {
  const [first] = raw.outcomes;
  const fastest = raw.outcomes.find(({ name }) => name === raw.twin.of)!;
  const control = { of: raw.twin.of, estimate: compareTimes(fastest.times, raw.twin.times) };
  const outcomes = raw.outcomes.map((outcome): Outcome => {
    const pass = figureOf(outcome.times);
    const agrees = agree(first!, outcome);
    const ceiling = ceilingOf(card, raw, outcome, pass);
    const { items, bytes, flops, checksum } = outcome.pass;
    const result: Outcome = {
      name: outcome.name,
      pass,
      items,
      bytes,
      flops,
      checksum,
      agrees,
      notes: outcome.notes,
      raw: outcome,
    };
    if (ceiling) result.ceiling = ceiling;
    if (outcome !== first && agrees && !outcome.adapter?.software) {
      const estimate = compareTimes(first!.times, outcome.times);
      result.speedup = { estimate, ...judge(estimate, control.estimate) };
    }
    return result;
  });
  return { size, outcomes, failures: raw.failures, control, raw };
}

/** How `b` did against `a`, both by name; undefined unless both were measured and computed the same. */
export function compare(result: Result, a: string, b: string): ({ ratio: number } & Judgement) | undefined {
  const [left, right] = [a, b].map((name) =>
    result.outcomes.find((outcome) => outcome.name === name && outcome.agrees && !outcome.raw.adapter?.software),
  );
  if (!left || !right) return undefined;
  const estimate = compareTimes(left.raw.times, right.raw.times);
  return { ratio: estimate.ratio, ...judge(estimate, result.control.estimate) };
}

/** Nanoseconds per item. */
export function nanoseconds(outcome: Outcome): number {
  return (outcome.pass.value * 1e6) / outcome.items;
}

/** 10^9 bytes per second. */
export function gigabytes(outcome: Outcome): number {
  return outcome.bytes / outcome.pass.value / 1e6;
}

/** 10^9 floating-point operations per second. */
export function gigaflops(outcome: Outcome): number {
  return outcome.flops / outcome.pass.value / 1e6;
}

/** The figure in the unit of the card. */
export function figure(card: Card, outcome: Outcome): number {
  switch (card.unit) {
    case 'ns':
      return nanoseconds(outcome);
    case 'GB/s':
      return gigabytes(outcome);
    case 'GFLOP/s':
      return gigaflops(outcome);
  }
}

/**
 * How fast, for bars of which the longer is the faster: items per nanosecond, whatever the unit, as contenders that do
 * the same work may go through different numbers of bytes. With the ends of the interval, and where the ceiling lies.
 */
export function speed({ pass, items, ceiling }: Outcome): Figure & { ceiling: number | undefined } {
  const of = (milliseconds: number): number => items / (milliseconds * 1e6);
  const value = of(pass.value);
  return { value, low: of(pass.high), high: of(pass.low), ceiling: ceiling && value / ceiling.share };
}
