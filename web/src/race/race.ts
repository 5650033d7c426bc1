// The race: all contenders on the same setup, started, paused and reset together. It knows nothing of the page; views
// read it when `changed` was called.
import type { Contender } from '../contenders/contender.ts';
import type { Setup } from '../model/setup.ts';
import { slowMotionFactor } from './plan.ts';
import { Runner } from './runner.ts';
import { extendDifference, noDifference, type Difference } from '../common/series.ts';

export type Pace = 'full' | 'slow';
export type RaceState = 'empty' | 'loading' | 'ready' | 'racing' | 'paused' | 'finished';

export class Race {
  readonly runners: readonly Runner[];
  /** The setup of the present run. */
  setup: Setup | undefined;
  /** The common factor of slow motion, fixed when the run started. */
  slowdown: number | undefined;
  pace: Pace = 'full';
  temperature = 0.5;
  /** Counts resets, so that views know when to start afresh. */
  generation = 0;
  private wanted: 'train' | 'step' | undefined;
  private differences = new Map<Runner, { baseline: Runner; difference: Difference }>();

  constructor(
    contenders: readonly Contender[],
    private readonly timerStep: number,
    private readonly changed: () => void,
  ) {
    this.runners = contenders.map((contender) => new Runner(contender, () => this.runnerChanged()));
  }

  /** Takes out the contenders that this browser cannot run. */
  applyObstacles(obstacles: ReadonlyMap<string, string>): void {
    for (const runner of this.runners) {
      const obstacle = obstacles.get(runner.contender.id);
      if (obstacle) runner.leave('unsupported', obstacle);
    }
  }

  get state(): RaceState {
    const phases = this.activeRunners().map((runner) => runner.phase);
    if (phases.length === 0) return 'empty';
    if (phases.includes('racing') || this.wanted) return 'racing';
    if (phases.includes('loading')) return 'loading';
    if (phases.includes('paused')) return 'paused';
    if (phases.includes('ready')) return this.runners.some((runner) => runner.step > 0) ? 'paused' : 'ready';
    return 'finished';
  }

  activeRunners(): Runner[] {
    return this.runners.filter((runner) => runner.active);
  }

  /** The contender that others are compared with: the first one that takes part and has not failed. */
  get baseline(): Runner | undefined {
    const runners = this.activeRunners();
    return runners.find((runner) => runner.phase !== 'failed') ?? runners[0];
  }

  /** How many times faster than the baseline; NaN while either has no time yet. */
  speedup(runner: Runner): number {
    const baseline = this.baseline;
    return baseline ? baseline.stepMilliseconds / runner.stepMilliseconds : NaN;
  }

  /** How far its losses lie from the baseline's. */
  difference(runner: Runner): Difference {
    const baseline = this.baseline;
    if (!baseline || baseline === runner) return noDifference;
    const known = this.differences.get(runner);
    const start = known?.baseline === baseline ? known.difference : noDifference;
    const difference = extendDifference(start, baseline.run.losses, runner.run.losses);
    this.differences.set(runner, { baseline, difference });
    return difference;
  }

  /** Puts all contenders at step 0 of the setup. */
  reset(setup: Setup): void {
    this.setup = setup;
    this.wanted = undefined;
    this.slowdown = undefined;
    this.generation += 1;
    this.differences.clear();
    for (const runner of this.activeRunners()) this.create(runner);
    this.changed();
  }

  /** Lets a contender take part or leaves it out. One that joins starts from step 0 when Train is pressed. */
  setActive(runner: Runner, active: boolean): void {
    if (active === runner.active || runner.phase === 'unsupported') return;
    if (active) this.create(runner);
    else runner.leave('off');
  }

  /** Trains all contenders to the end, as soon as all are ready, so that they start together. */
  train(): void {
    this.wanted = 'train';
    this.runnerChanged();
  }

  /** One training step on each contender. */
  step(): void {
    this.wanted = 'step';
    this.runnerChanged();
  }

  pause(): void {
    this.wanted = undefined;
    for (const runner of this.runners) runner.pause();
    this.changed();
  }

  setPace(pace: Pace): void {
    this.pace = pace;
    const factor = this.factor();
    for (const runner of this.runners) runner.setPace(factor);
    this.changed();
  }

  private create(runner: Runner): void {
    if (!this.setup) return;
    runner.create(this.setup, this.timerStep);
  }

  /** 1 at full speed, else the factor by which each contender is slowed. */
  private factor(): number {
    const rehearsed = this.activeRunners()
      .map((runner) => runner.run.rehearsed)
      .filter(Number.isFinite);
    if (this.pace === 'full' || !this.setup || rehearsed.length === 0) return 1;
    this.slowdown ??= slowMotionFactor(Math.min(...rehearsed), this.setup.steps);
    return this.slowdown;
  }

  private runnerChanged(): void {
    const runners = this.activeRunners();
    if (this.wanted && !runners.some((runner) => runner.phase === 'loading' || runner.phase === 'racing')) {
      const { wanted } = this;
      this.wanted = undefined;
      for (const runner of runners.filter((candidate) => candidate.canTrain)) {
        if (wanted === 'train') runner.train(Infinity, this.factor(), this.temperature);
        else runner.train(runner.step + 1, 1, this.temperature);
      }
    }
    this.changed();
  }
}
