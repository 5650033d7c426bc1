// The state of the lesson: which chapter is open, what was measured in each, and what is being measured now. It knows
// no element.
import { cardKey, trainingKey, type Guesses } from '../page/guesses.ts';
import { chapters, type Chapter, type Training, type Trial } from './chapters.ts';
import type { Found, Gauge } from './gauge.ts';
import { keepProgress, keptProgress } from './progress.ts';

/** The last stop looks back instead of measuring. */
export const lookBack = { id: 'remember', title: 'What to remember' };
export const stops: readonly { id: string; title: string }[] = [...chapters, lookBack];

export interface Gauges {
  training: Gauge<Training>;
  card: Gauge<Trial>;
}

export class Lesson {
  /** What was measured, by the id of the chapter. */
  readonly outcomes: Map<string, Found>;
  /** Why the last measurement came to nothing, by the id of the chapter. */
  readonly messages = new Map<string, string>();
  private place: number;
  private measuring: Chapter | undefined;

  constructor(
    readonly guesses: Guesses,
    private readonly gauges: Gauges,
    private readonly changed: () => void,
  ) {
    const { stop, outcomes } = keptProgress();
    this.outcomes = outcomes;
    this.place = Math.max(0, indexOf(stop));
  }

  /** The number of the open stop, from 0. */
  get at(): number {
    return this.place;
  }

  /** The open chapter; none at the end. */
  get chapter(): Chapter | undefined {
    return chapters[this.place];
  }

  /** Opens a chapter by the id in the address, if there is such; what is being measured ends. */
  open(id: string | undefined): void {
    const place = indexOf(id);
    if (place < 0 || place === this.place) return;
    this.stop();
    this.place = place;
    this.keep();
    this.changed();
  }

  /** Whether it was measured, and could be told. */
  isTold(id: string): boolean {
    const found = this.outcomes.get(id);
    return found !== undefined && found.verdict !== 'cannot tell';
  }

  /** Whether there is nothing left to do in a chapter but to go on: it was told, or cannot be measured. */
  isOver(chapter: Chapter): boolean {
    return this.isTold(chapter.id) || this.messages.has(chapter.id) || this.obstacle(chapter) !== undefined;
  }

  guess(chapter: Chapter): number | undefined {
    return this.guesses.of(keyOf(chapter));
  }

  makeGuess(chapter: Chapter, ratio: number): void {
    this.guesses.make(keyOf(chapter), ratio);
    this.changed();
  }

  /** Why it cannot be measured here. */
  obstacle(chapter: Chapter): string | undefined {
    return this.gauge(chapter).obstacle(chapter.measured);
  }

  canMeasure(chapter: Chapter): boolean {
    return this.gauge(chapter).ready(chapter.measured) && this.obstacle(chapter) === undefined;
  }

  /** What has to be fetched before it can be measured, if it is much. */
  download(chapter: Chapter): { name: string; bytes: number } | undefined {
    return this.gauge(chapter).download(chapter.measured);
  }

  /** How far the measurement of a chapter is. */
  progress(chapter: Chapter): { fraction: number; message: string } | undefined {
    return this.measuring === chapter ? this.gauge(chapter).progress(chapter.measured) : undefined;
  }

  /** A quick look first; whoever measures again wants to know. */
  measure(chapter: Chapter): void {
    const again = this.outcomes.has(chapter.id);
    this.stop();
    this.messages.delete(chapter.id);
    this.gauge(chapter).start(chapter.measured, again ? 'thorough' : 'quick');
    this.measuring = chapter;
    this.changed();
  }

  /** Ends a running measurement; what was measured before stays. */
  stop(): void {
    const chapter = this.measuring;
    this.measuring = undefined;
    if (!chapter) return;
    this.gauge(chapter).stop();
    this.changed();
  }

  /** Takes what was measured, once it is over. */
  follow(): void {
    const chapter = this.measuring;
    if (!chapter || this.progress(chapter)) return;
    this.measuring = undefined;
    const found = this.gauge(chapter).found(chapter.measured);
    if (typeof found === 'string') this.messages.set(chapter.id, found);
    else this.outcomes.set(chapter.id, found);
    this.keep();
    this.changed();
  }

  /** Forgets guesses and measurements, and begins with the first chapter. */
  startOver(): void {
    this.stop();
    this.guesses.forget(chapters.map(keyOf));
    this.outcomes.clear();
    this.messages.clear();
    this.place = 0;
    this.keep();
    this.changed();
  }

  private keep(): void {
    keepProgress({ stop: stops[this.place]!.id, outcomes: this.outcomes });
  }

  private gauge({ measured }: Chapter): Gauge {
    return this.gauges[measured.kind] as Gauge;
  }
}

function indexOf(id: string | undefined): number {
  return stops.findIndex((stop) => stop.id === id);
}

function keyOf({ measured }: Chapter): string {
  if (measured.kind === 'card') return cardKey(measured.card, measured.size, measured.slower, measured.faster);
  return trainingKey({ id: measured.slower }, { id: measured.faster }, measured.width);
}
