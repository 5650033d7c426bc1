// The end of warm-up: a compiler replaces code while it runs, and what is timed before it is done is not what is meant.
import { isSteady, median } from './statistics.ts';

/** A timed block lasts at least this many steps of the timer. */
export const timerStepsPerBlock = 150;

/** Does something so many times; the milliseconds that took. */
export type Timed = (repetitions: number) => number | Promise<number>;

export interface WarmUpEnds {
  clock?(): number;
  /** It goes on until this is true, too. */
  enough?(): boolean;
}

/**
 * Runs blocks of at least `block` milliseconds until their time no longer falls, or `longest` milliseconds have passed.
 * Returns milliseconds per repetition.
 */
export async function warmUp(
  time: Timed,
  block: number,
  longest: number,
  { clock = () => performance.now(), enough = () => true }: WarmUpEnds = {},
): Promise<number> {
  const start = clock();
  const blocks: number[] = [];
  let repetitions = 1;
  do {
    const milliseconds = await time(repetitions);
    if (milliseconds < block && repetitions < 2 ** 26) {
      repetitions *= 2;
      blocks.length = 0;
    } else blocks.push(milliseconds / repetitions);
  } while (blocks.length === 0 || !enough() || (clock() - start < longest && !isSteady(blocks)));
  return median(blocks.slice(-20));
}
