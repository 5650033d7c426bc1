// The model of this view: made of the page's setup, trained in a worker of its own, and shown as it was after any of
// the steps at which its weights are kept. It computes while the view is in sight, and only then. Panels read it and
// draw.
import type { Arrival } from '../common/arrival.ts';
import type { Inspection } from '../common/lanes.ts';
import { WatchedWorker } from '../common/watched-worker.ts';
import { longestSilence } from '../contenders/contender.ts';
import { contenders } from '../contenders/contenders.ts';
import { sameSetup, type Setup } from '../model/setup.ts';
import type { Page } from '../page/page.ts';
import type { Reply, Request, State, Weights } from './protocol.ts';
import { exampleOf, lossesOf, readingOf, targetsOf, type Reading } from './reading.ts';
import { Writing } from './writing.ts';

/** What the model makes of a text. */
export interface Seen {
  step: number;
  reading: Reading;
  inspection: Inspection;
  /** What should have been expected at each position, as tokens, as far as that is known; and the loss of each. */
  targets: number[];
  losses: number[];
}

const turnMilliseconds = 50;
/** How long each state is shown while the view follows the training. */
const stateMilliseconds = 600;

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

export class Inside {
  /** `waiting` for data; `still` when the model neither is made nor trained. */
  phase: 'waiting' | 'loading' | 'still' | 'training' | 'failed' = 'waiting';
  /** Why it failed, or why its training ended early. */
  message = '';
  /** How far the file is that it loads. */
  arrival: Arrival | undefined;
  setup: Setup | undefined;
  characters: readonly string[] = [];
  /** Steps that are trained. */
  step = 0;
  states: readonly State[] = [];
  /** Which of the states is shown. */
  shown = 0;
  /** Whether the state that is shown follows the training, or the one before it. */
  following = false;
  weights: Weights | undefined;
  seen: Seen | undefined;
  readonly writing: Writing;
  private inView = false;
  private worker: WatchedWorker<Request, Reply> | undefined;
  private longestSilence = 0;
  private run = 0;
  /** What was asked for and is not answered yet. */
  private asked: { step: number; text: string } | undefined;
  private answered: { step: number; text: string } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private leaveExclusive = (): void => {};

  constructor(
    private readonly page: Page,
    private readonly changed: () => void,
  ) {
    this.writing = new Writing(page.settings.temperature, () => {
      this.look();
      this.changed();
    });
    page.onSettled(() => this.follow());
  }

  enter(): void {
    this.inView = true;
    this.follow();
  }

  leave(): void {
    this.inView = false;
    this.pause();
  }

  /** The place that is looked at, in what is seen. */
  get place(): number {
    return Math.min(this.writing.position, this.seen?.reading.letters.length ?? 0);
  }

  get state(): State | undefined {
    return this.states[this.shown];
  }

  /** Whether training is over. */
  get complete(): boolean {
    return this.setup !== undefined && (this.step >= this.setup.steps || this.message !== '');
  }

  get busy(): boolean {
    return this.phase === 'training' || this.following;
  }

  /** Takes on the page's setup, if it is another, as soon as somebody sees it. */
  private follow(): void {
    const { setup, errors } = this.page;
    if (!this.inView || !setup || errors.size > 0) return;
    if (this.setup && sameSetup(this.setup, setup)) return;
    this.create(setup);
  }

  /** Makes the model again that failed. */
  again(): void {
    if (this.setup) this.create(this.setup);
  }

  private create(setup: Setup): void {
    this.pause();
    const { obstacles, sizeOf } = this.page;
    const contender = contenders.findLast(({ id, fromStart }) => fromStart && !obstacles.has(id));
    if (!contender) return this.fail('This browser can run none of the builds that could train it.');
    const { boxes } = sizeOf(setup.config, setup.dataset);
    this.longestSilence = longestSilence(contender, setup.config.batch * boxes, setup.dataset.bytes.length);
    this.run += 1;
    Object.assign(this, { setup, phase: 'loading', message: '', step: 0, states: [], shown: 0 });
    Object.assign(this, { weights: undefined, seen: undefined, asked: undefined, answered: undefined });
    this.ask({ type: 'create', run: this.run, contender: contender.id, setup, site: document.baseURI });
    this.changed();
  }

