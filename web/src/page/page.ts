// What the whole page shares: the settings, the data, the checkpoint, who measures, and what is saved. Features read
// it, call it, and hear of its changes; it knows none of them.
import { measureTimerStep } from '../common/environment.ts';
import { messageOf } from '../common/errors.ts';
import { blobOf } from '../common/blob.ts';
import type { Arrival } from '../common/arrival.ts';
import { forgetLanes, loadLanes } from '../common/lanes.ts';
import { LastWish } from '../common/last-wish.ts';
import { patience, unlessSilent } from '../common/silence.ts';
import { contenders } from '../contenders/contenders.ts';
import { Results } from '../export/results.ts';
import { Exclusive } from '../measure/exclusive.ts';
import type { AnyEntry } from '../model/address.ts';
import { checkpointSizes } from '../model/checkpoint.ts';
import { checkData, fetchPublicNames, publicNames, type Candidate } from '../model/data.ts';
import { dataInAddress, dataSets, ownData, type DataSet } from '../model/data-sets.ts';
import { candidateOf, checkField, checkTogether, fields, shapeKeys, type Settings } from '../model/settings.ts';
import type { Dataset, Setup } from '../model/setup.ts';
import type { SizeOf } from '../model/sizes.ts';
import { Address } from './address.ts';
import { Visits } from './visits.ts';
import { Guesses } from './guesses.ts';
import { forgetData, recallData, rememberData } from './remembered-data.ts';

export interface Notice {
  kind: 'info' | 'error';
  text: string;
}

/** What a change of the setup came from: a field, the data, or the weights to start from. */
export type Cause = keyof Settings | 'data' | 'weights';

/** What is read: a text, bytes, or a file that has them. */
export type Content = string | Uint8Array | Blob;

/** Data that somebody asked for. */
interface WantedData {
  name: string;
  doing: 'Reading' | 'Fetching';
  read(): Promise<Uint8Array>;
  /** Nobody else has it. */
  own: boolean;
  /** It comes with the page. */
  shipped?: DataSet;
  /** The SHA-256 that it must have. */
  expected?: string;
}

function wantedOf(shipped: DataSet): WantedData {
  const { name, read } = shipped;
  return { name, doing: 'Fetching', own: false, shipped, read };
}

const first = wantedOf(dataSets[0]!);

const settleMilliseconds = 250;

export class Page {
  settings: Settings;
  /** What is wrong with what was typed, field by field. */
  readonly fieldErrors = new Map<keyof Settings, string>();
  dataset: Dataset | undefined;
  weights: Setup['weights'];
  /** Why this browser cannot run a contender, by its id. */
  readonly obstacles = new Map<string, string>();
  /** How large models are and how much work a step of them is. It is there before the data. */
  sizeOf: SizeOf = () => {
    throw new Error('The module is not loaded yet.');
  };
  readonly timerStep = measureTimerStep();
  /** Beside the data, and beside the checkpoint. */
  dataNotice: Notice | undefined;
  checkpointNotice: Notice | undefined;
  /** What the address of the page holds. */
  readonly address: Address;
  /** How far the file is that is being loaded. */
  arrival: Arrival | undefined;
  /** Who measures takes its turn here. */
  readonly exclusive = new Exclusive();
  readonly results = new Results();
  readonly visits = new Visits(this);
  readonly guesses = new Guesses();
  private settling: ReturnType<typeof setTimeout> | undefined;
  private readonly unsettled = new Set<keyof Settings>();
  private module: Promise<void> | undefined;
  private usedData: WantedData | undefined;
  /** Whether the next visit will find the data in use. */
  private dataRemembered = false;
  /** The data in use, or what was asked for last. */
  private wantedData = first;
  private readonly dataWish = new LastWish();
  private dataWork: Promise<void> = Promise.resolve();
  private readonly weightsWish = new LastWish();
  private readonly drawers: (() => void)[] = [];
  private readonly followers: ((cause: Cause) => void)[] = [];

  /** `entries` is what the address may hold besides the settings. */
  constructor(entries: readonly AnyEntry[]) {
    this.address = new Address(entries, () => (this.errors.size > 0 ? undefined : this.settings));
    this.settings = this.address.settings;
    this.address.onAsked(dataInAddress, async () => this.wishData(await this.wantedInAddress()));
  }

  /** Takes on what a link within the page asks for. A reload would do so, too, and lose what was measured. */
  follow(query: string): void {
    const wanted = this.address.follow(query);
    for (const { key } of fields) {
      if (wanted[key] !== this.settings[key] || this.fieldErrors.has(key)) this.setField(key, String(wanted[key]));
    }
  }

  /** Calls back whenever anything has changed that may be seen. */
  onChange(listener: () => void): void {
    this.drawers.push(listener);
  }

  changed(): void {
    for (const listener of this.drawers) listener();
  }

  /** Calls back when there is another setup: once typing has paused, and only while nothing is wrong with it. */
  onSettled(listener: (cause: Cause) => void): void {
    this.followers.push(listener);
  }

  private settled(cause: Cause): void {
    if (this.errors.size === 0) for (const listener of this.followers) listener(cause);
    this.changed();
  }

