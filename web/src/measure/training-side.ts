// Training as one side of a comparison.
import { PythonRandom } from '../contenders/javascript/python-random.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Learner } from '../contenders/port.ts';
import { holdOut, positionsOf, readCorpus } from '../model/corpus.ts';
import type { TrainingSetup } from '../model/setup.ts';
import type { Block } from './stopwatch.ts';

/** Where garbage is collected, a block lasts so many milliseconds at least, so that it holds its share of that work. */
const collectedBlock = 100;

/** In milliseconds, whatever the clock can read. */
export function shortestBlockOf({ collected }: Pick<Contender, 'collected'>): number {
  return collected ? collectedBlock : 0;
}

/** How much work the steps from `first` on are, in average steps. */
export type StepWork = (first: number, steps: number) => number;

/** What decides the order and the lengths of the documents. */
export type StepSetup = Pick<TrainingSetup, 'dataset' | 'corpus' | 'seed' | 'holdout'> & {
  config: Pick<TrainingSetup['config'], 'blockSize' | 'batch'>;
};

/** How many positions each document has, in the order of training. */
function positionsInOrder({ dataset, corpus, seed, holdout, config: { blockSize } }: StepSetup): number[] {
  const random = new PythonRandom(seed);
  if (!holdout) {
    const positions = positionsOf(dataset.bytes, corpus, blockSize);
    random.shuffle(positions);
    return positions;
  }
  const { documents } = readCorpus(dataset.bytes, corpus, blockSize);
  random.shuffle(documents);
  return holdOut(documents, holdout).training.map((tokens) => tokens.length - 1);
}

/**
 * The length of the documents of some steps, relative to the mean: in equal times sides get through unlike documents,
 * and a long one is more work.
 */
export function stepWork(setup: StepSetup): StepWork {
  const { config } = setup;
  const positions = positionsInOrder(setup);
  const before = new Float64Array(positions.length + 1);
  for (const [i, count] of positions.entries()) before[i + 1] = before[i]! + count;
  const all = before[positions.length]!;
  const upTo = (document: number): number =>
    Math.floor(document / positions.length) * all + before[document % positions.length]!;
  const mean = (config.batch * all) / positions.length;
  return (first, steps) => (upTo((first + steps) * config.batch) - upTo(first * config.batch)) / mean;
}

/** Trains the learner on from where it is. */
export async function trainingSide(learner: Learner, work: StepWork): Promise<(steps: number) => Promise<Block>> {
  let { step } = await learner.info();
  return async (steps) => {
    const { milliseconds } = await learner.train(steps);
    step += steps;
    return { milliseconds, work: work(step - steps, steps) };
  };
}

/** How many of the first losses are kept. */
export interface LossesPlan {
  /** At most so many steps, */
  steps: number;
  /** as long as they take no longer than this, */
  milliseconds: number;
  /** but so many in any case. */
  fewest: number;
}

/** Takes the first steps and keeps their losses, which show that all compute the same. */
export async function firstLosses(learner: Learner, plan: LossesPlan): Promise<Float64Array> {
  const losses = new Float64Array(plan.steps);
  let done = 0;
  let spent = 0;
  for (let piece = 1; done < plan.steps && (done < plan.fewest || spent < plan.milliseconds); ) {
    const steps = Math.min(piece, plan.steps - done);
    const result = await learner.train(steps);
    losses.set(result.losses, done);
    done += steps;
    spent += result.milliseconds;
    if (result.milliseconds < plan.milliseconds / 20) piece *= 2;
  }
  return losses.slice(0, done);
}
