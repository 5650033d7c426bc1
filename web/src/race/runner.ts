// One contender in the race: its worker, and everything the page knows about its run.
import type { Ability, LearnerInfo } from '../contenders/port.ts';
import { median } from '../measure/statistics.ts';
import type { Contender } from '../contenders/contender.ts';
import type { TrainingSetup } from '../model/setup.ts';
import type { Preview, Reply, Request, Samples } from './protocol.ts';
import type { Arrival } from '../common/arrival.ts';
import { Series } from '../common/series.ts';
import { patience } from '../common/silence.ts';
import { WatchedWorker } from '../common/watched-worker.ts';

export type Phase = 'off' | 'unsupported' | 'loading' | 'ready' | 'racing' | 'paused' | 'finished' | 'failed';

/** What one run of a contender has brought so far. */
export interface Run {
  info?: LearnerInfo;
  /** What the learner can do besides training. */
  abilities: readonly Ability[];
  /** Milliseconds per step in the rehearsal. */
  rehearsed: number;
  chunkSteps: number;
  losses: Series;
  /** Compute time of all steps so far. */
  milliseconds: number;
  /** Milliseconds per step of each timed chunk. */
  chunks: number[];
  previews: Preview[];
  /** Drawn when the run ended, from the trainer's own stream. */
  samples?: Samples;
  /** Drawn later on request. */
  resampled?: Samples;
  sampleError?: string;
}

/** A worker that does not stop within this time is in the middle of a long step: it is ended, and another begins. */
const patienceMilliseconds = 1500;

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

/** Whether the worker has something to say when it has done what is asked. */
function isAnswered({ type }: Request): boolean {
  return type !== 'pause' && type !== 'pace';
}

function emptyRun(): Run {
  return {
    abilities: [],
    rehearsed: NaN,
    chunkSteps: 1,
    losses: new Series(),
    milliseconds: 0,
    chunks: [],
    previews: [],
  };
}

export class Runner {
  phase: Phase;
  /** Whether it is to take part, if it can. */
  on: boolean;
  /** Why it is unsupported or has failed. */
  message = '';
  run: Run = emptyRun();
  private medianOf = 0;
  private chunkMedian = NaN;
  /** How far the file is that it loads. */
  arrival: Arrival | undefined;
  private worker: WatchedWorker<Request, Reply> | undefined;
  private longestSilence = patience;
  private runNumber = 0;
  /** What is to happen once the training has stopped, and how long that is waited for. */
  private stopping: { timer: ReturnType<typeof setTimeout>; then: () => void } | undefined;
  private saving: { resolve: (bytes: Uint8Array<ArrayBuffer>) => void; reject: (error: Error) => void } | undefined;

  constructor(
    readonly contender: Contender,
    private readonly changed: () => void,
  ) {
    this.on = contender.fromStart;
    this.phase = this.on ? 'loading' : 'off';
  }

  get step(): number {
    return this.run.losses.length;
  }

  /**
   * Compute time of a step: the median over timed chunks, which an interruption by other programs does not move, or
   * the average while there is no whole chunk. NaN before the first step.
   */
  get stepMilliseconds(): number {
    const { chunks, milliseconds } = this.run;
    if (chunks.length === 0) return this.step > 0 ? milliseconds / this.step : NaN;
    // A long run has many chunks: the median is found anew only when they became noticeably more.
    const settled = this.phase !== 'racing' && this.medianOf !== chunks.length;
    if (settled || chunks.length > 1.05 * this.medianOf) {
      this.medianOf = chunks.length;
      this.chunkMedian = median(chunks);
    }
    return this.chunkMedian;
  }

  /** In the race at all: neither left out nor impossible here. */
  get active(): boolean {
    return this.phase !== 'off' && this.phase !== 'unsupported';
  }

  /** Stands with what it has learnt so far, and can be asked for names and weights. */
  get still(): boolean {
    return this.phase === 'finished' || this.phase === 'paused';
  }

  get canTrain(): boolean {
    return this.phase === 'ready' || this.phase === 'paused';
  }