  /** Begins with the data that the address asks for. */
  async start(): Promise<void> {
    void this.visits.begin();
    const wanted = await this.wantedInAddress();
    if (this.wantedData === first) await this.wishData(wanted); // otherwise something was opened meanwhile
  }

  private async wantedInAddress(): Promise<WantedData> {
    const id = this.address.get(dataInAddress);
    if (id !== ownData) return wantedOf(dataSets.find((set) => set.id === id) ?? dataSets[0]!);
    const remembered = await recallData();
    if (remembered) {
      const { bytes, ...rest } = remembered;
      return { ...rest, doing: 'Reading', read: async () => bytes };
    }
    this.address.tell(
      'The address asks for data of its sender’s own, which this browser does not have. The names are used instead.',
    );
    return first;
  }

  /** Why there is nothing to train on; undefined while there may soon be, and once there is. */
  get failure(): string | undefined {
    return !this.dataset && this.dataNotice?.kind === 'error' ? this.dataNotice.text : undefined;
  }

  /** Loads what failed to load, and the data that was asked for last. */
  tryAgain(): void {
    void this.wishData(this.wantedData);
  }

  /** Loads the module and probes what the browser can run, once it succeeds. */
  private loadModule(): Promise<void> {
    const complaint = (seconds: number): string => `Nothing arrived for ${seconds} seconds.`;
    this.module ??= unlessSilent(patience, complaint, (heard) => this.probe(heard)).catch((error: unknown) => {
      this.module = undefined;
      this.arrival = undefined;
      forgetLanes();
      throw new Error(`Lanes could not start. ${messageOf(error)}`);
    });
    return this.module;
  }

  private async probe(heard: () => void): Promise<void> {
    const { loadModelSizes, watchLoading } = await loadLanes();
    heard();
    watchLoading((arrival) => {
      heard();
      this.arrival = arrival;
      this.changed();
    });
    const size = await loadModelSizes();
    this.arrival = undefined;
    this.sizeOf = (config, { vocabulary }, positions) => size({ config, vocabulary, ...(positions && { positions }) });
    for (const { id, obstacle } of contenders) {
      const reason = await obstacle(document.baseURI);
      if (reason) this.obstacles.set(id, reason);
    }
  }

  /** Whether the data is the reader's own, and neither to be had elsewhere nor remembered. */
  get dataWouldBeLost(): boolean {
    return (this.usedData?.own ?? false) && !this.dataRemembered;
  }

  /** What of that which comes with the page is in use, if it is. */
  get dataSet(): DataSet | undefined {
    return this.usedData?.shipped;
  }

  /** What the settings ask for, once there is data. */
  get setup(): Setup | undefined {
    return this.dataset && { ...this.candidate(), dataset: this.dataset };
  }

  private candidate(): Candidate {
    const candidate = candidateOf(this.settings);
    return this.weights ? { ...candidate, weights: this.weights } : candidate;
  }

  /** All that is wrong with the settings, by the field where it is to be said. */
  get errors(): ReadonlyMap<keyof Settings, string> {
    const errors = new Map(this.fieldErrors);
    const together = checkTogether(this.settings);
    if (together && !errors.has(together.key)) errors.set(together.key, together.error);
    return errors;
  }

  /** While something is measured, nothing else runs. */
  get measuring(): boolean {
    return this.exclusive.busy;
  }

  /** Takes over what was typed for a field; a bad value leaves the setting as it was and stands in `errors`. */
  setField(key: keyof Settings, text: string): void {
    const field = fields.find((candidate) => candidate.key === key)!;
    const checked = checkField(field, text);
    if ('error' in checked) this.fieldErrors.set(key, checked.error);
    else {
      this.fieldErrors.delete(key);
      if (this.settings[key] !== checked.value && shapeKeys.includes(key)) {
        this.giveUpWeights('other settings were');
        this.dropCheckpoint('settings');
      }
      this.settings = { ...this.settings, [key]: checked.value };
    }
    clearTimeout(this.settling);
    this.unsettled.add(key);
    this.settling = setTimeout(() => this.settle(key), settleMilliseconds);
    this.address.write();
    this.changed();
  }

  /** What decides how the data is cut has it judged anew. */
  private settle(key: keyof Settings): void {
    const recheck = this.unsettled.has('corpus') || this.unsettled.has('block');
    this.unsettled.clear();
    if (recheck && this.errors.size === 0) void this.wishData(this.wantedData);
    else this.settled(key);
  }

  /** Takes on a file or a text if the module accepts it; otherwise says why and keeps the present one. */
  useData(name: string, content: Content): Promise<void> {
    const read = (): Promise<Uint8Array> =>
      bytesOf(content).catch((error: unknown) => {
        throw new Error(`${name}: ${messageOf(error)}`);
      });
    return this.wishData({ name, doing: 'Reading', own: true, read });
  }

  useShipped(set: DataSet): Promise<void> {
    return this.wishData(wantedOf(set));
  }

  usePublicNames(): Promise<void> {
    const { name, sha256 } = publicNames;
    return this.wishData({ name, doing: 'Fetching', own: false, read: fetchPublicNames, expected: sha256 });
  }

