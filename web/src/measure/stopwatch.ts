// The stopwatch: runs things that do comparable work in turns and takes their times, such that a busy machine, a
// drifting one, a coarse clock or a compiler at work do not decide who wins. src/measure/README.md is its protocol;
// src/measure/stopwatch.cpp is the same in C++. What follows from the times is in statistics.ts. It knows no page, no
// worker and no module.
import { holdsGap } from './gap.ts';
import { compare, isQuotable, settled } from './statistics.ts';

/** What a block of repetitions came to. */
export interface Block {
  milliseconds: number;
  /** In average repetitions: unlike their number where some are harder than others. */
  work: number;
}

/** One of those that are compared. */
export interface Side {
  run(repetitions: number): Block | Promise<Block>;
  /** Makes a second copy, for the control, where that is possible. */
  twin?(): Side | Promise<Side>;
  /** In milliseconds: what does work now and then, such as collecting garbage, needs longer ones. */
  shortestBlock?: number;
}

/** How much time to spend, in milliseconds. */
export interface Plan {
  /** A block lasts at least so long, and what the clock needs. */
  block: number;
  /** For each side, and longer while one gets faster. */
  warmUp: number;
  /** For all rounds together; twice that where nothing could be told by then. */
  rounds: number;
  fewestRounds: number;
  mostRounds: number;
}

/** The times of all sides, round by round. */
export interface Rounds {
  /**
   * For each side, a time per round: milliseconds per average repetition; NaN where a block was too short for the
   * clock, or held a gap. The twin of the fastest side that can have one comes last.
   */
  milliseconds: number[][];
  /** That side. */
  twinOf?: number;
  /** How long a block was to last at last, in milliseconds. */
  block: number;
  /** Milliseconds in which nothing ran, as while the computer slept. The blocks that held them have no time. */
  gap: number;
}

export interface Progress {
  stage: 'warming up' | 'measuring';
  /** How much of the stage is done, 0..1. */
  fraction: number;
}

export interface Surroundings {
  /** Of the clock that sides are timed with, in milliseconds. */
  timerStep: number;
  /** Uniform numbers in [0, 1). */
  random: () => number;
  /** Called after each round, with what was measured so far. */
  progress?(progress: Progress, rounds: Rounds): void;
}

const timerStepsPerBlock = 50;

/** The shortest block for a clock, in milliseconds. */
export function clockBlock(timerStep: number): number {
  return timerStepsPerBlock * timerStep;
}

/** Longer than most interruptions, so that equal lengths matter less. */
const longestCommonBlock = 60;
const mostGrowth = 8;
const mostRepetitions = 2 ** 24;
/** So many in a row mean that the clock stands still. */
const mostColdRounds = 16;
const fewestWarmRounds = 8;
/** Times the plan's. */
const mostWarmUp = 4;
const mostRestarts = 3;

/** How many repetitions of a side fill a block, learnt from its blocks and planned anew for each. */
export class Pace {
  private guess = 1;

  /** Of an average repetition, in milliseconds, where that is known. */
  constructor(private fastest = Infinity) {}

  /** For a block of so many milliseconds. */
  repetitions(block: number): number {
    if (!this.isKnown) return this.guess;
    return Math.min(mostRepetitions, Math.max(1, Math.round(block / this.fastest)));
  }

  get isKnown(): boolean {
    return this.fastest < Infinity;
  }

  /**
   * Of an average repetition, in the fastest block so far: it converges for all sides alike, however often their blocks
   * are interrupted. 0 while there is none.
   */
  get milliseconds(): number {
    return this.isKnown ? this.fastest : 0;
  }

  /**
   * Returns whether the block was long enough to say anything: until the pace is known half of what was meant, and then
   * what the clock can read.
   */
  learn(repetitions: number, took: Block, block: number, readable: number): boolean {
    if (took.milliseconds < (this.isKnown ? readable : block / 2)) {
      // The first guess, or code that has just become much faster.
      this.fastest = Infinity;
      const growth = Math.min(mostGrowth, Math.max(2, block / took.milliseconds));
      this.guess = Math.min(mostRepetitions, Math.round(growth * repetitions));
      return false;
    }
    this.fastest = Math.min(this.fastest, took.milliseconds / took.work);
    return true;
  }

  copy(): Pace {
    return Object.assign(new Pace(), this);
  }
}

class Session {
  private readonly sides: Side[];
  private readonly paces: Pace[];
  private readonly times: number[][];
  private twinOf: number | undefined;
  private spent = 0;
  private gap = 0;

  constructor(
    sides: readonly Side[],
    private readonly plan: Plan,
    private readonly around: Surroundings,
  ) {
    this.sides = [...sides];
    this.paces = sides.map(() => new Pace());
    this.times = sides.map(() => []);
  }

  async run(): Promise<Rounds> {
    if (this.sides.length === 0) return this.result;
    const clockRuns = await this.warmUp();
    await this.addTwin();
    if (clockRuns) await this.measure();
    return this.result;
  }

  private get result(): Rounds {
    const { times: milliseconds, twinOf, block, gap } = this;
    return { milliseconds, block, gap, ...(twinOf !== undefined && { twinOf }) };
  }

