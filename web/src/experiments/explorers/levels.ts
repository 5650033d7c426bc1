// Finds the levels in the times of a loop's first calls: the first one, the code of the baseline compiler, and the code
// of the optimising one. Pure functions.
import { median } from '../../measure/statistics.ts';

/** Successive calls that were timed together, since the timer cannot tell single ones apart. */
export interface Chunk {
  /** The number of its first call, from 1. */
  first: number;
  calls: number;
  milliseconds: number;
}

/** Calls are taken together until a chunk is this many steps of the timer long. */
const timerStepsPerChunk = 8;

/** From the time after each call, with the time before the first in front, to chunks that the timer can measure. */
export function chunksOf(times: ArrayLike<number>, timerStep: number): Chunk[] {
  const chunks: Chunk[] = [];
  let begin = 0;
  for (let i = 1; i < times.length; ++i) {
    const milliseconds = times[i]! - times[begin]!;
    if (milliseconds < timerStepsPerChunk * timerStep) continue;
    chunks.push({ first: begin + 1, calls: i - begin, milliseconds });
    begin = i;
  }
  return chunks;
}

/** Milliseconds per call. */
export const pace = ({ milliseconds, calls }: Chunk): number => milliseconds / calls;

export interface Level {
  /** The calls over which it was held, from 1. */
  from: number;
  to: number;
  /** The median time of a call, in milliseconds. */
  milliseconds: number;
}

export interface Levels {
  /** The very first calls, as far as the timer can tell them from the others: compiled while they wait. */
  first: Level;
  /** Undefined where the time shows no step down after the first call. */
  baseline: Level | undefined;
  steady: Level;
}

const fewestPerLevel = 4;
/** A step down counts as a change of compiler from here on; less could be anything. */
const leastStep = 1.25;

function levelOf(chunks: readonly Chunk[]): Level {
  const last = chunks.at(-1)!;
  return { from: chunks[0]!.first, to: last.first + last.calls - 1, milliseconds: median(chunks.map(pace)) };
}

/**
 * Where to cut a sequence in two so that the two parts vary least around their means: the greatest change of level.
 * Numbers are compared by their logarithms, for what counts is how many times faster it becomes.
 */
export function greatestChange(values: readonly number[], fewest: number): number {
  const logs = values.map(Math.log);
  const sums = [0];
  for (const log of logs) sums.push(sums.at(-1)! + log);
  const total = sums.at(-1)!;
  let [best, cut] = [-Infinity, fewest];
  for (let i = fewest; i <= logs.length - fewest; ++i) {
    // Least variation around the means is most variation between them.
    const between = sums[i]! ** 2 / i + (total - sums[i]!) ** 2 / (logs.length - i);
    if (between > best) [best, cut] = [between, i];
  }
  return cut;
}

/** @throws Error in a sentence when there are too few chunks to say anything. */
export function findLevels(chunks: readonly Chunk[]): Levels {
  const [first, ...rest] = chunks;
  if (!first || rest.length < 2 * fewestPerLevel) throw new Error('Too few calls could be timed to find any level.');
  const cut = greatestChange(rest.map(pace), fewestPerLevel);
  const [before, after] = [levelOf(rest.slice(0, cut)), levelOf(rest.slice(cut))];
  const isStep = before.milliseconds >= leastStep * after.milliseconds;
  return { first: levelOf([first]), baseline: isStep ? before : undefined, steady: isStep ? after : levelOf(rest) };
}

/** What the two compilers are called in the browser that this is. */
export function compilersOf(userAgent: string): { baseline: string; optimising: string } {
  if (/Firefox\//.test(userAgent)) return { baseline: 'the baseline compiler', optimising: 'Ion' };
  if (/Chrome\//.test(userAgent)) return { baseline: 'Liftoff', optimising: 'TurboFan' };
  if (/Safari\//.test(userAgent)) return { baseline: 'BBQ', optimising: 'OMG' };
  return { baseline: 'the baseline compiler', optimising: 'the optimising compiler' };
}
