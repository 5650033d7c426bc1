// What the page and a contender's worker say to each other. Both sides are typed by these two unions; `run` tells
// the answers of the present run from late ones of a run that was reset.
import type { Ability, LearnerInfo } from '../contenders/port.ts';
import type { TrainingSetup } from '../model/setup.ts';

export type Request =
  /** Makes the learner of this contender anew, in place of the one there may be. `site` is the address of the page. */
  | { type: 'create'; run: number; contender: string; setup: TrainingSetup; site: string; timerStep: number }
  /** Trains until `until` steps are done; answers with progress and at last with `stopped`. */
  | { type: 'train'; until: number; slowdown: number; temperature: number }
  /** Changes the pace of a training that is under way. */
  | { type: 'pace'; slowdown: number }
  | { type: 'pause' }
  | { type: 'sample'; temperature: number; prompt: string; seed: number }
  | { type: 'save' };

export type Reply =
  | {
      type: 'created';
      run: number;
      info: LearnerInfo;
      abilities: Ability[];
      chunkSteps: number;
      stepMilliseconds: number;
    }
  | ({ type: 'progress'; run: number } & Progress)
  | { type: 'stopped'; run: number; finished: boolean; samples?: Samples }
  | { type: 'sampled'; run: number; samples: Samples }
  | { type: 'saved'; run: number; bytes: Uint8Array<ArrayBuffer> }
  /** `during` says what failed; only a failed `sample` leaves the learner usable. */
  | { type: 'failed'; run: number; during: Request['type']; message: string };

/** What happened since the last report. */
export interface Progress {
  losses: Float64Array;
  /** Compute time of these steps. */
  milliseconds: number;
  /** Milliseconds per step of each timed chunk that was completed. */
  chunks: number[];
  previews: Preview[];
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
