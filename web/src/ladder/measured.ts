// What was measured at one width.
import type { Environment } from '../common/environment.ts';
import type { PairRounds } from '../measure/pairs.ts';
import type { Sizes } from '../model/sizes.ts';
import type { Effort } from './plan.ts';
import type { Rung } from './rungs.ts';

export interface MeasuredRun {
  /** The losses of its first steps. */
  losses: Float64Array;
  /** What it ran on, where that needs saying. */
  about?: string;
}

export interface MeasuredPair extends PairRounds {
  a: Rung;
  b: Rung;
}

/** Everything that decides what is trained, but for the width. */
export interface Material {
  data: { name: string; documents: number; vocabulary: number; sha256: string };
  corpus: 'lines' | 'text';
  seed: number;
}

export interface Measured {
  environment: Environment;
  material: Material;
  config: Sizes;
  learningRate: number;
  effort: Effort;
  parameters: number;
  /** Floating-point operations of a step, on average. */
  flops: number;
  /** By the id of the rung, in the order of the rungs. */
  runs: Map<string, MeasuredRun>;
  /** Each rung against the one before it. */
  pairs: MeasuredPair[];
  /** Two that lie further apart, compared directly; where there are such. */
  direct?: MeasuredPair;
  /** Rungs that took no part, and why. */
  leftOut: { rung: Rung; reason: string }[];
}

/** What was measured, from the narrowest width to the widest. */
export function byWidth(results: ReadonlyMap<number, Measured>): Measured[] {
  return [...results.values()].sort((a, b) => a.config.nEmbd - b.config.nEmbd);
}
