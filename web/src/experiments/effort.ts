// How thoroughly a card is measured.

/** How much time to spend, in milliseconds. What takes longer by itself is still run `fewest` times. */
export interface Effort {
  /** What is timed at once lasts at least this long. */
  block: number;
  /** For each contender at most. */
  warmUp: number;
  /** For all rounds together. */
  budget: number;
  fewest: number;
  most: number;
}

export const efforts = {
  quick: { block: 0, warmUp: 30, budget: 250, fewest: 5, most: 15 },
  thorough: { block: 1, warmUp: 250, budget: 3000, fewest: 7, most: 80 },
} as const satisfies Record<string, Effort>;

export type EffortName = keyof typeof efforts;
