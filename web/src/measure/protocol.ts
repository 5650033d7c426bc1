// What the page and the measuring worker say to each other. The page ends a measurement by ending the worker.
import type { TrainerOptions } from '../common/lanes.ts';
import type { Round } from '../common/statistics.ts';

export interface Competitor {
  id: string;
  options: TrainerOptions;
}

/** Is `b` faster than `a`? */
export interface Pair {
  a: string;
  b: string;
}

export interface MeasureRequest {
  lanes: string;
  competitors: Competitor[];
  pairs: Pair[];
  timerStep: number;
}

export type MeasureReply =
  | { type: 'warming'; id: string }
  /** The pair's rounds are about to start: so many of them, each block of so many steps. */
  | { type: 'pair'; pair: number; rounds: number; blockSteps: number }
  /** One A B B A round of the pair, and one of the control: the faster code against itself. */
  | { type: 'round'; pair: number; round: Round; control: Round }
  | { type: 'done' }
  | { type: 'failed'; message: string };
