// What the whole page shares: the settings, the data, the checkpoint, who measures, and what is saved. Features read
// it, call it, and hear of its changes; it knows none of them.
import { measureTimerStep } from '../common/environment.ts';
import { messageOf } from '../common/errors.ts';
import { lanesUrl, loadLanes } from '../common/lanes.ts';
import { contenders } from '../contenders/contenders.ts';
import { Results } from '../export/results.ts';
import { Exclusive } from '../measure/exclusive.ts';
import { checkpointSizes } from '../model/checkpoint.ts';
import { checkData, fetchPublicNames, fetchShippedNames, publicNames, type Candidate } from '../model/data.ts';
import {
  candidateOf,
  checkField,
  checkTogether,
  fields,
  fromQuery,
  shapeKeys,
  toQuery,
  type Settings,
} from '../model/settings.ts';
import type { Dataset, Setup } from '../model/setup.ts';
import type { SizeOf } from '../model/sizes.ts';

export interface Notice {
  kind: 'info' | 'error';
  text: string;
}

/** What a change of the setup came from: a field, the data, or the weights to start from. */
export type Cause = keyof Settings | 'data' | 'weights';

/** What is read: bytes, or a file that has them. */
export type Content = Uint8Array | Blob;

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
  /** Beside the data, beside the checkpoint, and at the head of the page. */
  dataNotice: Notice | undefined;
  checkpointNotice: Notice | undefined;
  notices: string[];
  /** Who measures takes its turn here. */
  readonly exclusive = new Exclusive();
  readonly results = new Results();
  private settling: ReturnType<typeof setTimeout> | undefined;
  private readonly drawers: (() => void)[] = [];
  private readonly followers: ((cause: Cause) => void)[] = [];

  constructor() {
    const { settings, problems } = fromQuery(location.search);
    this.settings = settings;
    this.notices = problems;
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

  /** Probes what the browser can run, and reads the shipped names. */
  async start(): Promise<void> {
    try {
      const size = await (await loadLanes(lanesUrl())).loadModelSizes();
      this.sizeOf = (config, { vocabulary }, positions) =>
        size({ config, vocabulary, ...(positions && { positions }) });
      for (const { id, obstacle } of contenders) {
        const reason = await obstacle(document.baseURI);
        if (reason) this.obstacles.set(id, reason);
      }
      this.dataset = await checkData('names.txt (shipped)', await fetchShippedNames(), this.candidate());
      this.settled('data');
    } catch (error) {
      this.notices.push(`Lanes could not start. ${messageOf(error)}`);
      this.changed();
    }
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
      if (this.settings[key] !== checked.value && shapeKeys.includes(key)) this.dropCheckpoint();
      this.settings = { ...this.settings, [key]: checked.value };
    }
    this.writeAddress();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(key), settleMilliseconds);
    this.changed();
  }

  private writeAddress(): void {
    if (this.errors.size > 0) return;
    history.replaceState(null, '', (toQuery(this.settings) || location.pathname) + location.hash);
  }

  /** What decides how the data is cut has it judged anew. */
  private settle(key: keyof Settings): void {
    const recheck = key === 'corpus' || key === 'block';
    if (recheck && this.dataset && this.errors.size === 0) void this.useData(this.dataset.name, this.dataset.bytes);
    else this.settled(key);
  }

  /** Takes on a file or a text if the module accepts it; otherwise says why and keeps the present one. */
  async useData(name: string, content: Content, expected?: string): Promise<void> {
    this.dataNotice = { kind: 'info', text: `Reading ${name} …` };
    this.changed();
    try {
      const dataset = await checkData(name, await bytesOf(content), candidateOf(this.settings));
      if (expected && dataset.sha256 !== expected) {
        throw new Error(
          `What arrived is not the expected file: its SHA-256 begins with ${dataset.sha256.slice(0, 12)}, ` +
            `not ${expected.slice(0, 12)}. It was not used, and the data stays as it was.`,
        );
      }
      if (dataset.sha256 !== this.dataset?.sha256) this.dropCheckpoint();
      this.dataset = dataset;
      this.dataNotice = undefined;
      this.settled('data');
    } catch (error) {
      this.dataNotice = { kind: 'error', text: `${name}: ${messageOf(error)}` };
      this.changed();
    }
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
   * Lets everything start from a checkpoint, and sets the model's sizes from it. If it does not fit, nothing changes.
   */
  async useCheckpoint(name: string, content: Content): Promise<void> {
    if (!this.dataset) return;
    this.checkpointNotice = { kind: 'info', text: `Reading ${name} …` };
    this.changed();
    try {
      const bytes = await bytesOf(content);
      const settings = { ...this.settings, ...checkpointSizes(bytes) };
      const weights = { name, bytes };
      this.dataset = await checkData(this.dataset.name, this.dataset.bytes, { ...candidateOf(settings), weights });
      this.settings = settings;
      this.weights = weights;
      this.fieldErrors.clear();
      this.checkpointNotice = undefined;
      this.writeAddress();
      this.settled('weights');
    } catch (error) {
      this.checkpointNotice = { kind: 'error', text: `${name}: ${messageOf(error)}` };
      this.changed();
    }
  }

  forgetCheckpoint(): void {
    this.weights = undefined;
    this.checkpointNotice = undefined;
    this.settled('data');
  }

  /** Weights fit one shape of model and one set of characters only. */
  private dropCheckpoint(): void {
    if (!this.weights) return;
    const text = `The weights of ${this.weights.name} do not fit the new settings: runs start from the seed again.`;
    this.checkpointNotice = { kind: 'info', text };
    this.weights = undefined;
  }
}

async function bytesOf(content: Content): Promise<Uint8Array> {
  return content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content;
}
