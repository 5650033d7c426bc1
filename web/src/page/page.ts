// The state of the page and what can be done with it. Views read it and call it; it knows no element of theirs.
import { measureTimerStep } from '../common/environment.ts';
import { messageOf } from '../common/errors.ts';
import { Exclusive } from '../measure/exclusive.ts';
import { Measurement } from '../measure/measure.ts';
import type { Contender } from '../contenders/contender.ts';
import { contenders } from '../contenders/contenders.ts';
import type { Dataset, Setup } from '../model/setup.ts';
import { Race } from '../race/race.ts';
import type { Runner } from '../race/runner.ts';
import { checkpointSizes } from '../model/checkpoint.ts';
import { checkData, fetchPublicNames, fetchShippedNames, publicNames, type Candidate } from '../model/data.ts';
import { checkField, checkTogether, fields, fromQuery, toQuery, type Settings } from '../model/settings.ts';

export interface Notice {
  kind: 'info' | 'error';
  text: string;
}

const settleMilliseconds = 250;

/** The settings that a checkpoint fixes. */
const shapeKeys: readonly (keyof Settings)[] = ['layers', 'width', 'heads', 'block', 'corpus'];

export class App {
  settings: Settings;
  /** What is wrong with what was typed, field by field. */
  readonly fieldErrors = new Map<keyof Settings, string>();
  readonly race: Race;
  /** Why this browser cannot run a contender, by its id. */
  readonly obstacles = new Map<string, string>();
  readonly timerStep = measureTimerStep();
  dataset: Dataset | undefined;
  weights: Setup['weights'];
  /** Beside the data, beside the checkpoint, and at the head of the page. */
  dataNotice: Notice | undefined;
  checkpointNotice: Notice | undefined;
  pageNotices: string[];
  /** Who measures takes its turn here; the race then stands still. */
  readonly exclusive = new Exclusive(() => this.race.pause());
  readonly measurement = new Measurement(this.exclusive, () => this.changed());
  /** What other views than the race add to the saved results; undefined while they have nothing. */
  readonly sections = new Map<'ladder' | 'experiments', () => object | undefined>();
  prompt = '';
  private sampleSeed = 1;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private listeners: (() => void)[] = [];

  constructor() {
    const { settings, problems } = fromQuery(location.search);
    this.settings = settings;
    this.pageNotices = problems;
    this.race = new Race(contenders, this.timerStep, () => this.changed());
    this.race.temperature = settings.temperature;
    this.race.pace = settings.pace;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  /** Probes the browser, reads the shipped names and makes the contenders ready. */
  async start(): Promise<void> {
    try {
      for (const contender of contenders) {
        const obstacle = await contender.obstacle(document.baseURI);
        if (obstacle) this.obstacles.set(contender.id, obstacle);
      }
      this.race.applyObstacles(this.obstacles);
      const name = 'names.txt (shipped)';
      this.dataset = await checkData(name, await fetchShippedNames(), this.candidate());
      this.race.reset(this.wantedSetup()!);
    } catch (error) {
      this.pageNotices.push(`Lanes could not start. ${messageOf(error)}`);
      this.changed();
    }
  }

  /** What the settings ask for; the race may still stand on an earlier setup. */
  wantedSetup(): Setup | undefined {
    return this.dataset && { ...this.candidate(), dataset: this.dataset };
  }

  /** The settings changed since the race was set up, and it has gone too far to change them under it. */
  get stale(): boolean {
    const wanted = this.wantedSetup();
    const { setup } = this.race;
    if (!wanted || !setup) return false;
    return (
      wanted.dataset !== setup.dataset ||
      wanted.weights !== setup.weights ||
      JSON.stringify(summaryOf(wanted)) !== JSON.stringify(summaryOf(setup))
    );
  }

  /** Takes over what was typed for a field; a bad value leaves the setting as it was and stands in `errors`. */
  setField(key: keyof Settings, text: string): void {
    const field = fields.find((candidate) => candidate.key === key)!;
    const checked = checkField(field, text);
    if ('error' in checked) this.fieldErrors.set(key, checked.error);
    else {
      this.fieldErrors.delete(key);
      if (this.settings[key] !== checked.value && shapeKeys.includes(key)) this.dropCheckpoint();
      this.settings = { ...this.settings, [key]: checked.value };
    }
    this.settingsChanged(key);
  }

  private settingsChanged(key?: keyof Settings): void {
    if (this.errors.size === 0)
      history.replaceState(null, '', (toQuery(this.settings) || location.pathname) + location.hash);
    if (key === 'pace') this.race.setPace(this.settings.pace);
    if (key === 'temperature') this.race.temperature = this.settings.temperature;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(key), settleMilliseconds);
    this.changed();
  }

  /** Once typing has paused: a race that has not begun follows the settings, a finished one samples again. */
  private settle(key?: keyof Settings): void {
    if (this.errors.size > 0) return;
    if (key === 'temperature') this.resample();
    const recheck = key === 'corpus' || (key === 'block' && this.settings.corpus === 'text');
    if (recheck && this.dataset) void this.useData(this.dataset.name, this.dataset.bytes);
    else this.follow();
  }

  private follow(): void {
    const untouched = this.race.runners.every((runner) => runner.step === 0) && this.race.state !== 'racing';
    const setup = this.wantedSetup();
    if (setup && this.stale && untouched && this.errors.size === 0) this.race.reset(setup);
    this.changed();
  }

  /** All that is wrong with the settings, by the field where it is to be said. */
  get errors(): ReadonlyMap<keyof Settings, string> {
    const errors = new Map(this.fieldErrors);
    const together = checkTogether(this.settings);
    if (together && !errors.has(together.key)) errors.set(together.key, together.error);
    return errors;
  }

