// One contender in the race: its worker, and everything the page knows about its run.
import type { Arrival } from '../common/arrival.ts';
import { Series } from '../common/series.ts';
import { patience } from '../common/silence.ts';
import { WatchedWorker } from '../common/watched-worker.ts';
import type { Contender } from '../contenders/contender.ts';
import { figureOf } from '../measure/statistics.ts';
import type { Ability, LearnerInfo } from '../contenders/port.ts';
import type { TrainingSetup } from '../model/setup.ts';
import type { Chunk } from './chunks.ts';
import type { Judgement } from './clock.ts';
import type { Racer } from './heat.ts';
import type { Preview, Reply, Request, Samples, Turn } from './protocol.ts';
import { isTold, timingOf, type Timing } from './timing.ts';

export type Phase = 'off' | 'unsupported' | 'loading' | 'ready' | 'racing' | 'paused' | 'finished' | 'failed';

/** What one run of a contender has brought so far: losses and names as far as they are shown. */
export interface Run {
  info?: LearnerInfo;
  /** What the learner can do besides training. */
  abilities: readonly Ability[];
  losses: Series;
  /** Milliseconds per step of blocks that were timed in the rehearsal. */
  rehearsed: number[];
  /** Compute time of all steps so far, interruptions by other programs included. */
  milliseconds: number;
  chunks: Chunk[];
  previews: Preview[];
  /** Drawn when the run ended, from the trainer's own stream. */
  samples?: Samples;
  /** On the documents that nobody trains on, when the run ended. */
  judgement?: Judgement;
  /** Drawn later on request. */
  resampled?: Samples;
  sampleError?: string;
}

/** A worker that does not stop within this time is in the middle of a long step: it is ended, and another begins. */
const patienceMilliseconds = 1500;

/** A contender is warm once a rehearsal was no faster than the one before it; so often it is tried. */
const mostRehearsals = 6;
const noFaster = 0.95;

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

export function emptyRun(): Run {
  return { abilities: [], losses: new Series(), rehearsed: [], milliseconds: 0, chunks: [], previews: [] };
}

/** All times of steps: those of the run, and of the rehearsal, since a run may be shorter than the clock can read. */
export function timesOf({ rehearsed, chunks }: Pick<Run, 'rehearsed' | 'chunks'>): number[] {
  return [...rehearsed, ...chunks.map(({ milliseconds }) => milliseconds)];
}

/** What is computed and not yet shown; all losses that are computed. */
interface Ahead {
  losses: Series;
  previews: Preview[];
  samples?: Samples;
  judgement?: Judgement;
}

/** What is known of so many times. */
interface Timed {
  count: number;
  timing: Timing;
  guess: number;
}

const untimed: Timed = { count: 0, timing: 'too short', guess: NaN };

export class Runner implements Racer {
  phase: Phase;
  /** Why it is unsupported or has failed. */
  message = '';
  run: Run = emptyRun();
  /** Whether it warms up at this moment. */
  rehearsing = false;
  finish = 0;
  private temperature = 0;
  private ahead: Ahead = { losses: new Series(), previews: [] };
  private timed = untimed;
  /** What a step took in each rehearsal. */
  private rehearsals: number[] = [];
  /** How far the file is that it loads. */
  arrival: Arrival | undefined;
  private worker: WatchedWorker<Request, Reply> | undefined;
  private longestSilence = patience;
  private runNumber = 0;
  /** Called when the present turn, or the rehearsal, is over. */
  private turnOver = (): void => {};
  /** When a worker is asked to make the learner. */
  private asking: ReturnType<typeof setTimeout> | undefined;
  /** When a worker that is to stop is ended. */
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private saving: { resolve: (bytes: Uint8Array<ArrayBuffer>) => void; reject: (error: Error) => void } | undefined;

  constructor(
    readonly contender: Contender,
    /** Whether it is to take part, if it can. */
    public on: boolean,
    private readonly changed: () => void,
  ) {
    this.phase = on ? 'loading' : 'off';
  }

  /** Steps that are shown. */
  get step(): number {
    return this.run.losses.length;
  }

  get computed(): number {
    return this.ahead.losses.length;
  }

  get warm(): boolean {
    const { rehearsals } = this;
    const [before, last] = rehearsals.slice(-2);
    return rehearsals.length === mostRehearsals || (last !== undefined && last > noFaster * before!);
  }

  get racing(): boolean {
    return this.phase === 'racing';
  }

  /** What a step takes, as far as can be told. */
  get timing(): Timing {
    const { run, timed } = this;
    const count = run.rehearsed.length + run.chunks.length;
    // A long run has many chunks: the figure is found anew only when they became noticeably more.
    if (count > 1.05 * timed.count || (!this.racing && count !== timed.count)) {
      const times = timesOf(run);
      this.timed = { count, timing: timingOf(times), guess: figureOf(times).value };
    }
    return this.timed.timing;
  }

