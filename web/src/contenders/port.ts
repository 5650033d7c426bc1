// The port through which the page trains: everybody who can train, whatever they compute with, is used alike.
import type { HeldOutOptions, Inspection, SampleOptions, TrainResult } from '../common/lanes.ts';

export type { HeldOutOptions, Inspection, SampleOptions, TrainResult };

/** What trains, and how far it is. */
export interface LearnerInfo {
  /** How gradients are made, on what, and in which precision, in the words of the saved results. */
  engine: 'tensor' | 'value';
  variant: string;
  precision: 'f32' | 'f64';
  threads: number;
  parameters: number;
  vocabulary: number;
  documents: number;
  /** How many of the documents are held out. */
  heldOut: number;
  /** Training steps taken so far. */
  step: number;
  /** What it runs on, where that needs saying. */
  about?: string;
}

/** A model in training. What a learner cannot do it says by leaving the method out. */
export interface Learner {
  /**
   * Takes `n` training steps; `milliseconds` is the time that they took, without any waiting for a turn.
   * @throws DivergenceError when a loss is no longer a number.
   */
  train(n: number): Promise<TrainResult>;
  info(): Promise<LearnerInfo>;
  /** Invents documents. Without a seed they come from the learner's own random stream, which goes on. */
  sample?(options: SampleOptions): Promise<string[]>;
  /** What the model attends to in a prefix, and what it expects next. */
  inspect?(prefix: string): Promise<Inspection>;
  /** The mean loss on the held-out documents, or the first of them. @throws Error when there are none. */
  heldOutLoss?(options: HeldOutOptions): Promise<number>;
  /** The parameters as a safetensors file. */
  save?(): Promise<Uint8Array<ArrayBuffer>>;
  /** Takes over the parameters of such a file; the optimiser's moments and the step count return to zero. */
  load?(bytes: Uint8Array): Promise<void>;
  /** Frees the memory; the learner is of no use afterwards. */
  dispose(): void;
}

/** What not every learner can do. */
const abilities = ['sample', 'inspect', 'heldOutLoss', 'save', 'load'] as const;
export type Ability = (typeof abilities)[number];

export function abilitiesOf(learner: Learner): Ability[] {
  return abilities.filter((ability) => learner[ability] !== undefined);
}

/** A trainer that computes in the calling thread, such as lib/lanes.js makes. */
export interface BlockingTrainer {
  train(n: number): TrainResult;
  info(): LearnerInfo;
  sample?(options: SampleOptions): string[];
  inspect?(prefix: string): Inspection;
  heldOutLoss?(options: HeldOutOptions): number;
  save?(): Uint8Array<ArrayBuffer>;
  load?(bytes: Uint8Array): void;
  dispose(): void;
}

/** The learner that a blocking trainer is. */
export function learnerFrom(trainer: BlockingTrainer): Learner {
  return {
    train: async (n) => trainer.train(n),
    info: async () => trainer.info(),
    ...(trainer.sample && { sample: async (options) => trainer.sample!(options) }),
    ...(trainer.inspect && { inspect: async (prefix) => trainer.inspect!(prefix) }),
    ...(trainer.heldOutLoss && { heldOutLoss: async (options) => trainer.heldOutLoss!(options) }),
    ...(trainer.save && { save: async () => trainer.save!() }),
    ...(trainer.load && { load: async (bytes) => trainer.load!(bytes) }),
    dispose: () => trainer.dispose(),
  };
}