  get canTrain(): boolean {
    return this.errors.size === 0 && !this.measuring && this.dataset !== undefined && this.race.state !== 'empty';
  }

  /** Starts, continues, or, once finished, begins again with the present settings. */
  train(): void {
    if (!this.canTrain) return;
    if (this.race.state === 'finished') this.reset();
    else if (this.race.state !== 'paused') this.follow();
    this.race.train();
  }

  reset(): void {
    const setup = this.wantedSetup();
    if (setup && this.errors.size === 0) this.race.reset(setup);
  }

  newSeed(): void {
    this.setField('seed', String(Math.floor(Math.random() * 1_000_000)));
    this.reset();
  }

  /** The same race again so slowly that it can be watched. */
  replaySlowly(): void {
    this.setField('pace', 'slow');
    this.reset();
    this.race.train();
  }

  /** Draws names again from every contender that stands still; each time other ones if `fresh`. */
  resample(fresh = false): void {
    if (fresh) this.sampleSeed += 1;
    for (const runner of this.race.runners) {
      if (runner.phase === 'finished' || runner.phase === 'paused') {
        runner.sample(this.settings.temperature, this.prompt, this.sampleSeed);
      }
    }
  }

  /** Takes on a text if the module accepts it; otherwise says why and keeps the present one. */
  async useData(name: string, bytes: Uint8Array, expected?: string): Promise<void> {
    this.dataNotice = { kind: 'info', text: `Reading ${name} …` };
    this.changed();
    try {
      const { weights: _, ...candidate } = this.candidate();
      const dataset = await checkData(name, bytes, candidate);
      if (expected && dataset.sha256 !== expected) {
        throw new Error(
          `What arrived is not the expected file: its SHA-256 begins with ${dataset.sha256.slice(0, 12)}, ` +
            `not ${expected.slice(0, 12)}. It was not used, and the data stays as it was.`,
        );
      }
      if (dataset.sha256 !== this.dataset?.sha256) this.dropCheckpoint();
      this.dataset = dataset;
      this.dataNotice = undefined;
      this.follow();
    } catch (error) {
      this.dataNotice = { kind: 'error', text: `${name}: ${messageOf(error)}` };
    }
    this.changed();
  }

  useShippedNames(): Promise<void> {
    return this.fetchData('names.txt (shipped)', fetchShippedNames);
  }

  usePublicNames(): Promise<void> {
    return this.fetchData(publicNames.name, fetchPublicNames, publicNames.sha256);
  }

  private async fetchData(name: string, fetchBytes: () => Promise<Uint8Array>, expected?: string): Promise<void> {
    this.dataNotice = { kind: 'info', text: `Fetching ${name} …` };
    this.changed();
    try {
      await this.useData(name, await fetchBytes(), expected);
    } catch (error) {
      this.dataNotice = { kind: 'error', text: messageOf(error) };
      this.changed();
    }
  }

  /**
   * Starts the race from a checkpoint: sets the model's sizes from it and resets. If it does not fit, nothing changes.
   */
  async useCheckpoint(name: string, bytes: Uint8Array): Promise<void> {
    if (!this.dataset) return;
    this.checkpointNotice = { kind: 'info', text: `Reading ${name} …` };
    this.changed();
    try {
      const settings = { ...this.settings, ...checkpointSizes(bytes) };
      const weights = { name, bytes };
      const { name: dataName, bytes: data } = this.dataset;
      this.dataset = await checkData(dataName, data, { ...candidateOf(settings), weights });
      this.settings = settings;
      this.weights = weights;
      this.fieldErrors.clear();
      this.checkpointNotice = undefined;
      this.settingsChanged();
      this.reset();
    } catch (error) {
      this.checkpointNotice = { kind: 'error', text: `${name}: ${messageOf(error)}` };
    }
    this.changed();
  }

  forgetCheckpoint(): void {
    this.weights = undefined;
    this.checkpointNotice = undefined;
    this.follow();
  }

  /** Weights fit one shape of model and one set of characters only. */
  private dropCheckpoint(): void {
    if (!this.weights) return;
    const text = `The weights of ${this.weights.name} do not fit the new settings: runs start from the seed again.`;
    this.checkpointNotice = { kind: 'info', text };
    this.weights = undefined;
  }

  /** While something is measured, nothing else runs. */
  get measuring(): boolean {
    return this.exclusive.busy;
  }

  get canMeasure(): boolean {
    return this.errors.size === 0 && this.race.state !== 'empty' && this.measurable().length >= 2;
  }

  /** Measures the contenders that take part, on the present settings. A race that is under way pauses. */
  measure(): void {
    const setup = this.wantedSetup();
    if (!setup || !this.canMeasure) return;
    this.measurement.start(this.measurable(), setup, this.timerStep);
  }

  private measurable(): Contender[] {
    return this.race.activeRunners().map((runner) => runner.contender);
  }

  /** The contender whose names are shown unless another is chosen: the last one that takes part. */
  get favourite(): Runner | undefined {
    return this.race.activeRunners().findLast((runner) => runner.phase !== 'failed');
  }

  private candidate(): Candidate {
    const candidate = candidateOf(this.settings);
    return this.weights ? { ...candidate, weights: this.weights } : candidate;
  }
}

function candidateOf(settings: Settings): Candidate {
  const { layers, width, heads, block, batch, corpus, steps, learningRate, seed } = settings;
  const config = { nLayer: layers, nEmbd: width, nHead: heads, blockSize: block, batch };
  return { config, corpus, steps, learningRate, seed };
}

function summaryOf({ config, corpus, steps, learningRate, seed }: Setup): unknown {
  return [config, corpus, steps, learningRate, seed];
}
