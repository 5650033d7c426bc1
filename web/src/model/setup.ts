// What is trained: the data, the sizes of the model, and how long and how fast it learns.
import type { ModelConfig } from '../common/lanes.ts';

export interface Dataset {
  name: string;
  bytes: Uint8Array;
  documents: number;
  vocabulary: number;
  sha256: string;
}

/** Everything that decides what is trained. Two races on the same setup have the same losses. */
export interface Setup {
  config: Required<ModelConfig>;
  corpus: 'lines' | 'text';
  steps: number;
  learningRate: number;
  seed: number;
  dataset: Dataset;
  /** A checkpoint to start from instead of the seed's weights. */
  weights?: { name: string; bytes: Uint8Array };
}
