// From timed blocks to what a card shows: figures per item, intervals, ratios to the first contender, shares of the
// ceiling. Pure functions.
import type { ExperimentNote } from '../common/lanes.ts';
import {
  compare as compareTimes,
  figureOf,
  isQuotable,
  judge,
  type Estimate,
  type Figure,
  type Judgement,
} from '../measure/statistics.ts';
import type { Card, Contender } from './cards.ts';
import type { RawOutcome, RawResult } from './protocol.ts';

/** What came out for one contender. */
export interface Outcome {
  name: string;
  /** Milliseconds of a pass. */
  pass: Figure;
  /** Whether the machine was quiet enough for that to be quoted. */
  quotable: boolean;
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
  /** Of the card's ceiling, for one that runs on a single thread. */
  share?: number;
  notes: ExperimentNote[];
  raw: RawOutcome;
}

/** The ceiling of a card: the best loop at as many bytes, or operations, as all contenders go through. */
export interface Ceiling {
  /** Per second: 10^9 bytes, or floating-point operations for arithmetic. */
  rate: number;
  /** The same in the unit of the card. */
  figure: number;
}

/** A card, measured at one size. */
export interface Result {
  size: number;
  outcomes: Outcome[];
  /** One for all of them, or none and why. */
  ceiling?: Ceiling;
  noCeiling?: string;
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

/** What takes less time than the best loop at the same work is no longer below that ceiling. */
const tolerance = 1.03;

function withCeiling(card: Card, result: Result): Result {
  const { ceiling: of } = card;
  const [found, ...others] = result.raw.ceilings;
  const [first] = result.outcomes;
  if (!of || !found || !first) return result;
  const none = (noCeiling: string): Result => ({ ...result, noCeiling });
  if (others.length > 0) return none('No ceiling is drawn, as they go through unlike numbers of bytes.');
  const pass = figureOf(found.times);
  if (!isQuotable(pass)) return none('Where this machine’s ceiling is could not be told.');
  const highest = rate(of.name, found.pass, pass.value);
  const onOneThread = new Set(card.contenders.filter(isAlone).map(({ name }) => name));
  const shareOf = (outcome: Outcome): number => rate(of.name, outcome, outcome.pass.value) / highest;
  const outcomes = result.outcomes.map((outcome) => {
    const isTold = onOneThread.has(outcome.name) && outcome.quotable && !outcome.raw.adapter;
    return isTold ? { ...outcome, share: shareOf(outcome) } : outcome;
  });
  if (outcomes.some(({ share = 0 }) => share > tolerance)) {
    return none('No ceiling is drawn, as one of them passed what the best loop reached in the same run.');
  }
  const own = figure(card, first);
  return {
    ...result,
    outcomes,
    ceiling: { rate: highest, figure: isLess(card) ? own * shareOf(first) : own / shareOf(first) },
  };
}

/** On one thread of the processor, as the ceilings are. */
function isAlone({ threads, source }: Contender): boolean {
  return threads === 1 && !(source.kind === 'wasm' && source.variant === 'threads') && source.kind !== 'gpu';
}

export function analyse(card: Card, size: number, raw: RawResult): Result {
  const [first] = raw.outcomes;
  const fastest = raw.outcomes.find(({ name }) => name === raw.twin.of)!;
  const control = { of: raw.twin.of, estimate: compareTimes(fastest.times, raw.twin.times) };
  const outcomes = raw.outcomes.map((outcome): Outcome => {
    const pass = figureOf(outcome.times);
    const agrees = agree(first!, outcome);
    const { items, bytes, flops, checksum } = outcome.pass;
    const result: Outcome = {
      name: outcome.name,
      pass,
      // An imitated GPU is tried a few times only, and shown as what it is.
      quotable: outcome.adapter?.software || isQuotable(pass),
      items,
      bytes,
      flops,
      checksum,
      agrees,
      notes: outcome.notes,
      raw: outcome,
    };
    if (outcome !== first && agrees && !outcome.adapter?.software) {
      const estimate = compareTimes(first!.times, outcome.times);
      result.speedup = { estimate, ...judge(estimate, control.estimate) };
    }
    return result;
  });
  return withCeiling(card, { size, outcomes, failures: raw.failures, control, raw });
}

/** Whether something could not be told that another run may tell. */
export function isUntold({ outcomes }: Result): boolean {
  return outcomes.some(({ quotable, speedup }) => !quotable || speedup?.verdict === 'cannot tell');
}

/** How `b` did against `a`, both by name; undefined unless both were measured and computed the same. */
export function compare(result: Result, a: string, b: string): ({ estimate: Estimate } & Judgement) | undefined {
  const [left, right] = [a, b].map((name) =>
    result.outcomes.find((outcome) => outcome.name === name && outcome.agrees && !outcome.raw.adapter?.software),
  );
  if (!left || !right) return undefined;
  const estimate = compareTimes(left.raw.times, right.raw.times);
  return { estimate, ...judge(estimate, result.control.estimate) };
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

/** Whether less is better: times are, rates are not. */
export function isLess(card: Card): boolean {
  return card.unit === 'ns';
}

/** The figure with its interval, as a bar draws it. */
export function figureWithInterval(card: Card, outcome: Outcome): Figure {
  const of = (value: number): number => figure(card, { ...outcome, pass: { ...outcome.pass, value } });
  const { value, low, high } = outcome.pass;
  return isLess(card)
    ? { value: of(value), low: of(low), high: of(high) }
    : { value: of(value), low: of(high), high: of(low) };
}