  private ask(request: Request): void {
    this.worker ??= new WatchedWorker<Request, Reply>(startWorker, {
      said: (reply) => this.hear(reply),
      died: (how) => {
        this.worker = undefined;
        this.fail(`The model is gone, as the worker that holds it ${how}.`);
      },
      arrived: (arrival) => {
        this.arrival = arrival;
        this.changed();
      },
    });
    this.worker.expect(this.longestSilence);
    this.worker.post(request);
  }

  private fail(message: string): void {
    this.pause();
    this.phase = 'failed';
    this.message = message;
    this.asked = undefined;
    this.changed();
  }

  private hear(reply: Reply): void {
    if (reply.run !== this.run) return;
    switch (reply.type) {
      case 'created':
        this.begin(reply.characters, reply.states);
        break;
      case 'trained':
      case 'ended':
        this.keep(reply.states);
        this.step = reply.step;
        if (reply.type === 'ended') this.message = reply.message;
        if (this.complete) this.rest();
        else if (this.phase === 'training') this.ask({ type: 'train', milliseconds: turnMilliseconds });
        break;
      case 'weights':
        this.weights = reply.weights;
        break;
      case 'seen':
        this.see(reply.step, reply.inspection);
        break;
      case 'refused':
        this.writing.refusal = reply.message;
        this.answer();
        break;
      case 'failed':
        return this.fail(reply.message);
    }
    if (!this.asked && this.phase === 'still') this.worker?.rest();
    this.advance();
    this.look();
    this.changed();
  }

  private begin(characters: readonly string[], states: readonly State[]): void {
    this.phase = 'still';
    this.arrival = undefined;
    this.characters = characters;
    this.states = states;
    const { config, dataset } = this.setup!;
    this.writing.begin(characters, config.blockSize, exampleOf(dataset.bytes));
  }

  /** States come, and of a large model some go. */
  private keep(states: readonly State[]): void {
    const step = this.state!.step;
    this.states = states;
    this.shown = Math.max(
      0,
      states.findLastIndex((state) => state.step <= step),
    );
  }

  private see(step: number, inspection: Inspection): void {
    const { characters, setup } = this;
    const reading = readingOf(this.asked!.text, setup!.config.blockSize);
    const targets = targetsOf(reading, characters, setup!.corpus);
    this.seen = { step, reading, inspection, targets, losses: lossesOf(inspection.predictions, targets) };
    if (this.writing.text === this.writing.readable) this.writing.refusal = '';
    this.answer();
  }

  private answer(): void {
    this.answered = this.asked;
    this.asked = undefined;
  }

  /** Asks for what is to be seen now, one thing at a time. */
  private look(): void {
    if (this.asked || !this.state || this.phase === 'failed') return;
    const wanted = { step: this.state.step, text: this.writing.readable };
    if (wanted.step === this.answered?.step && wanted.text === this.answered.text) return;
    this.asked = wanted;
    this.ask({ type: 'look', step: wanted.step, text: this.writing.reading.letters.join('') });
  }

  /** Trains on to the end; whatever else is measured or trained stops. */
  train(): void {
    if (this.phase !== 'still' || this.complete) return;
    this.leaveExclusive = this.page.exclusive.enter(() => this.pause());
    this.phase = 'training';
    this.shown = this.states.length - 1;
    this.following = true;
    this.ask({ type: 'train', milliseconds: turnMilliseconds });
    this.page.changed();
    this.changed();
  }

  /** Shows all states again from the first. */
  replay(): void {
    this.shown = 0;
    this.following = true;
    this.look();
    this.advance();
    this.changed();
  }

  pause(): void {
    this.following = false;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.rest();
    this.changed();
  }

  /** The worker has trained enough. */
  private rest(): void {
    if (this.phase !== 'training') return;
    this.phase = 'still';
    this.leaveExclusive();
    this.page.changed();
  }

  /** While it follows: goes on to the next state once this one has been seen for a while. */
  private advance(): void {
    if (!this.following || this.timer !== undefined || this.asked) return;
    if (this.shown < this.states.length - 1) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        if (this.shown < this.states.length - 1) this.shown += 1;
        this.look();
        this.advance();
        this.changed();
      }, stateMilliseconds);
    } else if (this.phase !== 'training') this.following = false;
  }

  /** The state to be seen; training goes on, and is followed no longer. */
  show(index: number): void {
    this.following = false;
    this.shown = index;
    this.look();
    this.changed();
  }

  /** Lets the model append a letter: drawn, or the likeliest one. */
  write(how: 'draw' | 'likeliest'): void {
    if (this.seen && !this.asked) this.writing.append(how, this.seen.inspection.predictions.at(-1)!);
  }
}