  /**
   * Makes the learner, or makes it anew: afterwards the contender stands at step 0. Its worker is taken for dead once
   * it has been silent for `longestSilence` seconds while something was expected of it.
   */
  create(setup: TrainingSetup, timerStep: number, longestSilence: number): void {
    const { phase } = this;
    this.phase = 'loading';
    this.message = '';
    this.arrival = undefined;
    this.longestSilence = longestSilence;
    this.run = emptyRun();
    this.medianOf = 0;
    this.runNumber += 1;
    const { runNumber: run, contender } = this;
    const request: Request = { type: 'create', run, contender: contender.id, setup, site: document.baseURI, timerStep };
    if (phase === 'racing') this.stopFirst(() => this.send(request));
    else {
      if (phase === 'loading') this.discardWorker();
      this.send(request);
    }
    this.changed();
  }

  /** Ends the present training, or, where that takes too long, the worker. */
  private stopFirst(then: () => void): void {
    const timer = setTimeout(() => {
      this.discardWorker();
      then();
    }, patienceMilliseconds);
    this.stopping = { timer, then };
    this.send({ type: 'pause' });
  }

  train(until: number, slowdown: number, temperature: number): void {
    this.phase = 'racing';
    this.send({ type: 'train', until, slowdown, temperature });
    this.changed();
  }

  pause(): void {
    if (this.phase === 'racing') this.send({ type: 'pause' });
  }

  setPace(slowdown: number): void {
    if (this.phase === 'racing') this.send({ type: 'pace', slowdown });
  }

  sample(temperature: number, prompt: string, seed: number): void {
    this.send({ type: 'sample', temperature, prompt, seed });
  }

  /** The parameters as a safetensors file. The contender must not be racing. */
  save(): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      this.saving = { resolve, reject };
      this.send({ type: 'save' });
    });
  }

  /** Frees the worker and stands aside. */
  leave(phase: 'off' | 'unsupported', message = ''): void {
    this.discardWorker();
    this.run = emptyRun();
    this.phase = phase;
    this.message = message;
    this.changed();
  }

  private send(request: Request): void {
    this.worker ??= new WatchedWorker<Request, Reply>(startWorker, {
      said: (reply) => {
        if (reply.run === this.runNumber) this.receive(reply);
        else if (reply.type === 'stopped') this.stopped();
      },
      died: (how) => this.fail(`Its worker ${how}.`),
      arrived: (arrival) => {
        this.arrival = arrival;
        this.changed();
      },
    });
    this.worker.post(request);
    if (isAnswered(request)) this.worker.expect(this.longestSilence);
  }

  private receive(reply: Reply): void {
    const { run } = this;
    if (reply.type !== 'progress') this.worker?.rest();
    switch (reply.type) {
      case 'created':
        run.info = reply.info;
        run.abilities = reply.abilities;
        run.chunkSteps = reply.chunkSteps;
        run.rehearsed = reply.stepMilliseconds;
        this.phase = 'ready';
        break;
      case 'progress':
        run.losses.append(reply.losses);
        run.milliseconds += reply.milliseconds;
        run.chunks.push(...reply.chunks);
        run.previews.push(...reply.previews);
        break;
      case 'stopped':
        this.phase = reply.finished ? 'finished' : this.step > 0 ? 'paused' : 'ready';
        if (reply.samples) run.samples = reply.samples;
        break;
      case 'sampled':
        run.resampled = reply.samples;
        delete run.sampleError;
        break;
      case 'saved':
        this.saving?.resolve(reply.bytes);
        break;
      case 'failed':
        if (reply.during === 'sample') run.sampleError = reply.message;
        else if (reply.during === 'save') this.saving?.reject(new Error(reply.message));
        else this.fail(reply.message);
        break;
    }
    this.changed();
  }

  /** A contender that failed keeps its curve and its times; its worker is not used again. */
  private fail(message: string): void {
    this.discardWorker();
    this.phase = 'failed';
    this.message = message;
    this.saving?.reject(new Error(message));
    this.changed();
  }

  /** The training of an earlier run has stopped. */
  private stopped(): void {
    const { stopping } = this;
    this.stopping = undefined;
    clearTimeout(stopping?.timer);
    stopping?.then();
  }

  private discardWorker(): void {
    clearTimeout(this.stopping?.timer);
    this.stopping = undefined;
    this.worker?.end();
    this.worker = undefined;
  }
}