  private get rounds(): number {
    return this.times[0]!.length;
  }

  /** Returns whether the clock sees every side. */
  private async warmUp(): Promise<boolean> {
    const least = this.plan.warmUp * this.sides.length;
    let cold = 0;
    let warm = 0;
    const goesOn = (): boolean => {
      if (cold === mostColdRounds) return false;
      if (warm === 0 || this.spent < least) return true;
      return this.spent < mostWarmUp * least && (warm < fewestWarmRounds || !this.allSettled);
    };
    while (goesOn()) {
      await this.round();
      const known = this.paces.every(({ isKnown }) => isKnown);
      cold = known ? 0 : cold + 1;
      warm = known ? warm + 1 : 0;
      this.report('warming up', this.spent / Math.max(least, Number.EPSILON));
    }
    this.forget();
    return cold === 0;
  }

  private async measure(): Promise<void> {
    for (let restarts = 0; ; ++restarts) {
      await this.measureFor(1);
      if (!this.canTell) await this.measureFor(2);
      if (this.allSettled || restarts === mostRestarts) return;
      this.forget();
    }
  }

  /** Until so many times as much is done as the plan asks for. */
  private async measureFor(times: number): Promise<void> {
    const { mostRounds } = this.plan;
    const fewestRounds = times * this.plan.fewestRounds;
    const enough = times * this.plan.rounds;
    while (this.rounds < mostRounds && (this.rounds < fewestRounds || this.spent < enough)) {
      await this.round();
      const part = Math.min(this.rounds / fewestRounds, this.spent / enough);
      this.report('measuring', Math.max(part, this.rounds / mostRounds));
    }
  }

  private report(stage: Progress['stage'], fraction: number): void {
    this.around.progress?.({ stage, fraction: Math.min(1, fraction) }, this.result);
  }

  /** Each side once, in an order drawn at random. */
  private async round(): Promise<void> {
    const order = [...this.sides.keys()];
    for (let i = order.length - 1; i > 0; --i) {
      const j = Math.floor(this.around.random() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const block = this.block;
    const repetitions = this.paces.map((pace) => pace.repetitions(block));
    if (this.twinOf !== undefined) {
      const twin = repetitions.length - 1;
      repetitions[twin] = this.paces[twin]!.repetitions(block * this.unlikeness(repetitions.slice(0, twin)));
    }
    for (const side of order) await this.time(side, repetitions[side]!, block);
  }

  private async time(side: number, repetitions: number, block: number): Promise<void> {
    const took = await this.sides[side]!.run(repetitions);
    const pace = this.paces[side]!;
    if (pace.isKnown && holdsGap(took.milliseconds, repetitions * pace.milliseconds)) {
      this.gap += took.milliseconds;
      this.spent += block;
      this.times[side]!.push(NaN);
      return;
    }
    this.spent += took.milliseconds;
    const usable = pace.learn(repetitions, took, block, clockBlock(this.around.timerStep) / 2);
    // A reading stands for all times that the clock cannot tell from it.
    const withinStep = (this.around.random() - this.around.random()) * this.around.timerStep;
    this.times[side]!.push(usable ? (took.milliseconds + withinStep) / took.work : NaN);
  }

  /** As short as the clock, the plan and the sides allow: equally long for all. */
  private get block(): number {
    const { sides, paces, plan } = this;
    return Math.max(
      plan.block,
      clockBlock(this.around.timerStep),
      ...sides.map(({ shortestBlock = 0 }) => shortestBlock),
      ...paces.map(({ milliseconds }) => Math.min(milliseconds, longestCommonBlock)),
    );
  }

  /** How many times longer the longest block of this round is than the shortest, as repetitions are whole. */
  private unlikeness(repetitions: readonly number[]): number {
    const lengths = repetitions.map((count, i) => count * this.paces[i]!.milliseconds);
    const shortest = Math.min(...lengths);
    return shortest > 0 ? Math.max(...lengths) / shortest : 1;
  }

  private async addTwin(): Promise<void> {
    const { sides, paces } = this;
    const able = [...sides.keys()].filter((i) => sides[i]!.twin);
    if (able.length === 0) return;
    const fastest = able.reduce((a, b) => (paces[b]!.milliseconds < paces[a]!.milliseconds ? b : a));
    sides.push(await sides[fastest]!.twin!());
    paces.push(paces[fastest]!.copy());
    this.times.push([]);
    this.twinOf = fastest;
  }

  private get allSettled(): boolean {
    return this.times.every(settled);
  }

  /** Whether every ratio to the first side is certain enough to be quoted. */
  private get canTell(): boolean {
    const [first = [], ...others] = this.times;
    return others.every((times) => isQuotable(compare(first, times)));
  }

  private forget(): void {
    for (const times of this.times) times.length = 0;
    this.spent = 0;
  }
}

/** Warms all sides up and measures them. Without sides there are no rounds. */
export function takeRounds(sides: readonly Side[], plan: Plan, surroundings: Surroundings): Promise<Rounds> {
  return new Session(sides, plan, surroundings).run();
}
