// Times training in chunks, planned while it runs: each as long as the clock needs to read it, and no longer, so that
// interruptions by other programs hit few of them.
import { clockBlock, Pace, type Block } from '../measure/stopwatch.ts';

/** Steps that were timed together. */
export interface Chunk {
  steps: number;
  /** That an average step of them took. */
  milliseconds: number;
}

/** What Measure takes, too. */
export const chunkMilliseconds = 0.75;

export class ChunkPlan {
  private readonly length: number;
  private readonly readable: number;
  private readonly pace: Pace;

  /** `rehearsed` is what a step took before, in milliseconds; `shortest` how long a chunk lasts at least. */
  constructor(timerStep: number, shortest = 0, rehearsed?: number) {
    this.length = Math.max(chunkMilliseconds, clockBlock(timerStep), shortest);
    this.readable = Math.max(clockBlock(timerStep), shortest) / 2;
    this.pace = new Pace(rehearsed);
  }

  /** Of the next chunk, if nothing ends it earlier. */
  get steps(): number {
    return this.pace.repetitions(this.length);
  }

  /** Of an average step, as far as it is known; 0 where it is not. */
  get stepMilliseconds(): number {
    return this.pace.milliseconds;
  }

  /** Takes in what so many steps came to. They are no chunk if the clock cannot read so short a time. */
  add(steps: number, took: Block): Chunk | undefined {
    const cutShort = steps < this.steps && took.milliseconds < this.readable;
    if (cutShort || !this.pace.learn(steps, took, this.length, this.readable)) return undefined;
    return { steps, milliseconds: took.milliseconds / took.work };
  }
}
