// Measures the contenders of a card at one size, beside each other: all prepared, all warmed up, then in rounds
// A B C C B A, with a second copy of the fastest as a control and this machine's ceilings among them.
import { messageOf } from '../common/errors.ts';
import type { ExperimentNote, ExperimentTotals } from '../common/lanes.ts';
import { warmUp } from '../measure/warm-up.ts';
import type { Card, Contender } from './cards.ts';
import type { Effort } from './effort.ts';
import type { Adapter } from './gpu/device.ts';
import type { Loop } from './loop.ts';
import type { RawCeiling, RawResult, Task, Timing } from './protocol.ts';

/** What a measurement needs from its surroundings; tests bring their own. */
export interface Surroundings {
  open(contender: Contender, size: number): Promise<Loop>;
  progress(fraction: number, what: string): void;
  clock(): number;
}

/**
 * The order of the blocks of a round: there and back, so that a slow drift of the machine hits all alike. Each round
 * begins with another, as what comes first also pays for the caches that the one before it left behind.
 */
export function order(count: number, round: number): number[] {
  const there = Array.from({ length: count }, (_, i) => (i + round) % count);
  return [...there, ...there.toReversed()];
}

/** How many rounds fit into the budget. */
export function planRounds(blocks: readonly number[], effort: Effort): number {
  const round = 2 * blocks.reduce((sum, block) => sum + block, 0);
  return Math.min(effort.most, Math.max(effort.fewest, Math.floor(effort.budget / round)));
}

/** A loop that takes part. */
class Entrant {
  readonly rounds: [number, number][] = [];
  readonly checksums: Record<number, number> = {};
  pass!: ExperimentTotals;
  repetitions = 1;
  milliseconds = NaN;

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

  get block(): number {
    return this.repetitions * this.milliseconds;
  }

  get timing(): Timing {
    return { repetitions: this.repetitions, rounds: this.rounds };
  }

  /** Whether the time that it takes says anything. */
  get timed(): boolean {
    return !this.loop.adapter?.software;
  }

  /**
   * Warms up, and chooses the repetitions of a block; what is not to be timed only runs a few times. All do one and two
   * passes at least, so that there are checksums to compare.
   */
  async prepare(block: number, longest: number): Promise<void> {
    await this.time(2);
    if (this.timed) {
      this.milliseconds = await warmUp((repetitions) => this.time(repetitions), block, longest, { clock: this.clock });
      this.repetitions = Math.max(1, Math.ceil(block / this.milliseconds));
    } else {
      this.rounds.push([await this.time(1), await this.time(1)]);
    }
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
  effort: Effort,
  timerSteps: number,
  surroundings: Surroundings,
): Promise<RawResult> {
  const { open, progress, clock } = surroundings;
  const block = Math.max(effort.block, timerSteps);
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
      progress((0.3 * i) / contenders.length, `Warming up: ${contender.name}`);
      try {
        const entrant = await make(contender);
        await entrant.prepare(block, effort.warmUp);
        entrants.push(entrant);
      } catch (error) {
        failures.push({ name: contender.name, reason: messageOf(error) });
      }
    }
    if (entrants.length === 0) throw new Error(`No contender could run. ${failures[0]?.reason ?? ''}`);

    const timed = entrants.filter((entrant) => entrant.timed);
    const fastest = (timed.length > 0 ? timed : entrants).reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
    const twin = await make(contenders.find(({ name }) => name === fastest.name)!);
    await twin.prepare(block, effort.warmUp);
    progress(0.35, 'Finding the ceiling');
    const ceilings = await openCeilings(card, entrants, { make, leave, block, warmUp: effort.warmUp });

    const running = [...timed, ...(twin.timed ? [twin] : []), ...ceilings.map(({ entrant }) => entrant)];
    const rounds = planRounds(
      running.map((entrant) => entrant.block),
      effort,
    );
    for (let round = 0; round < rounds; ++round) {
      progress(0.45 + (0.55 * round) / rounds, `Round ${round + 1} of ${rounds}`);
      for (const entrant of running) entrant.rounds.push([NaN, NaN]);
      for (const [turn, index] of order(running.length, round).entries()) {
        const entrant = running[index]!;
        entrant.rounds[round]![turn < running.length ? 0 : 1] = await entrant.time(entrant.repetitions);
      }
    }
    return {
      outcomes: entrants.map(({ name, pass, checksums, facts, timing }) => ({
        name,
        pass,
        checksums,
        ...facts,
        ...timing,
      })),
      failures,
      twin: { of: fastest.name, ...twin.timing },
      ceilings: ceilings.map(({ entrant, ...ceiling }) => ({
        ...ceiling,
        name: entrant.name,
        pass: entrant.pass,
        ...entrant.timing,
      })),
    };
  } finally {
    for (const entrant of present) entrant.dispose();
  }
}

interface Bench {
  make(contender: Contender, size: number): Promise<Entrant>;
  leave(entrant: Entrant): void;
  block: number;
  warmUp: number;
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

/** The fastest of the loops; the others are disposed of. */
async function best(candidates: readonly Contender[], size: number, bench: Bench): Promise<Entrant> {
  let found: Entrant | undefined;
  for (const candidate of candidates) {
    const entrant = await bench.make(candidate, size);
    await entrant.prepare(bench.block, bench.warmUp / 3);
    if (found && found.milliseconds <= entrant.milliseconds) bench.leave(entrant);
    else {
      if (found) bench.leave(found);
      found = entrant;
    }
  }
  return found!;
}
