// Time in which nothing ran: the computer slept, or the browser stood still. It is no interruption by another program,
// but no time of what is measured at all, and does not count in any average. src/measure/gap.h is the same in C++.
import { formatDuration } from '../ui/format.ts';

/** Other programs take the core away for less. */
const longestInterruption = 1000;
const farBeyond = 20;

/** Whether what should take `expected` milliseconds took so long that for a while nothing can have run. */
export function holdsGap(milliseconds: number, expected: number): boolean {
  return milliseconds > longestInterruption + farBeyond * expected;
}

/** Says what was left out of some measurements; empty where nothing was. */
export function describeGaps(measurements: readonly { gap: number }[]): string {
  const milliseconds = measurements.reduce((sum, { gap }) => sum + gap, 0);
  if (milliseconds === 0) return '';
  return `For ${formatDuration(milliseconds)} nothing ran, as while a computer sleeps; that time is left out.`;
}
