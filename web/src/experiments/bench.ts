// The experiments on the page's side: the list of cards, the worker that measures, and all that it found.
import { currentEnvironment, type Environment } from '../common/environment.ts';
import type { Exclusive } from '../measure/exclusive.ts';
import { patience } from '../common/silence.ts';
import { askWorker } from '../common/watched-worker.ts';
import { Session } from '../measure/session.ts';
import { pythonObstacle } from '../contenders/python/download.ts';
import { analyse, type Result } from './analysis.ts';
import { participants, type Card } from './cards.ts';
import { catalogue } from './catalogue.ts';
import type { Finding, ListReply, ListRequest, MeasureRequest, Task } from './protocol.ts';
import { efforts, type EffortName } from './effort.ts';

/** A card at a size, measured. */
export interface Entry {
  effort: EffortName;
  environment: Environment;
  result: Result;
}

/** What is under way. */
interface Run {
  tasks: readonly Task[];
  effort: EffortName;
  environment: Environment;
  /** The task that is being measured. */
  index: number;
  /** How far that one is, 0..1. */
  fraction: number;
  what: string;
  /** For what it has to wait before it can begin; empty while it measures. */
  waiting: string;
}

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}

export class Bench {
  cards: readonly Card[] = [];
  /** Whether CPython takes part, where it can. */
  python = false;
  run: Run | undefined;
  /** What was measured last, to its end. */
  finished: readonly Task[] = [];
  /** Where the last run ended other than well; empty otherwise. */
  message = '';
  /** What went wrong with a card, in a sentence. */
  readonly problems = new Map<string, string>();
  private loading: Promise<void> | undefined;
  private readonly entries = new Map<string, Map<number, Entry>>();
  private readonly session: Session<MeasureRequest, Finding>;

  constructor(
    exclusive: Exclusive,
    private readonly timerStep: number,
    private readonly changed: () => void,
  ) {
    this.session = new Session(exclusive, startWorker, {
      found: (finding) => this.receive(finding),
      waits: (message) => {
        this.run!.waiting = message;
        this.changed();
      },
      ended: (complete, message) => this.ended(complete, message),
    });
  }

  addPython(): void {
    this.python = true;
    this.changed();
  }

  /** Asks the scalar module what experiments there are, until it has once answered. */
  load(): Promise<void> {
    this.loading ??= this.list().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  private async list(): Promise<void> {
    const request: ListRequest = { type: 'list', site: document.baseURI };
    const complaint = (how: string): string => `The worker that reads them ${how}.`;
    const reply = await askWorker<ListReply>(startWorker, request, { seconds: patience, complaint });
    if (reply.type === 'failed') throw new Error(reply.message);
    const cores = Math.min(16, navigator.hardwareConcurrency);
    this.cards = catalogue(reply.experiments, reply.supports, cores, pythonObstacle());
  }

  /** The measurements of a card, by size. */
  entriesOf(card: Card): Entry[] {
    return [...(this.entries.get(card.name)?.values() ?? [])].sort((a, b) => a.result.size - b.result.size);
  }

  entry(card: Card, size: number): Entry | undefined {
    return this.entries.get(card.name)?.get(size);
  }

  get hasResults(): boolean {
    return this.entries.size > 0;
  }

  /** The task that is under way, if it is one of this card. */
  current(card: Card): Run | undefined {
    return this.run && this.run.tasks[this.run.index]?.card.name === card.name ? this.run : undefined;
  }

  /** How much of everything that was asked for is done, 0..1. */
  get progress(): number {
    return this.run ? (this.run.index + this.run.fraction) / this.run.tasks.length : 0;
  }

  /** Measures cards at sizes, one after the other in one worker. */
  start(wanted: readonly { card: Card; size: number }[], effort: EffortName): void {
    this.stop('');
    const tasks = wanted
      .map(({ card, size }) => ({ card, size, contenders: participants(card, this.python) }))
      .filter(({ contenders }) => contenders.length > 0);
    if (tasks.length === 0) return;
    this.message = '';
    for (const { card } of tasks) this.problems.delete(card.name);
    this.run = {
      tasks,
      effort,
      environment: currentEnvironment(),
      index: 0,
      fraction: 0,
      what: 'Loading',
      waiting: '',
    };
    this.session.start({
      type: 'measure',
      site: document.baseURI,
      tasks,
      plan: efforts[effort],
      timerStep: this.timerStep,
    });
    this.changed();
  }

  /** Ends a running measurement; the cards measured so far stay. */
  stop(message: string): void {
    this.session.stop(message);
  }

  private receive(finding: Finding): void {
    const run = this.run!;
    run.waiting = '';
    switch (finding.type) {
      case 'progress':
        Object.assign(run, { index: finding.task, fraction: finding.fraction, what: finding.what });
        break;
      case 'result': {
        const { effort, environment } = run;
        const { card, size } = run.tasks[finding.task]!;
        const known = this.entries.get(card.name) ?? new Map<number, Entry>();
        known.set(size, { effort, environment, result: analyse(card, size, finding.result) });
        this.entries.set(card.name, known);
        Object.assign(run, { index: finding.task + 1, fraction: 0 });
        break;
      }
      case 'problem':
        this.problems.set(run.tasks[finding.task]!.card.name, finding.message);
        Object.assign(run, { index: finding.task + 1, fraction: 0 });
        break;
    }
    this.changed();
  }

  private ended(complete: boolean, message: string): void {
    if (complete) this.finished = this.run!.tasks;
    this.run = undefined;
    this.message = message;
    this.changed();
  }
}