  /** The figure of a step; where that cannot be told, the best guess. */
  get stepMilliseconds(): number {
    const { timing } = this;
    return isTold(timing) ? timing.median : this.timed.guess;
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
    clearTimeout(this.asking);
    this.forget();
    this.phase = 'loading';
    this.message = '';
    this.arrival = undefined;
    this.longestSilence = longestSilence;
    this.finish = setup.seconds === undefined ? setup.steps : Infinity;
    this.runNumber += 1;
    const { runNumber: run, contender } = this;
    const request: Request = { type: 'create', run, contender: contender.id, setup, site: document.baseURI, timerStep };
    if (phase === 'loading') this.discardWorker();
    if (phase === 'racing') {
      this.deadline = setTimeout(() => {
        this.discardWorker();
        this.send(request);
      }, patienceMilliseconds);
    }
    // Much data takes a while to be copied: for each contender in a task of its own, so that the page draws in between.
    this.asking = setTimeout(() => this.send(request));
    this.changed();
  }

  /** Joins a heat. */
  enter(temperature: number): void {
    this.temperature = temperature;
    this.phase = 'racing';
    this.changed();
  }

  /** The heat is over. */
  rest(): void {
    if (!this.racing) return;
    this.phase = this.step === 0 ? 'ready' : this.step < this.finish ? 'paused' : 'finished';
    this.changed();
  }

  /** Warms up. Resolves when that is done, or when the contender is out of the race. */
  async rehearse(): Promise<void> {
    this.rehearsing = true;
    this.changed();
    await this.turn({ type: 'rehearse' });
    this.rehearsing = false;
  }

  compute(until: number, milliseconds: number): Promise<void> {
    return this.turn({ type: 'train', until, milliseconds, temperature: this.temperature });
  }

  show(step: number): void {
    const { run, ahead } = this;
    const arrives = this.racing && step >= this.finish;
    if (step <= this.step && !arrives) return;
    run.losses.append(ahead.losses.values().slice(this.step, step));
    run.previews.push(...ahead.previews.filter((preview) => preview.step <= step));
    ahead.previews = ahead.previews.filter((preview) => preview.step > step);
    if (arrives) {
      if (ahead.samples) run.samples = ahead.samples;
      if (ahead.judgement) run.judgement = ahead.judgement;
      this.phase = 'finished';
    }
    this.changed();
  }

  /** Draws names without touching the trainer's own stream. */
  sample(temperature: number, prompt: string, seed: number): void {
    if (this.run.abilities.includes('sample')) this.send({ type: 'sample', temperature, prompt, seed });
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
    this.phase = phase;
    this.message = message;
    this.forget();
    this.changed();
  }

  private forget(): void {
    this.run = emptyRun();
    this.ahead = { losses: new Series(), previews: [] };
    this.timed = untimed;
    this.rehearsals = [];
    this.turnOver();
  }

  private turn(request: Request): Promise<void> {
    return new Promise((resolve) => {
      this.turnOver = resolve;
      this.send(request);
    });
  }

  private send(request: Request): void {
    this.worker ??= new WatchedWorker<Request, Reply>(startWorker, {
      said: (reply) => {
        clearTimeout(this.deadline);
        if (reply.run === this.runNumber) this.receive(reply);
      },
      died: (how) => this.fail(`Its worker ${how}.`),
      arrived: (arrival) => {
        this.arrival = arrival;
        this.changed();
      },
    });
    this.worker.post(request);
    this.worker.expect(this.longestSilence);
  }

  private receive(reply: Reply): void {
    const { run } = this;
    this.worker?.rest();
    switch (reply.type) {
      case 'created':
        run.info = reply.info;
        run.abilities = reply.abilities;
        this.phase = 'ready';
        break;
      case 'rehearsed':
        this.rehearsals.push(figureOf(reply.times).value);
        // Once warm, the rehearsal before was so, too: a slow contender has but a few times in each.
        run.rehearsed = this.warm ? [...run.rehearsed, ...reply.times] : reply.times;
        this.turnOver();
        break;
      case 'trained':
        this.take(reply);
        this.turnOver();
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

  /** Keeps what a turn has brought. Times count at once, losses and names when they are shown. */
  private take(turn: Turn): void {
    const { run, ahead } = this;
    run.milliseconds += turn.milliseconds;
    run.chunks.push(...turn.chunks);
    ahead.losses.append(turn.losses);
    ahead.previews.push(...turn.previews);
    if (turn.samples) ahead.samples = turn.samples;
    if (turn.judgement) ahead.judgement = turn.judgement;
    if (turn.over) this.finish = this.computed;
  }

  /** A contender that failed keeps its curve and its times; its worker is not used again. */
  private fail(message: string): void {
    this.discardWorker();
    this.show(this.computed);
    this.phase = 'failed';
    this.message = message;
    this.saving?.reject(new Error(message));
    this.turnOver();
    this.changed();
  }

  private discardWorker(): void {
    clearTimeout(this.asking);
    clearTimeout(this.deadline);
    this.worker?.end();
    this.worker = undefined;
  }
}
