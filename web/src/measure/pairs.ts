// The measured pairs and what follows from their rounds.
import { estimateRatio, judge, type RatioEstimate, type Round, type Verdict } from './statistics.ts';
import type { Contender } from '../contenders/contender.ts';

/** What was measured of two that were compared. */
export interface PairRounds {
  /** Steps in one timed block; 0 until the pair has begun. */
  blockSteps: number;
  planned: number;
  rounds: Round[];
  controls: Round[];
}

/** How many times faster is b than a? */
export interface PairResult extends PairRounds {
  a: Contender;
  b: Contender;
}

export interface PairEstimate {
  estimate: RatioEstimate;
  control: RatioEstimate;
  verdict: Verdict;
}

export function estimatePair(pair: PairRounds): PairEstimate {
  const estimate = estimateRatio(pair.rounds);
  const control = estimateRatio(pair.controls);
  return { estimate, control, verdict: judge(estimate, control) };
}

/** Each contender against the one before it, and from the third on also against the first. */
export function pairsOf<T>(contenders: readonly T[]): { a: T; b: T }[] {
  return contenders.flatMap((b, i) => {
    const before = i >= 1 ? [{ a: contenders[i - 1]!, b }] : [];
    return i >= 2 ? [...before, { a: contenders[0]!, b }] : before;
  });
}
