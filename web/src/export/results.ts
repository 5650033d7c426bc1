// The results as files: JSON after the contract that the program and the Python reference share, and CSV.
import type { Environment } from '../common/environment.ts';
import { median } from '../measure/statistics.ts';
import { estimatePair, type PairResult } from '../measure/pairs.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Setup } from '../model/setup.ts';
import type { Run } from '../race/runner.ts';

/** What is written down of one contender. */
export interface Entry {
  contender: Contender;
  run: Run;
}

export interface Measured {
  environment: Environment;
  setup: Setup;
  pairs: readonly PairResult[];
}

export interface Summary {
  parameters: number;
  avg_ms: number;
  median_ms: number;
  total_s: number;
  final_loss: number;
}

/** The figures of the comparison table. A run shorter than one timed chunk has no median but its average. */
export function summarize(run: Run): Summary {
  const average = run.losses.length > 0 ? run.milliseconds / run.losses.length : NaN;
  return {
    parameters: run.info?.parameters ?? NaN,
    avg_ms: average,
    median_ms: run.chunks.length > 0 ? median(run.chunks) : average,
    total_s: run.milliseconds / 1000,
    final_loss: run.losses.last(),
  };
}

function configOf(setup: Setup, { contender, run }: Entry, temperature: number): object {
  const { config, dataset } = setup;
  const { documents, vocabulary, sha256, name } = dataset;
  return {
    n_layer: config.nLayer,
    n_embd: config.nEmbd,
    n_head: config.nHead,
    block_size: config.blockSize,
    batch: config.batch,
    steps: setup.steps,
    seed: setup.seed,
    learning_rate: setup.learningRate,
    temperature,
    engine: contender.engine,
    precision: contender.precision,
    variant: run.info?.variant ?? contender.variant,
    threads: run.info?.threads ?? 1,
    corpus: setup.corpus,
    data: { name, documents, vocabulary, sha256 },
    ...(setup.weights ? { starts_from: setup.weights.name } : {}),
  };
}

/** One train result of DESIGN's contract. */
export function trainResult(entry: Entry, setup: Setup, environment: Environment, temperature: number): object {
  const { run } = entry;
  return {
    config: configOf(setup, entry, run.samples?.temperature ?? temperature),
    environment,
    losses: Array.from(run.losses.values()),
    samples: run.samples?.names ?? [],
    chunk_steps: run.chunkSteps,
    step_ms: run.chunks,
    summary: summarize(run),
  };
}

function measuredPair(pair: PairResult): object {
  const { estimate, control, verdict } = estimatePair(pair);
  return {
    a: pair.a.id,
    b: pair.b.id,
    block_steps: pair.blockSteps,
    speedup: estimate,
    control,
    verdict,
    rounds: pair.rounds,
    control_rounds: pair.controls,
  };
}

/**
 * Everything the page knows, ready for JSON. `measurements` is there once something was measured, and `sections` are
 * what other views than the race add.
 */
export function resultsFile(
  entries: readonly Entry[],
  setup: Setup,
  environment: Environment,
  temperature: number,
  measured?: Measured,
  sections: Record<string, unknown> = {},
): object {
  const results = entries.map((entry) => trainResult(entry, setup, environment, temperature));
  if (!measured) return { version: 1, environment, results, ...sections };
  const { config, dataset, seed } = measured.setup;
  const measurements = {
    environment: measured.environment,
    config,
    seed,
    data: dataset.name,
    pairs: measured.pairs.filter((pair) => pair.rounds.length > 0).map(measuredPair),
  };
  return { version: 1, environment, results, measurements, ...sections };
}

/** A cell of CSV, quoted where it has to be. */
function cell(value: string | number): string {
  const text = typeof value === 'number' && !Number.isFinite(value) ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A row for each step, a column for each contender's loss. */
export function lossesCsv(entries: readonly Entry[]): string {
  const longest = Math.max(0, ...entries.map(({ run }) => run.losses.length));
  const header = ['step', ...entries.map(({ contender }) => `loss_${contender.id}`)];
  const rows = Array.from({ length: longest }, (_, i) => [i + 1, ...entries.map(({ run }) => run.losses.at(i))]);
  return csv([header, ...rows]);
}

/** A row for each timed chunk of each contender. */
export function timesCsv(entries: readonly Entry[]): string {
  const rows = entries.flatMap(({ contender, run }) =>
    run.chunks.map((milliseconds, i) => [contender.id, i + 1, run.chunkSteps, milliseconds]),
  );
  return csv([['contender', 'chunk', 'chunk_steps', 'ms_per_step'], ...rows]);
}
