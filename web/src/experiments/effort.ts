// How thoroughly a card is measured.
import type { Settings } from '../model/settings.ts';
import type { Plan } from '../measure/stopwatch.ts';

export const efforts = {
  quick: { block: 0.5, warmUp: 30, rounds: 400, fewestRounds: 12, mostRounds: 80 },
  thorough: { block: 1, warmUp: 150, rounds: 3000, fewestRounds: 16, mostRounds: 300 },
} as const satisfies Record<Settings['effort'], Plan>;

export type EffortName = keyof typeof efforts;
