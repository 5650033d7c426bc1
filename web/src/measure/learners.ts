// Everything that can be measured, made from a description that a message can carry: builds of the core, JavaScript and
// CPython all train alike.
import { loadLanes, type TrainerOptions, type TrainResult } from '../common/lanes.ts';
import { JavaScriptTrainer, type PlainOptions } from '../contenders/javascript/trainer.ts';
import type { Python } from '../contenders/python/python.ts';

export interface Learner {
  /** Takes `n` training steps in the calling thread. */
  train(n: number): TrainResult;
  dispose(): void;
  /** What it runs on, where that needs saying. */
  about?: string;
}

export type Competitor = { id: string } & (
  | { kind: 'lanes'; options: TrainerOptions }
  | { kind: 'javascript'; options: PlainOptions }
  /** `assets` is the address of the folder with CPython, which is loaded now. */
  | { kind: 'python'; options: PlainOptions; assets: string }
);

let python: Promise<Python> | undefined;

async function startPython(assets: string): Promise<Python> {
  const { loadPython } = await import('../contenders/python/python.ts');
  return loadPython(assets);
}

async function makeTrainer(
  { createTrainer }: Awaited<ReturnType<typeof loadLanes>>,
  options: TrainerOptions,
): Promise<Learner> {
  const trainer = await createTrainer(options);
  const { threads } = trainer.info();
  const learner = { train: (n: number) => trainer.train(n), dispose: () => trainer.dispose() };
  return threads > 1 ? { ...learner, about: `${threads} threads` } : learner;
}

function makePython({ version, trainer: create }: Python, options: PlainOptions): Learner {
  const trainer = create(options);
  return { train: (n) => trainer.train(n), dispose: () => trainer.dispose(), about: version };
}

/** `lanes` is the address of the module lanes.js. */
export async function makeLearner(competitor: Competitor, lanes: string): Promise<Learner> {
  switch (competitor.kind) {
    case 'lanes':
      return makeTrainer(await loadLanes(lanes), competitor.options);
    case 'javascript':
      return new JavaScriptTrainer(competitor.options);
    case 'python':
      python ??= startPython(competitor.assets);
      return makePython(await python, competitor.options);
  }
}
