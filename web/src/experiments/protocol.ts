// What the page and the measuring worker say to each other. The page ends a measurement by ending the worker.
import type { ExperimentDescriptor, ExperimentNote, ExperimentTotals, VariantSupport } from '../common/lanes.ts';
import type { Ending } from '../measure/session.ts';
import type { Card, Contender } from './cards.ts';
import type { Adapter } from './gpu/device.ts';
import type { Plan } from '../measure/stopwatch.ts';

/** One card at one size, with the contenders that take part. */
export interface Task {
  card: Card;
  size: number;
  contenders: Contender[];
}

export type ListRequest = { type: 'list'; site: string };

export type MeasureRequest = {
  type: 'measure';
  /** The address of the page. */
  site: string;
  tasks: Task[];
  plan: Plan;
  timerStep: number;
};

/** What was timed of one contender: milliseconds of a pass, round by round. */
export interface Timing {
  times: number[];
}

export interface RawOutcome extends Timing {
  name: string;
  /** One repetition. */
  pass: ExperimentTotals;
  /** Checksums by number of repetitions. */
  checksums: Record<number, number>;
  notes: ExperimentNote[];
  adapter: Adapter | undefined;
}

/** The best that this machine could do with so many bytes. */
export interface RawCeiling extends Timing {
  name: string;
  size: number;
  /** Per repetition of the contenders that it stands beside; all of them where the ceiling is arithmetic. */
  bytes: number | 'any';
  pass: ExperimentTotals;
}

export interface RawResult {
  outcomes: RawOutcome[];
  /** Contenders that could not run, or that broke off. */
  failures: { name: string; reason: string }[];
  /** A second copy of the fastest contender. */
  twin: Timing & { of: string };
  ceilings: RawCeiling[];
  /** How long a block lasted, in milliseconds. */
  block: number;
  /** Milliseconds in which nothing ran, left out. */
  gap: number;
}

export type ListReply =
  | { type: 'list'; experiments: ExperimentDescriptor[]; supports: VariantSupport[] }
  | { type: 'failed'; message: string };

export type Finding =
  | { type: 'progress'; task: number; fraction: number; what: string }
  | { type: 'result'; task: number; result: RawResult }
  /** This card could not be measured; the next one follows. */
  | { type: 'problem'; task: number; message: string };

export type MeasureReply = Finding | Ending;
