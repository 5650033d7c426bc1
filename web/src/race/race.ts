// The race: all contenders on the same setup, started, paused and reset together. It follows the settings of the page
// as long as it has not begun. Views read it when the page has changed.
import { extendDifference, noDifference, type Difference, type Series } from '../common/series.ts';
import { longestSilence, overburdened, type Contender } from '../contenders/contender.ts';
import { contenders } from '../contenders/contenders.ts';
import { Measurement } from '../measure/measure.ts';
import type { Settings } from '../model/settings.ts';
import { sameSetup, type Setup } from '../model/setup.ts';
import type { Cause, Page } from '../page/page.ts';
import { takingPart } from './address.ts';
import { MovingAverage, smoothingSpan } from './curves.ts';
import { endingBy } from './clock.ts';
import { Heat, type Pacing } from './heat.ts';
import { isWide, showSlowdown, slowMotionFactor } from './plan.ts';
import { Runner, type Run } from './runner.ts';
import { isTold } from './timing.ts';

/** `starting` is when Train was pressed before all are ready. */
export type RaceState = 'empty' | 'loading' | 'ready' | 'starting' | 'racing' | 'paused' | 'finished';

/** About as many as vector units take during the first few of CPython. */
const wholeFieldSteps = 5000;

export class Race {
  readonly runners: readonly Runner[];
  /** The setup of the present run; the settings may ask for another by now. */
  setup: Setup | undefined;
  /** Counts resets, so that views know when to start afresh. */
  generation = 0;
  /** The speed-ups to quote, measured beside the race. */
  readonly measurement: Measurement;
  /** Whether what was measured last is newer than the race. */
  quoted = false;
  /** Whether the last heat ended as it should when the first arrived, with others still on their way. */
  untilFirst = false;
  /** What the names that are asked for begin with. */
  prompt = '';
  private pace: Settings['pace'];
  private sampleSeed = 1;
  private wanted: 'train' | 'step' | undefined;
  private heat: Heat | undefined;
  /** Contenders that are made anew while the others race, and follow them. */
  private readonly restarted = new Set<Runner>();
  private readonly averages = new Map<Runner, { run: Run; average: MovingAverage }>();
  private differences = new Map<Runner, { baseline: Runner; difference: Difference }>();

  constructor(readonly page: Page) {
    const isAsked = (contender: Contender): boolean =>
      page.address.get(takingPart)?.includes(contender.id) ?? contender.fromStart;
    this.runners = contenders.map((contender) => new Runner(contender, isAsked(contender), () => this.runnerChanged()));
    page.address.onAsked(takingPart, () => {
      const others = this.runners.filter(({ on, contender }) => on !== isAsked(contender));
      for (const runner of others) this.setActive(runner, !runner.on);
    });
    this.measurement = new Measurement(page.exclusive, () => this.measurementChanged());
    this.pace = page.settings.pace;
    page.onChange(() => this.followPace());
    page.onSettled((cause) => this.settled(cause));
    page.exclusive.onEntered(() => this.pause());
    this.follow();
  }

