// What every contender is once it is ready to run, wherever its loop comes from.
import type { ExperimentNote, ExperimentTotals } from '../common/lanes.ts';
import type { Adapter } from './gpu/device.ts';

export interface Loop {
  /** Does the work so many times. The caller takes the time. */
  run(repetitions: number): ExperimentTotals | Promise<ExperimentTotals>;
  /** What it runs on, if that is not this processor. */
  adapter?: Adapter;
  /** Facts to tell beside the time. */
  notes?(): ExperimentNote[];
  dispose(): void;
}

/** As Workspace::integers in src/experiments: the numbers 0..period-1 again and again, less half the period. */
export function fillIntegers<T extends { [index: number]: number; length: number }>(values: T, period: number): T {
  for (let i = 0; i < values.length; ++i) values[i] = (i % period) - Math.floor(period / 2);
  return values;
}

/** As `varied` in src/experiments: the input that differs from pass to pass, a whole number from -2 to 2. */
export function varied(turn: number): number {
  return (turn % 5) - 2;
}
