// What the page and the worker that holds the model say to each other. `run` tells the answers about the present model
// from late ones about another.
import type { Inspection } from '../common/lanes.ts';
import type { TrainingSetup } from '../model/setup.ts';
import type { LetterMap } from './letter-map.ts';

export type Request =
  /** Makes the model of this contender, untrained. `site` is the address of the page. */
  | { type: 'create'; run: number; contender: string; setup: TrainingSetup; site: string }
  /** Trains on for some milliseconds, or until the run is over. */
  | { type: 'train'; milliseconds: number }
  /** Asks what the model as it was after `step` steps makes of a text. */
  | { type: 'look'; step: number; text: string };

export type Reply =
  /** `characters` in the order of their tokens. */
  | { type: 'created'; run: number; characters: string[]; states: State[] }
  | { type: 'trained'; run: number; step: number; states: State[] }
  /** The run ends here, though it should have gone on. */
  | { type: 'ended'; run: number; step: number; states: State[]; message: string }
  /** Comes before what was seen, if the weights are others than the last time. */
  | { type: 'weights'; run: number; weights: Weights }
  | { type: 'seen'; run: number; step: number; inspection: Inspection }
  /** The module cannot read the text. */
  | { type: 'refused'; run: number; message: string }
  /** There is no model. */
  | { type: 'failed'; run: number; message: string };

/** The model after `step` steps. */
export interface State {
  step: number;
  /** The mean of the last losses before it, and of how many; nothing before the first step. */
  loss?: { mean: number; steps: number };
}

export interface Weights {
  matrices: Picture[];
  letters: LetterMap;
}

/** A matrix, or as much of it as is shown. */
export interface Picture {
  name: string;
  rows: number;
  columns: number;
  /** `shownRows` by `shownColumns` of its numbers, from the first on. */
  values: Float32Array;
  shownRows: number;
  shownColumns: number;
  /** Roots of the mean squares: of its numbers, and of how far they have moved since the first step. */
  size: number;
  moved: number;
}
