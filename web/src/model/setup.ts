// What is trained: one record, from the page's settings through the workers to whoever trains.
import type { TrainerOptions } from '../common/lanes.ts';
import type { Sizes } from './sizes.ts';

/** A text to train on, as the module judged it. */
export interface Dataset {
  name: string;
  bytes: Uint8Array;
  documents: number;
  vocabulary: number;
  sha256: string;
  /** What one should know of it with these settings, in the module's sentences. */
  warnings: string[];
}

/** What whoever trains has to know. */
export interface TrainingSetup {
  config: Sizes;
  corpus: 'lines' | 'text';
  steps: number;
  learningRate: number;
  seed: number;
  /** The share of the distinct documents that nobody trains on; none unless told. */
  holdout?: number;
  /** Whoever races against the clock has so many seconds of its own. */
  seconds?: number;
  dataset: { bytes: Uint8Array };
  /** A checkpoint to start from instead of the seed's weights. */
  weights?: { bytes: Uint8Array };
}

/** Everything that decides what is trained, with the names to show. Two runs on the same setup have the same losses. */
export interface Setup extends TrainingSetup {
  dataset: Dataset;
  weights?: { name: string; bytes: Uint8Array };
}

/** Whether the same would be trained. */
export function sameSetup(a: Setup, b: Setup): boolean {
  const { dataset: dataA, weights: weightsA, ...restA } = a;
  const { dataset: dataB, weights: weightsB, ...restB } = b;
  return dataA === dataB && weightsA === weightsB && JSON.stringify(restA) === JSON.stringify(restB);
}

/** The part of the module's options that a setup decides. The weights are loaded afterwards. */
export function trainerOptions({
  dataset,
  weights: _,
  seconds: __,
  ...options
}: TrainingSetup): Omit<TrainerOptions, 'variant'> {
  return { ...options, data: dataset.bytes };
}
