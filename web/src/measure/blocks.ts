// How many steps are timed together.
import { timerStepsPerBlock } from './warm-up.ts';

/** Where garbage is collected, a block lasts at least so long, so that it holds its share of that work. */
const collectedMilliseconds = 25;

/** One side of a pair. */
export interface Side {
  stepMilliseconds: number;
  /** Whether its memory is freed by a garbage collector, now and then. */
  collected: boolean;
}

/** Both sides of a pair train the same number of steps in a block, for they train on the same documents. */
export function stepsPerBlock(sides: readonly Side[], timerStep: number): number {
  const needed = sides.map(
    ({ stepMilliseconds, collected }) =>
      Math.max(timerStepsPerBlock * timerStep, collected ? collectedMilliseconds : 0) / stepMilliseconds,
  );
  return Math.max(1, ...needed.map(Math.ceil));
}
