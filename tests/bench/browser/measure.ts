// Runs contenders in turns, A B C C B A, all in this one worker: first until the engine's compilers have settled, then
// for the record.
import { bootstrapInterval, estimateRatio, isSteady, median, type Round } from '../../../web/src/measure/statistics.ts';
import type { Row, Timing, Work } from './protocol.ts';

export interface Contender {
  name: string;
  variant: string;
  work: Work;
  /** Does the work so many times; resolves to the milliseconds it took. */
  run(calls: number): number | Promise<number>;
  dispose?(): void;
}

/** Milliseconds: the shortest block, and about how long each contender warms up and is measured at most. */
export interface Effort {
  block: number;
  warmUp: number;
  budget: number;
}

const fewestRounds = 3;
const mostRounds = 30;

/** The smallest difference that two readings of the clock have, in milliseconds. */
export function timerStep(): number {
  let smallest = Infinity;
  for (let ticks = 0, last = performance.now(); ticks < 100; ) {
    const now = performance.now();
    if (now === last) continue;
    smallest = Math.min(smallest, now - last);
    last = now;
    ++ticks;
  }
  return smallest;
}

/**
 * Calls per block such that the fastest contender takes long enough. All make the same number, so that those which
 * train see the same documents.
 */
async function callsFor(contenders: readonly Contender[], block: number): Promise<number> {
  const tries = 3; // a single one may have been interrupted
  for (let calls = 1; ; ) {
    let fastest = Infinity;
    for (let i = 0; i < tries && (i === 0 || fastest < 100 * block); ++i) {
      for (const contender of contenders) fastest = Math.min(fastest, await contender.run(calls));
    }
    if (fastest >= block) return calls;
    const wanted = Math.ceil((1.3 * calls * block) / Math.max(fastest, block / 1000));
    calls = Math.min(Math.max(wanted, calls + 1), 20 * calls);
  }
}

/** Lets all contenders run in turns until none gets faster any more. */
async function warmUp(contenders: readonly Contender[], calls: number, limit: number): Promise<void> {
  const times: number[][] = contenders.map(() => []);
  const start = performance.now();
  do {
    for (const [i, contender] of contenders.entries()) times[i]!.push(await contender.run(calls));
  } while (performance.now() - start < limit * contenders.length && !times.every((list) => isSteady(list, 8)));
}

export async function measure(
  group: Row['group'],
  name: string,
  contenders: readonly Contender[],
  effort: Effort,
): Promise<Row> {
  // Once with few calls, so that the number of calls is not chosen by code that is not compiled for speed yet.
  await warmUp(contenders, await callsFor(contenders, effort.block), effort.warmUp);
  const callsPerBlock = await callsFor(contenders, effort.block);

  const blocks: number[][] = contenders.map(() => []);
  const start = performance.now();
  for (let round = 0; round < mostRounds; ++round) {
    for (const [i, contender] of contenders.entries()) blocks[i]!.push(await contender.run(callsPerBlock));
    for (const [i, contender] of [...contenders.entries()].reverse())
      blocks[i]!.push(await contender.run(callsPerBlock));
    if (round + 1 >= fewestRounds && performance.now() - start >= effort.budget * contenders.length) break;
  }
  const pairs = (list: number[]): [number, number][] =>
    Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i]!, list[2 * i + 1]!]);
  const first = pairs(blocks[0] ?? []);
  const timings = contenders.map((contender, i): Timing => {
    const ms = blocks[i]!.map((time) => time / callsPerBlock);
    const own = pairs(blocks[i]!);
    const rounds = own.map((b, at): Round => ({ a: first[at]!, b }));
    return {
      contender: contender.name,
      variant: contender.variant,
      work: contender.work,
      ms,
      median: median(ms),
      ...bootstrapInterval(ms),
      ratio: estimateRatio(rounds),
    };
  });
  return { group, name, callsPerBlock, timings, missing: [] };
}
