// What the page and a contender's worker say to each other. Both sides are typed by these two unions; `run` tells
// the answers of the present run from late ones of a run that was reset.
import type { Ability, LearnerInfo } from '../contenders/port.ts';
import type { TrainingSetup } from '../model/setup.ts';
import type { Chunk } from './chunks.ts';
import type { Judgement } from './clock.ts';

export type Request =
  /** Makes the learner of this contender anew, in place of the one there may be. `site` is the address of the page. */
  | { type: 'create'; run: number; contender: string; setup: TrainingSetup; site: string; timerStep: number }
  /** Trains a copy until the compiler has done its work, times some blocks, and throws the copy away. */
  | { type: 'rehearse' }
  /** A turn: trains until `until` steps are done, or until the chunk is over in which the time is up. */
  | { type: 'train'; until: number; milliseconds: number; temperature: number }
  | { type: 'sample'; temperature: number; prompt: string; seed: number }
  | { type: 'save' };

export type Reply =
  | { type: 'created'; run: number; info: LearnerInfo; abilities: Ability[] }
  /** Milliseconds per step of the blocks that were timed at last. */
  | { type: 'rehearsed'; run: number; times: number[] }
  | ({ type: 'trained'; run: number } & Turn)
  | { type: 'sampled'; run: number; samples: Samples }
  | { type: 'saved'; run: number; bytes: Uint8Array<ArrayBuffer> }
  /** `during` says what failed; only a failed `sample` leaves the learner usable. */
  | { type: 'failed'; run: number; during: Request['type']; message: string };

/** What a turn has brought. */
export interface Turn {
  losses: Float64Array;
  /** That the steps took, interruptions included. */
  milliseconds: number;
  chunks: Chunk[];
  previews: Preview[];
  /** Whether the race is over for this contender: all steps are done, or its time is up. */
  over: boolean;
  /** Once it is over. */
  samples?: Samples;
  /** Once it is over, where documents are held out. */
  judgement?: Judgement;
}

/** Names drawn with the previews' own seed after `step` steps. */
export interface Preview {
  step: number;
  names: string[];
}

export interface Samples {
  temperature: number;
  prompt: string;
  names: string[];
}
