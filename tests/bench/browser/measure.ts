// Measures the contenders of a row with the page's stopwatch, all in this one worker.
import { compare, figureOf, uniformStream } from '../../../web/src/measure/statistics.ts';
import { takeRounds, type Block, type Plan } from '../../../web/src/measure/stopwatch.ts';
import type { Row, Timing, Work } from './protocol.ts';

type Milliseconds = number;

export interface Contender {
  name: string;
  variant: string;
  work: Work;
  /** Does the work so many times. Where all calls are alike, the time that they took will do. */
  run(calls: number): Milliseconds | Block | Promise<Milliseconds | Block>;
  dispose?(): void;
}

/** How much time to spend; the rounds take the plan's for each contender. */
export interface Effort {
  plan: Plan;
  timerStep: number;
}

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

export async function measure(
  group: Row['group'],
  name: string,
  contenders: readonly Contender[],
  { plan, timerStep }: Effort,
): Promise<Row> {
  const whole = { ...plan, rounds: plan.rounds * contenders.length };
  const sides = contenders.map((contender) => ({
    async run(calls: number): Promise<Block> {
      const took = await contender.run(calls);
      return typeof took === 'number' ? { milliseconds: took, work: calls } : took;
    },
  }));
  const { milliseconds } = await takeRounds(sides, whole, { timerStep, random: uniformStream(42) });
  const timings = contenders.map(({ name, variant, work }, i): Timing => {
    const ms = milliseconds[i]!;
    const { value: median, low, high } = figureOf(ms);
    return { contender: name, variant, work, ms, median, low, high, ratio: compare(milliseconds[0]!, ms) };
  });
  return { group, name, timings, missing: [] };
}
