// What the page and the measuring worker say to each other. The page ends a measurement by ending the worker.
import type { Round } from './statistics.ts';
import type { TrainingSetup } from '../model/setup.ts';
import type { Ending } from './session.ts';
import type { WarmUpPlan } from './training-warm-up.ts';

/** Is `b` faster than `a`? */
export interface Pair {
  a: string;
  b: string;
}

/** How much is measured. */
export interface Plan {
  warmUp: WarmUpPlan;
  /** The rounds of a pair take about so long, unless that were fewer or more rounds than these. */
  pairMilliseconds: number;
  fewestRounds: number;
  mostRounds: number;
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
  | { type: 'warming'; id: string }
  /** Ready to be measured; `losses` are those of its first steps. */
  | { type: 'warmed'; id: string; stepMilliseconds: number; losses: Float64Array; about?: string }
  /** The pair's rounds are about to start: so many of them, each block of so many steps. */
  | { type: 'pair'; pair: number; rounds: number; blockSteps: number }
  /** One A B B A round of the pair, and one of the control: the faster code against itself. */
  | { type: 'round'; pair: number; round: Round; control: Round };

export type MeasureReply = Finding | Ending;
