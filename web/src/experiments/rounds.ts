// Measures the contenders of a card at one size with the stopwatch, all in the same rounds: with a second copy of the
// fastest as a control, and with this machine's ceilings among them.
import { messageOf } from '../common/errors.ts';
import type { ExperimentNote, ExperimentTotals } from '../common/lanes.ts';
import { figureOf, uniformStream } from '../measure/statistics.ts';
import { takeRounds, type Plan, type Side } from '../measure/stopwatch.ts';
import type { Card, Contender } from './cards.ts';
import type { Adapter } from './gpu/device.ts';
import type { Loop } from './loop.ts';
import type { RawCeiling, RawResult, Task } from './protocol.ts';

/** What a measurement needs from its surroundings; tests bring their own. */
export interface Surroundings {
  open(contender: Contender, size: number): Promise<Loop>;
  progress(fraction: number, what: string): void;
  clock(): number;
  /** In milliseconds. */
  timerStep: number;
}

/** A loop that takes part. */
class Entrant {
  readonly checksums: Record<number, number> = {};
  pass!: ExperimentTotals;
  /** Milliseconds of a pass, round by round. */
  times: number[] = [];

  constructor(
    readonly name: string,
    private readonly loop: Loop,
    private readonly clock: () => number,
  ) {}

  /** The milliseconds that so many repetitions take. */
  async time(repetitions: number): Promise<number> {
    const start = this.clock();
    const totals = await this.loop.run(repetitions);
    const milliseconds = this.clock() - start;
    if (repetitions === 1) this.pass = totals;
    this.checksums[repetitions] ??= totals.checksum;
    const known = this.checksums[repetitions];
    if (known !== totals.checksum) {
      throw new Error(`It came to ${totals.checksum} where it had come to ${known} before, for the same work.`);
    }
    return milliseconds;
  }

  /** Whether the time that it takes says anything. */
  get timed(): boolean {
    return !this.loop.adapter?.software;
  }

  get side(): Side {
    return { run: async (repetitions) => ({ milliseconds: await this.time(repetitions), work: repetitions }) };
  }

  /** Runs a few times, so that there are checksums to compare. What is not to be timed is not run again. */
  async tryOut(): Promise<void> {
    const times = [await this.time(1), (await this.time(2)) / 2, await this.time(1)];
    if (!this.timed) this.times = times;
  }

  get facts(): { notes: ExperimentNote[]; adapter: Adapter | undefined } {
    return { notes: this.loop.notes?.() ?? [], adapter: this.loop.adapter };
  }

  dispose(): void {
    this.loop.dispose();
  }
}

export async function measureCard(
  { card, size, contenders }: Task,
  plan: Plan,
  { open, progress, clock, timerStep }: Surroundings,
): Promise<RawResult> {
  const present: Entrant[] = [];
  const failures: RawResult['failures'] = [];
  const make = async (contender: Contender, at = size): Promise<Entrant> => {
    const entrant = new Entrant(contender.name, await open(contender, at), clock);
    present.push(entrant);
    return entrant;
  };
  const leave = (entrant: Entrant): void => {
    present.splice(present.indexOf(entrant), 1);
    entrant.dispose();
  };

  try {
    const entrants: Entrant[] = [];
    for (const [i, contender] of contenders.entries()) {
      progress((0.1 * i) / contenders.length, `Trying out: ${contender.name}`);
      try {
        const entrant = await make(contender);
        await entrant.tryOut();
        entrants.push(entrant);
      } catch (error) {
        failures.push({ name: contender.name, reason: messageOf(error) });
      }
    }
    if (entrants.length === 0) throw new Error(`No contender could run. ${failures[0]?.reason ?? ''}`);
    progress(0.1, 'Finding the ceiling');
    const ceilings = await openCeilings(card, entrants, { make, leave, plan, timerStep });

    const timed = entrants.filter((entrant) => entrant.timed);
    const withTwin = (entrant: Entrant): Side => {
      const contender = contenders.find(({ name }) => name === entrant.name)!;
      return { ...entrant.side, twin: async () => (await make(contender)).side };
    };
    const sides = [...timed.map(withTwin), ...ceilings.map(({ entrant }) => entrant.side)];
    const { milliseconds, twinOf, block, gap } = await takeRounds(sides, plan, {
      timerStep,
      random: uniformStream(42),
      progress({ stage, fraction }) {
        if (stage === 'warming up') progress(0.2 + 0.2 * fraction, 'Warming up');
        else progress(0.4 + 0.6 * fraction, 'Measuring');
      },
    });
    for (const [i, entrant] of [...timed, ...ceilings.map(({ entrant }) => entrant)].entries()) {
      entrant.times = milliseconds[i]!;
    }
    return {
      outcomes: entrants.map(({ name, pass, checksums, facts, times }) => ({ name, pass, checksums, ...facts, times })),
      failures,
      twin: { of: (timed[twinOf ?? 0] ?? entrants[0]!).name, times: milliseconds[sides.length] ?? [] },
      ceilings: ceilings.map(({ entrant: { name, pass, times }, ...ceiling }) => ({ ...ceiling, name, pass, times })),
      block,
      gap,
    };
  } finally {
    for (const entrant of present) entrant.dispose();
  }
}

interface Bench {
  make(contender: Contender, size: number): Promise<Entrant>;
  leave(entrant: Entrant): void;
  plan: Plan;
  timerStep: number;
}

/**
 * The best loop of the ceiling's, for each number of bytes that a contender goes through in a pass: what fits in a
 * cache is to be held against what that cache can deliver. The ceiling of arithmetic is the same for all.
 */
async function openCeilings(
  card: Card,
  entrants: readonly Entrant[],
  bench: Bench,
): Promise<(Pick<RawCeiling, 'size' | 'bytes'> & { entrant: Entrant })[]> {
  if (!card.ceiling) return [];
  const candidates = card.ceiling.contenders.filter(({ obstacle }) => obstacle === undefined);
  if (card.ceiling.name === 'peak') {
    const steps = 1000;
    return [{ size: steps, bytes: 'any', entrant: await best(candidates, steps, bench) }];
  }
  const unit = await bench.make(candidates[0]!, 1);
  await unit.time(1);
  bench.leave(unit);
  const found = [];
  for (const bytes of new Set(entrants.map(({ pass }) => pass.bytes))) {
    const size = Math.min(card.ceiling.largest, Math.max(1, Math.round(bytes / unit.pass.bytes)));
    found.push({ size, bytes, entrant: await best(candidates, size, bench) });
  }
  return found;
}

/** The fastest of the loops, by a few rounds; the others are disposed of. */
async function best(
  candidates: readonly Contender[],
  size: number,
  { make, leave, plan, timerStep }: Bench,
): Promise<Entrant> {
  const entrants: Entrant[] = [];
  for (const candidate of candidates) entrants.push(await make(candidate, size));
  for (const entrant of entrants) await entrant.time(1);
  const { milliseconds } = await takeRounds(
    entrants.map(({ side }) => side),
    { ...plan, warmUp: plan.warmUp / 3, rounds: 0, fewestRounds: 5 },
    { timerStep, random: uniformStream(1) },
  );
  const times = milliseconds.map((rounds) => figureOf(rounds).value);
  const fastest = entrants[times.indexOf(Math.min(...times))] ?? entrants[0]!;
  for (const entrant of entrants) if (entrant !== fastest) leave(entrant);
  return fastest;
}
