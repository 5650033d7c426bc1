// How much is measured for the ladder, and how long that takes.
import { stepsPerBlock } from '../measure/blocks.ts';
import type { Plan } from '../measure/protocol.ts';
import type { Rung } from './rungs.ts';
import { runSteps } from './sizes.ts';

export type Effort = 'quick' | 'thorough';

export const plans: Record<Effort, Plan> = {
  quick: {
    warmUp: { milliseconds: 600, fewestSteps: 4, run: runSteps, runMilliseconds: 1500 },
    pairMilliseconds: 1000,
    fewestRounds: 6,
    mostRounds: 40,
  },
  thorough: {
    warmUp: { milliseconds: 2000, fewestSteps: 8, run: runSteps, runMilliseconds: 3000 },
    pairMilliseconds: 5000,
    fewestRounds: 8,
    mostRounds: 80,
  },
};

/** A step of a rung, in milliseconds: a rough guess, which counts for the slow rungs only. */
function stepOf(rung: Rung, boxes: number): number {
  return (boxes * rung.nanosecondsPerNumber) / 1e6 / 2; // a document is about half as long as it may be
}

/** About how many milliseconds a measurement of these rungs takes, where the longest document makes so many boxes. */
export function foretell(
  rungs: readonly Rung[],
  boxes: number,
  { warmUp, pairMilliseconds, fewestRounds }: Plan,
): number {
  const sides = rungs.map((rung) => ({ stepMilliseconds: stepOf(rung, boxes), collected: rung.collected }));
  const steps = sides.map(({ stepMilliseconds }) => stepMilliseconds);
  const warming = steps.map((step) => Math.max(warmUp.milliseconds, warmUp.fewestSteps * step));
  const measuring = steps.slice(1).map((b, i) => {
    const a = steps[i]!;
    const blockSteps = stepsPerBlock([sides[i]!, sides[i + 1]!], 0);
    return Math.max(pairMilliseconds, fewestRounds * blockSteps * (2 * a + 2 * b + 4 * Math.min(a, b)));
  });
  const start = rungs.reduce((sum, { download }) => sum + (download?.milliseconds ?? 0), 0);
  return [...warming, ...measuring].reduce((sum, milliseconds) => sum + milliseconds, start);
}
