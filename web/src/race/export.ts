// The race in files: in the saved results in the form that the program and the Python reference write, too, and as CSV.
import { currentEnvironment, type Environment } from '../common/environment.ts';
import type { Contender } from '../contenders/contender.ts';
import { csv } from '../export/csv.ts';
import type { Measurement } from '../measure/measure.ts';
import { estimatePair, isMeasured, savedRounds, type PairResult } from '../measure/pairs.ts';
import { quotable } from '../measure/statistics.ts';
import { median } from '../measure/statistics.ts';
import type { Setup } from '../model/setup.ts';
import { renameSizes } from '../model/sizes.ts';
import type { Race } from './race.ts';
import { timesOf, type Run, type Runner } from './runner.ts';
import { isTold, timingOf } from './timing.ts';

/** What is written down of one contender. */
export interface Entry {
  contender: Contender;
  run: Run;
}

export interface Summary {
  parameters: number;
  /** Of the calm chunks; null where no figure can be told, as the median and the total are then. */
  avg_ms: number | null;
  median_ms: number | null;
  /** All steps at their average. */
  total_s: number | null;
  /** As the clock saw it, interruptions by other programs included. */
  clocked_s: number;
  final_loss: number;
  /** Against the clock, and on how many documents. */
  held_out_loss?: number;
  judged_documents?: number;
}

/** The figures of the comparison table. */
export function summarize(run: Run): Summary {
  const timing = timingOf(timesOf(run));
  const told = isTold(timing) ? timing : undefined;
  return {
    parameters: run.info?.parameters ?? NaN,
    avg_ms: told?.average ?? null,
    median_ms: told?.median ?? null,
    total_s: told ? (told.average * run.losses.length) / 1000 : null,
    clocked_s: run.milliseconds / 1000,
    final_loss: run.losses.last(),
    ...(run.judgement && { held_out_loss: run.judgement.loss, judged_documents: run.judgement.documents }),
  };
}

function configOf(setup: Setup, { contender, run }: Entry, temperature: number): object {
  const { config, dataset } = setup;
  const { documents, vocabulary, sha256, name } = dataset;
  return {
    ...renameSizes(config, 'file'),
    steps: setup.seconds === undefined ? setup.steps : run.losses.length,
    ...(setup.seconds !== undefined && { seconds: setup.seconds }),
    seed: setup.seed,
    learning_rate: setup.learningRate,
    ...(setup.holdout !== undefined && { holdout: setup.holdout }),
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

/** One run. */
export function trainResult(entry: Entry, setup: Setup, environment: Environment, temperature: number): object {
  const { run } = entry;
  return {
    config: configOf(setup, entry, run.samples?.temperature ?? temperature),
    environment,
    losses: Array.from(run.losses.values()),
    samples: run.samples?.names ?? [],
    chunk_steps: run.chunks.length > 0 ? median(run.chunks.map(({ steps }) => steps)) : 1,
    step_ms: run.chunks.map(({ milliseconds }) => milliseconds),
    summary: summarize(run),
  };
}

function measuredPair(pair: PairResult): object {
  const { estimate, control, ...judgement } = estimatePair(pair);
  const speedup = quotable(estimate, judgement);
  return { a: pair.a.id, b: pair.b.id, speedup, control, ...judgement, ...savedRounds(pair) };
}

/** What was measured for the quoted speed-ups; undefined while there is nothing. */
export function measurementsSection({
  setup,
  environment,
  pairs,
}: Pick<Measurement, 'setup' | 'environment' | 'pairs'>): object | undefined {
  const measured = pairs.filter(isMeasured).map(measuredPair);
  if (!setup || !environment || measured.length === 0) return undefined;
  const { config, dataset, seed } = setup;
  return { environment, config, seed, data: dataset.name, pairs: measured };
}

/** The contenders that have something to tell. */
export function trainedRunners(race: Race): Runner[] {
  return race.activeRunners().filter((runner) => runner.step > 0);
}

/** The runs of the race; undefined while there is none. */
export function resultsSection(race: Race): object[] | undefined {
  const { setup, page } = race;
  const trained = trainedRunners(race);
  if (!setup || trained.length === 0) return undefined;
  const environment = currentEnvironment();
  return trained.map((runner) => trainResult(runner, setup, environment, page.settings.temperature));
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
    run.chunks.map(({ steps, milliseconds }, i) => [contender.id, i + 1, steps, milliseconds]),
  );
  return csv([['contender', 'chunk', 'chunk_steps', 'ms_per_step'], ...rows]);
}