  private wishData(wanted: WantedData): Promise<void> {
    const { name, doing } = wanted;
    this.wantedData = wanted;
    this.dataNotice = { kind: 'info', text: `${doing} ${name} …` };
    this.giveUpWeights('other data was');
    this.dataWork = this.dataWish.work(async (signal) => {
      const problem = await this.takeData(wanted, signal).catch(messageOf);
      signal.throwIfAborted();
      this.dataNotice = problem === undefined ? undefined : { kind: 'error', text: problem };
      if (problem === undefined) {
        this.usedData = readAlready(wanted, this.dataset!);
        void this.rememberData();
      }
      this.wantedData = this.usedData ?? wanted;
      if (problem === undefined) this.settled('data');
      else this.changed();
    });
    this.changed();
    return this.dataWork;
  }

  /** For the next visit: in the address, and what only the reader has in this browser. */
  private async rememberData(): Promise<void> {
    const { dataset, usedData } = this;
    const { shipped, own } = usedData!;
    if (shipped) {
      this.address.set(dataInAddress, shipped === dataSets[0] ? undefined : shipped.id);
      return forgetData();
    }
    const remembered = await rememberData({ name: dataset!.name, own, bytes: dataset!.bytes });
    if (this.usedData !== usedData) return;
    this.dataRemembered = remembered;
    this.address.set(dataInAddress, remembered ? ownData : undefined);
  }

  private async takeData({ name, read, expected }: WantedData, signal: AbortSignal): Promise<void> {
    const [bytes] = await Promise.all([read(), this.loadModule()]);
    signal.throwIfAborted();
    const dataset = await checkData(name, bytes, candidateOf(this.settings), signal).catch((error: unknown) => {
      throw new Error(`${name}: ${messageOf(error)}`);
    });
    signal.throwIfAborted();
    if (expected && dataset.sha256 !== expected) {
      throw new Error(
        `${name}: What arrived is not the expected file: its SHA-256 begins with ${dataset.sha256.slice(0, 12)}, ` +
          `not ${expected.slice(0, 12)}. It was not used, and the data stays as it was.`,
      );
    }
    if (dataset.sha256 !== this.dataset?.sha256) this.dropCheckpoint('data');
    this.dataset = dataset;
  }

  /**
   * Lets everything start from a checkpoint, and sets the model's sizes from it. If it does not fit, nothing changes.
   */
  async useCheckpoint(name: string, content: Content): Promise<void> {
    this.checkpointNotice = { kind: 'info', text: `Reading ${name} …` };
    this.changed();
    await this.weightsWish.work(async (signal) => {
      const problem = await this.takeCheckpoint(name, content, signal).catch(messageOf);
      signal.throwIfAborted();
      this.checkpointNotice = problem === undefined ? undefined : { kind: 'error', text: `${name}: ${problem}` };
      if (problem !== undefined) return this.changed();
      this.address.write();
      this.settled('weights');
    });
  }

  private async takeCheckpoint(name: string, content: Content, signal: AbortSignal): Promise<void> {
    const bytes = await bytesOf(content);
    await this.dataWork; // what was asked for before comes first
    signal.throwIfAborted();
    const { dataset } = this;
    if (!dataset) throw new Error('There is no text yet whose characters it could know.');
    const sizes = checkpointSizes(bytes);
    const weights = { name, bytes };
    const candidate = { ...candidateOf({ ...this.settings, ...sizes }), weights };
    const judged = await checkData(dataset.name, dataset.bytes, candidate, signal);
    signal.throwIfAborted();
    this.dataset = judged;
    this.weights = weights;
    // What was typed meanwhile and does not belong to the model's shape stays.
    this.settings = { ...this.settings, ...sizes };
    for (const key of shapeKeys) this.fieldErrors.delete(key);
  }

  forgetCheckpoint(): void {
    this.weights = undefined;
    this.checkpointNotice = undefined;
    this.settled('data');
  }

  /** Weights fit one shape of model and one set of characters only. */
  private dropCheckpoint(newer: string): void {
    if (!this.weights) return;
    const text = `The weights of ${this.weights.name} do not fit the new ${newer}: runs start from the seed again.`;
    this.checkpointNotice = { kind: 'info', text };
    this.weights = undefined;
  }

  /** Weights that are still being read, when something that they may not fit is wished for after them. */
  private giveUpWeights(later: string): void {
    if (!this.weightsWish.isPending) return;
    this.weightsWish.giveUp();
    this.checkpointNotice = { kind: 'info', text: `The weights were not loaded, as ${later} chosen after them.` };
  }
}

/** So that it need not be fetched again. */
function readAlready(used: WantedData, { bytes }: Dataset): WantedData {
  return { ...used, doing: 'Reading', read: async () => bytes };
}

/** @throws Error in a sentence when a file cannot be read. */
async function bytesOf(content: Content): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content;
  const file = typeof content === 'string' ? await blobOf(content) : content;
  const buffer = await file.arrayBuffer().catch((error: unknown) => {
    throw new Error('It cannot be read. It may be a folder, or it was moved or changed.', { cause: error });
  });
  return new Uint8Array(buffer);
}
