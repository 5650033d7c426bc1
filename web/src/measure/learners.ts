// Everything that can be measured, made from a description that a message can carry: builds of the core, JavaScript and
// CPython all train alike.
import { loadLanes, type TrainerOptions, type TrainResult } from '../common/lanes.ts';
import { JavaScriptTrainer, type PlainOptions } from '../javascript/trainer.ts';
import type { Python } from '../python/python.ts';

export interface Learner {
  /** Takes `n` training steps in the calling thread. */
  train(n: number): TrainResult;
  dispose(): void;
}

export type Competitor = { id: string } & (
  | { kind: 'lanes'; options: TrainerOptions }
  | { kind: 'javascript'; options: PlainOptions }
  /** `assets` is the address of the folder with CPython, which is loaded now. */
  | { kind: 'python'; options: PlainOptions; assets: string }
);

let python: Promise<Python> | undefined;

async function startPython(assets: string): Promise<Python> {
  const { loadPython } = await import('../python/python.ts');
  return loadPython(assets);
}

/** `lanes` is the address of the module lanes.js. */
export async function makeLearner(competitor: Competitor, lanes: string): Promise<Learner> {
  switch (competitor.kind) {
    case 'lanes':
      return (await loadLanes(lanes)).createTrainer(competitor.options);
    case 'javascript':
      return new JavaScriptTrainer(competitor.options);
    case 'python':
      python ??= startPython(competitor.assets);
      return (await python).trainer(competitor.options);
  }
}
