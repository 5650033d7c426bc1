// How much is measured for the ladder, and how long that takes.
import type { Plan } from '../measure/protocol.ts';
import type { Settings } from '../model/settings.ts';
import { shortestBlockOf } from '../measure/training-side.ts';
import { directPair, type Rung } from './rungs.ts';
import { runSteps } from './sizes.ts';

export type Effort = Settings['effort'];

export const plans: Record<Effort, Plan> = {
  quick: {
    losses: { steps: runSteps, milliseconds: 1500, fewest: 4 },
    rounds: { block: 0.75, warmUp: 150, rounds: 500, fewestRounds: 16, mostRounds: 200 },
  },
  thorough: {
    losses: { steps: runSteps, milliseconds: 3000, fewest: 8 },
    rounds: { block: 0.75, warmUp: 500, rounds: 3000, fewestRounds: 48, mostRounds: 800 },
  },
};

/** A step of a rung, in milliseconds: a rough guess, which counts for the slow rungs only. */
function stepOf(rung: Rung, boxes: number): number {
  return (boxes * rung.nanosecondsPerNumber) / 1e6 / 2; // a document is about half as long as it may be
}

/** About how many milliseconds a measurement of these rungs takes, where the longest document makes so many boxes. */
export function foretell(rungs: readonly Rung[], boxes: number, { losses, rounds }: Plan): number {
  const steps = rungs.map((rung) => stepOf(rung, boxes));
  const training = steps.map((step) => {
    const { steps: most, milliseconds, fewest } = losses!;
    return Math.max(Math.min(most * step, milliseconds), fewest * step);
  });
  const direct = directPair(rungs);
  const pairs = [...rungs.slice(1).map((b, i) => ({ a: rungs[i]!, b })), ...(direct ? [direct] : [])];
  const measuring = pairs.map(({ a, b }) => {
    const longest = Math.max(stepOf(a, boxes), stepOf(b, boxes));
    const block = Math.max(shortestBlockOf(a), shortestBlockOf(b), longest);
    // In a round each has a turn, and the faster one's twin; a few more warm up.
    return Math.max(2 * rounds.warmUp + rounds.rounds, 1.5 * rounds.fewestRounds * 3 * block);
  });
  const start = rungs.reduce((sum, { download }) => sum + (download?.milliseconds ?? 0), 0);
  return [...training, ...measuring].reduce((sum, milliseconds) => sum + milliseconds, start);
}
