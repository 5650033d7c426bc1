// A measured result as it is passed on: figures and intervals without the rounds, and the machine that they were
// measured on. What comes from elsewhere is checked here, whoever wrote it: afterwards numbers are numbers within
// limits, texts are short and nothing but text.
import type { Verdict } from '../measure/statistics.ts';
import { Reader } from './reader.ts';

export interface Machine {
  /** "Chromium 156 on Linux" */
  browser: string;
  cores: number;
  isolated: boolean;
  /** Milliseconds. */
  timerStep: number;
  lanes: string;
  /** As in an environment. */
  date: string;
}

export const verdicts = [
  'faster',
  'slower',
  'no significant difference',
  'cannot tell',
] as const satisfies readonly Verdict[];

/** How many times faster than another; without numbers where that cannot be told. */
export interface SharedGain {
  against: string;
  verdict: Verdict;
  estimate?: { ratio: number; low: number; high: number; rounds: number };
}

/** Of a contender: its id, or on a card its name. */
export interface SharedRow {
  id: string;
  /** In the unit of the result; missing where it cannot be told, or is not measured. */
  figure?: number;
  gain?: SharedGain;
}

const efforts = ['thorough', 'quick'] as const;
const units = ['ms', 'ns', 'GB/s', 'GFLOP/s'] as const;

export type Subject =
  /** A model of the ladder, by its width. */
  | { kind: 'ladder'; width: number }
  /** The model of a race. */
  | { kind: 'quote'; layers: number; width: number; heads: number; block: number; batch: number }
  /** A card at a size. */
  | { kind: 'card'; card: string; size: number };

export interface Shared {
  subject: Subject;
  unit: (typeof units)[number];
  /** What was trained on; of a card nothing. */
  data?: string;
  /** How long was measured, where one can choose. */
  effort?: (typeof efforts)[number];
  machine: Machine;
  /** From the first contender to the last. */
  rows: SharedRow[];
  /** The gain to tell first: of the fastest over the first of its way. */
  best?: SharedRow;
}

/** In characters. */
export const longestName = 60;
export const mostRows = 64;
/** What nobody will measure on either side. */
const [smallest, largest] = [1e-12, 1e15];

function machineOf(from: Reader): Machine {
  return {
    browser: from.text('browser', longestName),
    cores: from.integer('cores', 0, 4096),
    isolated: from.flag('isolated'),
    timerStep: from.number('timerStep', 0, 1e6),
    lanes: from.text('lanes', 30),
    date: from.date('date'),
  };
}

function subjectOf(from: Reader): Subject {
  const size = (name: string): number => from.integer(name, 1, 1e6);
  switch (from.choice('kind', ['ladder', 'quote', 'card'])) {
    case 'ladder':
      return { kind: 'ladder', width: size('width') };
    case 'quote': {
      const [layers, width, heads, block, batch] = ['layers', 'width', 'heads', 'block', 'batch'].map(size);
      return { kind: 'quote', layers: layers!, width: width!, heads: heads!, block: block!, batch: batch! };
    }
    case 'card':
      return { kind: 'card', card: from.text('card', longestName), size: from.integer('size', 1, 1e12) };
  }
}

function gainOf(from: Reader): SharedGain {
  const against = from.text('against', longestName);
  const verdict = from.choice('verdict', verdicts);
  if (verdict === 'cannot tell') return { against, verdict };
  const of = from.object('estimate');
  const [ratio, low, high] = ['ratio', 'low', 'high'].map((name) => of.number(name, smallest, largest));
  if (low! > ratio! || ratio! > high!) throw of.problem('a ratio within its interval is needed');
  const rounds = of.integer('rounds', 1, 1e6);
  return { against, verdict, estimate: { ratio: ratio!, low: low!, high: high!, rounds } };
}

function rowOf(from: Reader): SharedRow {
  const row: SharedRow = { id: from.text('id', longestName) };
  if (from.has('figure')) row.figure = from.number('figure', smallest, largest);
  if (from.has('gain')) row.gain = gainOf(from.object('gain'));
  return row;
}

/** @throws Error in a sentence when this is no result. */
export function sharedFrom(value: unknown): Shared {
  const from = new Reader(value, 'the result');
  const subject = subjectOf(from.object('subject'));
  const rows = from.list('rows', mostRows).map(rowOf);
  if (rows.length === 0) throw from.problem('a contender at least is needed');
  if (new Set(rows.map(({ id }) => id)).size < rows.length && subject.kind !== 'quote') {
    throw from.problem('each contender may be there once');
  }
  return {
    subject,
    unit: from.choice('unit', units),
    ...(from.has('data') && { data: from.text('data', longestName) }),
    ...(from.has('effort') && { effort: from.choice('effort', efforts) }),
    machine: machineOf(from.object('machine')),
    rows,
    ...(from.has('best') && { best: rowOf(from.object('best')) }),
  };
}

/** Results that agree in this can stand side by side. */
export function keyOf({ subject, unit }: Shared): string {
  return JSON.stringify([subject, unit]);
}
