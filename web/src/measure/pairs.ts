// The measured pairs and what follows from their rounds.
import { compare, judge, type Estimate, type Judgement } from './statistics.ts';
import type { Contender } from '../contenders/contender.ts';

/** What was measured of two that were compared. */
export interface PairRounds {
  /** How much of it is done, 0..1. */
  progress: number;
  /** How long a block lasted, in milliseconds. */
  block: number;
  /** Milliseconds per step, round by round. The twin is a second copy of the faster of the two. */
  times: { a: number[]; b: number[]; twin: number[] };
  twinOf: 'a' | 'b';
  /** Milliseconds in which nothing ran, left out. */
  gap: number;
}

/** Of a pair whose turn has not come. */
export const noRounds: PairRounds = { progress: 0, block: 0, times: { a: [], b: [], twin: [] }, twinOf: 'a', gap: 0 };

/** Whether there is anything yet. */
export function isMeasured({ times }: PairRounds): boolean {
  return times.a.length > 0;
}

/** The rounds in the saved results. */
export function savedRounds({ block, times, twinOf, gap }: PairRounds): object {
  return { block_ms: block, ms_per_step: times, twin_of: twinOf, gap_ms: gap };
}

/** How many times faster is b than a? */
export interface PairResult extends PairRounds {
  a: Contender;
  b: Contender;
}

export type PairEstimate = { estimate: Estimate; control: Estimate } & Judgement;

export function estimatePair({ times, twinOf }: PairRounds): PairEstimate {
  const estimate = compare(times.a, times.b);
  const control = compare(times[twinOf], times.twin);
  return { estimate, control, ...judge(estimate, control) };
}

/** The pairs without one of the contenders: what was to be compared with it is compared with the one before it. */
export function pairsWithout<P extends { a: unknown; b: unknown }>(pairs: readonly P[], absent: P['a']): P[] {
  const before = pairs.find(({ b }) => b === absent)?.a;
  return pairs
    .filter(({ a, b }) => b !== absent && (a !== absent || before !== undefined))
    .map((pair) => (pair.a === absent ? { ...pair, a: before } : pair));
}

/** Each contender against the one before it, and from the third on also against the first. */
export function pairsOf<T>(contenders: readonly T[]): { a: T; b: T }[] {
  return contenders.flatMap((b, i) => {
    const before = i >= 1 ? [{ a: contenders[i - 1]!, b }] : [];
    return i >= 2 ? [...before, { a: contenders[0]!, b }] : before;
  });
}
