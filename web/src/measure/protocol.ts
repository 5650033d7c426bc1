// What the page and the measuring worker say to each other. The page ends a measurement by ending the worker.
import type { TrainingSetup } from '../model/setup.ts';
import type { PairRounds } from './pairs.ts';
import type { Ending } from './session.ts';
import type { Plan as RoundsPlan } from './stopwatch.ts';
import type { LossesPlan } from './training-side.ts';

/** Is `b` faster than `a`? */
export interface Pair {
  a: string;
  b: string;
}

/** How much is measured. */
export interface Plan {
  /** Whether, and for how long, all train their first steps to show their losses. */
  losses?: LossesPlan;
  /** Of each pair. */
  rounds: RoundsPlan;
}

export interface MeasureRequest {
  /** The address of the page. */
  site: string;
  setup: TrainingSetup;
  /** Who takes part, by id; the pairs name them, too. */
  contenders: string[];
  pairs: Pair[];
  timerStep: number;
  plan: Plan;
}

export type Finding =
  | { type: 'training'; id: string }
  /** It could not be made, and is left out: the pairs are those of `pairsWithout` from now on. */
  | { type: 'absent'; id: string; message: string }
  /** The losses of its first steps. */
  | { type: 'trained'; id: string; losses: Float64Array; about?: string }
  /** How far a pair is, and its rounds up to now. */
  | { type: 'pair'; pair: number; rounds: PairRounds };

export type MeasureReply = Finding | Ending;
