// What the bench's worker is asked for and what it answers. The results have the form that `lanes bench --json` writes.

export interface Work {
  flops: number;
  bytes: number;
  /** Drawn, where the work is sampling. */
  tokens: number;
}

export interface Timing {
  /** The variant, unless a row compares something else. */
  contender: string;
  variant: string;
  work: Work;
  /** Milliseconds per call, one per round. */
  ms: number[];
  median: number;
  low: number;
  high: number;
  /** How many times faster than the first contender of the row. */
  ratio: { ratio: number; low: number; high: number };
}

export interface Row {
  group: 'ceiling' | 'kernel' | 'step' | 'threads' | 'peer';
  name: string;
  timings: Timing[];
  /** What could not take part, and why. */
  missing: { contender: string; reason: string }[];
}

export interface Request {
  part: 'kernels' | 'steps' | 'peers';
  /** In lower case; rows without it in their group or name are left out. Ceilings are always measured. */
  filter: string;
}

export type Reply =
  | { type: 'row'; row: Row }
  | { type: 'note'; text: string }
  | { type: 'done'; environment: { userAgent: string; cores: number; isolated: boolean; timerStep: number } }
  | { type: 'failed'; message: string };