  get state(): RaceState {
    const phases = this.activeRunners().map((runner) => runner.phase);
    if (phases.length === 0) return 'empty';
    if (phases.includes('racing')) return 'racing';
    if (this.wanted) return 'starting';
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

  /** The contender whose names are shown unless another is chosen: the last one that takes part. */
  get favourite(): Runner | undefined {
    return this.activeRunners().findLast((runner) => runner.phase !== 'failed');
  }

  /** How many times faster than the baseline; NaN while that cannot be told of either. */
  speedup(runner: Runner): number {
    const ours = runner.timing;
    const theirs = this.baseline?.timing;
    return isTold(ours) && theirs && isTold(theirs) ? theirs.median / ours.median : NaN;
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

  /** Its losses, smoothed so that a few easy or hard documents do not decide. */
  smoothed(runner: Runner): Series {
    let known = this.averages.get(runner);
    if (known?.run !== runner.run) {
      known = { run: runner.run, average: new MovingAverage(smoothingSpan(this.usualSteps)) };
      this.averages.set(runner, known);
    }
    known.average.follow(runner.run.losses);
    return known.average.output;
  }

  /** All steps of the run; where the clock decides how many they are, those of the settings. */
  private get usualSteps(): number {
    return this.setup?.seconds === undefined ? (this.setup?.steps ?? 1000) : this.page.settings.steps;
  }

  /** The settings changed since the race was set up, and it has gone too far to change them under it. */
  get stale(): boolean {
    const { wantedSetup: wanted } = this;
    return wanted !== undefined && this.setup !== undefined && !sameSetup(wanted, this.setup);
  }

  /** What the settings ask for. */
  private get wantedSetup(): Setup | undefined {
    const { setup, settings } = this.page;
    return setup && endingBy(settings.end, setup);
  }

  get canTrain(): boolean {
    const { errors, measuring } = this.page;
    return errors.size === 0 && !measuring && this.setup !== undefined && this.state !== 'empty';
  }

  /** Puts all contenders at step 0 of the present settings; what is wrong with those has to be mended first. */
  reset(): void {
    const { wantedSetup: setup } = this;
    if (!setup || this.page.errors.size > 0) return;
    this.setup = setup;
    this.wanted = undefined;
    this.restarted.clear();
    this.quoted = false;
    this.untilFirst = false;
    this.heat?.abandon();
    this.heat = undefined;
    this.generation += 1;
    this.differences.clear();
    for (const runner of this.runners) this.place(runner);
    this.page.changed();
  }

  newSeed(): void {
    this.page.setField('seed', String(Math.floor(Math.random() * 1_000_000)));
    this.reset();
  }

  /** Lets a contender take part or leaves it out. One that joins starts from step 0 when Train is pressed. */
  setActive(runner: Runner, active: boolean): void {
    runner.on = active;
    this.place(runner);
    const isAsUsual = this.runners.every(({ on, contender }) => on === contender.fromStart);
    const taking = this.runners.filter(({ on }) => on).map(({ contender }) => contender.id);
    this.page.address.set(takingPart, isAsUsual ? undefined : taking);
  }

  /** Makes a contender anew that failed: it begins at step 0, at once if the others race. */
  restart(runner: Runner): void {
    if (this.state === 'racing') this.restarted.add(runner);
    this.place(runner);
  }

  /** Starts, continues, or, once finished, begins again with the present settings: all together, once all are ready. */
  train(): void {
    if (!this.canTrain) return;
    if (this.state === 'finished') this.reset();
    else if (this.state !== 'paused') this.follow();
    this.wanted = 'train';
    this.runnerChanged();
  }

  /** One training step on each contender. */
  step(): void {
    if (!this.canTrain) return;
    this.wanted = 'step';
    this.runnerChanged();
  }

  pause(): void {
    this.wanted = undefined;
    this.restarted.clear();
    this.heat?.stop();
    this.page.changed();
  }

  /** A race of everybody who can take part, until the first has arrived. What is missing for it is fetched. */
  wholeField(): void {
    for (const runner of this.runners) {
      if (runner.phase === 'off') this.setActive(runner, true);
    }
    this.page.setField('steps', String(wholeFieldSteps));
    this.page.setField('end', 'steps');
    this.page.setField('pace', 'show');
    this.reset();
    this.train();
  }

  /** The same race again so slowly that it can be watched. */
  replaySlowly(): void {
    this.page.setField('pace', 'slow');
    this.reset();
    this.train();
  }

  /** Draws names again from every contender that stands still; each time other ones if `fresh`. */
  resample(fresh = false): void {
    if (fresh) this.sampleSeed += 1;
    for (const runner of this.runners) {
      if (runner.still) runner.sample(this.page.settings.temperature, this.prompt, this.sampleSeed);
    }
  }

  get canMeasure(): boolean {
    const { setup, errors } = this.page;
    return setup !== undefined && errors.size === 0 && this.activeRunners().length >= 2;
  }

  /** Measures the contenders that take part, on the present settings. A race that is under way pauses. */
  measure(): void {
    const { setup, timerStep } = this.page;
    if (!setup || !this.canMeasure) return;
    const taking = this.activeRunners().map(({ contender }) => contender);
    const boxes = this.boxesOf(setup);
    const silences = taking.map((contender) => longestSilence(contender, boxes, setup.dataset.bytes.length));
    this.measurement.start(taking, setup, timerStep, Math.max(...silences));
  }

  private measurementChanged(): void {
    this.quoted = this.measurement.state === 'done';
    this.page.changed();
  }

  /** Other weights begin a new run, another temperature draws new names, and whatever else was changed is followed. */
  private settled(cause: Cause): void {
    if (cause === 'weights') this.reset();
    else this.follow();
    if (cause === 'temperature') this.resample();
  }

  /** A race that has not begun takes on the present settings. */
  private follow(): void {
    const untouched = !['starting', 'racing'].includes(this.state) && this.runners.every((runner) => runner.step === 0);
    if (untouched && (this.stale || !this.setup)) this.reset();
  }

  private followPace(): void {
    if (this.pace === this.page.settings.pace) return;
    this.pace = this.page.settings.pace;
    this.heat?.followPace();
  }

  /** How the present heat is shown; undefined while its contenders warm up. */
  get shown(): Pacing | undefined {
    return this.heat?.pacing;
  }

  /**
   * Puts a contender at step 0, or aside if the browser cannot run it, or it is not to take part, or cannot bear it.
   */
  private place(runner: Runner): void {
    const { setup, page } = this;
    const { contender } = runner;
    const obstacle = page.obstacles.get(contender.id);
    const boxes = setup ? this.boxesOf(setup) : 0;
    const burden = setup && overburdened(contender, boxes, setup.dataset.bytes.length);
    if (obstacle) runner.leave('unsupported', obstacle);
    else if (!runner.on) runner.leave('off');
    else if (burden) runner.leave('unsupported', burden);
    else if (setup) {
      runner.create(setup, page.timerStep, longestSilence(contender, boxes, setup.dataset.bytes.length));
    }
  }

  /** The numbers in the graphs of a step. */
  private boxesOf({ config, dataset }: Setup): number {
    return config.batch * this.page.sizeOf(config, dataset).boxes;
  }

  /**
   * In slow motion, and in a field too wide to watch all of it, the heat ends when the first has arrived. Those who go
   * on then do so at the pace of the show.
   */
  private pacing(): Pacing {
    const { setup, pace } = this;
    const times = this.activeRunners()
      .map((runner) => runner.stepMilliseconds * setup!.steps)
      .filter(Number.isFinite);
    if (pace === 'full' || setup!.seconds !== undefined || times.length === 0)
      return { slowdown: undefined, endsWithFirst: false };
    const noneArrived = !this.runners.some(({ phase }) => phase === 'finished');
    if (pace === 'slow' && noneArrived) {
      return { slowdown: slowMotionFactor(Math.min(...times)), endsWithFirst: true };
    }
    const endsWithFirst = noneArrived && isWide(times);
    return { slowdown: showSlowdown(endsWithFirst ? Math.min(...times) : Math.max(...times)), endsWithFirst };
  }

  private runnerChanged(): void {
    const runners = this.activeRunners();
    if (this.wanted && !runners.some(({ phase }) => phase === 'loading' || phase === 'racing')) {
      const { wanted } = this;
      this.wanted = undefined;
      void this.go(
        wanted,
        runners.filter((runner) => runner.canTrain),
      );
    }
    for (const runner of this.restarted) this.followOthers(runner);
    this.page.changed();
  }

  private followOthers(runner: Runner): void {
    if (!this.heat || !runner.canTrain) return;
    this.restarted.delete(runner);
    runner.enter(this.page.settings.temperature);
    this.heat.join(runner);
  }

  /** A heat, or one step, of those who can. */
  private async go(wanted: 'train' | 'step', runners: readonly Runner[]): Promise<void> {
    this.quoted = false;
    this.untilFirst = false;
    for (const runner of runners) runner.enter(this.page.settings.temperature);
    const heat = new Heat(runners, () => this.pacing());
    this.heat = heat;
    await (wanted === 'train' ? heat.run() : heat.step());
    if (this.heat !== heat) return;
    this.heat = undefined;
    this.untilFirst = heat.pacing?.endsWithFirst === true && !heat.stopped;
    for (const runner of this.runners) runner.rest();
    this.page.changed();
  }
}
