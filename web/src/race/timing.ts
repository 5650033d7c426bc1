// What a step takes, from the times of a run: one figure, for whatever is said of it.
import { calmTimes, fewestCalm, isQuotable, mean, median, medianInterval } from '../measure/statistics.ts';

/** Of the calm times, which no other program interrupted, in milliseconds. */
export interface StepTime {
  median: number;
  average: number;
}

/** Why no figure can be given. */
export type Doubt = 'too short' | 'too busy';

/** After a contender's name. */
export const doubtWords: Record<Doubt, string> = {
  'too short': 'too short to time',
  'too busy': 'the machine is too busy to tell within 10 %',
};

export type Timing = StepTime | Doubt;

export function isTold(timing: Timing): timing is StepTime {
  return typeof timing === 'object';
}

/**
 * A figure is given once enough times say the same within 10 %: the interval of their median is as narrow, and
 * their average lies as near to it, as it does not where the compiler was still at work.
 */
export function timingOf(times: readonly number[]): Timing {
  const calm = calmTimes(times);
  if (calm.length < fewestCalm) return 'too short';
  const average = mean(calm);
  const middle = median(calm);
  const agree = Math.max(middle, average) <= 1.1 * Math.min(middle, average);
  if (!isQuotable(medianInterval(calm)) || !agree) return 'too busy';
  return { median: middle, average };
}
