// The state of the ladder: what was measured at which width, and what is being measured now. It knows no element.
import { currentEnvironment } from '../common/environment.ts';
import type { Exclusive } from '../measure/exclusive.ts';
import { longestSilence, overburdened } from '../contenders/contender.ts';
import { pairSession, type PairSession } from '../measure/pair-session.ts';
import { isMeasured, noRounds, pairsWithout } from '../measure/pairs.ts';
import type { Finding, MeasureRequest } from '../measure/protocol.ts';
import type { Dataset } from '../model/setup.ts';
import type { SizeOf } from '../model/sizes.ts';
import type { Material, Measured, MeasuredPair } from './measured.ts';
import { plans, foretell, type Effort } from './plan.ts';
import { directPair, type Rung } from './rungs.ts';
import { configOf, learningRateOf, positionsOf, runSteps, widths } from './sizes.ts';

/** What the ladder needs from the page around it. */
export interface Surroundings {
  exclusive: Exclusive;
  timerStep: number;
  /** The text that is trained on, once there is one. */
  material(): { dataset: Dataset; corpus: 'lines' | 'text'; seed: number } | undefined;
  /** What a model comes to on this data. */
  sizeOf: SizeOf;
  /** How thoroughly to measure. */
  effort(): Effort;
  /** Why the browser cannot run a rung, if it cannot. */
  obstacle(rung: Rung): string | undefined;
  /** `over` when a measurement began or ended, and not only came further. */
  changed(over: boolean): void;
}

/** One width in the making. */
interface Draft {
  measured: Measured;
  /** The pairs that this run measures; `measured` may have others from before. */
  pairs: MeasuredPair[];
  trained: number;
  competitors: number;
}

export class Ladder {
  readonly results = new Map<number, Measured>();
  state: 'idle' | 'running' | 'done' | 'stopped' = 'idle';
  message = '';
  /** Rungs that the reader switched off, and those that have much to fetch before they were asked for. */
  private readonly off: Set<Rung>;
  private draft: Draft | undefined;
  private queue: number[] = [];
  private queued = 0;
  /** Why a rung was left out that was to take part. */
  private missing = '';
  private readonly session: PairSession;

  constructor(
    readonly rungs: readonly Rung[],
    private readonly around: Surroundings,
    /** The width that is shown, and measured next. */
    public width: number = widths[0],
  ) {
    this.off = new Set(rungs.filter(({ download }) => download));
    this.session = pairSession(around.exclusive, {
      found: (finding) => this.receive(finding),
      waits: (message) => {
        this.say(message);
        this.around.changed(false);
      },
      ended: (complete, message) => this.ended(complete, message),
    });
  }

  get canMeasure(): boolean {
    return this.state !== 'running' && this.around.material() !== undefined && this.taking(this.width).length >= 2;
  }

  /** The width that is being measured. */
  get measuring(): number | undefined {
    return this.draft?.measured.config.nEmbd;
  }

  /** How much of the planned work is done, 0..1. */
  get progress(): number {
    if (!this.draft) return 0;
    const { pairs, trained, competitors } = this.draft;
    const parts = pairs.reduce((sum, { progress }) => sum + progress, 0);
    const here = (trained + 2 * parts) / (competitors + 2 * pairs.length);
    return (this.queued - this.queue.length - 1 + here) / this.queued;
  }

  isOn(rung: Rung): boolean {
    return !this.off.has(rung);
  }

  setOn(rung: Rung, on: boolean): void {
    if (on) this.off.delete(rung);
    else this.off.add(rung);
    this.around.changed(true);
  }

  /** Why a rung cannot take part at this width, whether it is switched on or not. */
  obstacle(rung: Rung, width: number): string | undefined {
    const dataset = this.around.material()?.dataset;
    const boxes = dataset ? this.around.sizeOf(configOf(width), dataset).boxes : 0;
    return this.around.obstacle(rung) ?? overburdened(rung, boxes, dataset?.bytes.length ?? 0);
  }

  /** The rungs that take part at a width. */
  taking(width: number): Rung[] {
    return this.rungs.filter((rung) => this.isOn(rung) && !this.obstacle(rung, width));
  }

  /** About how many milliseconds it takes to measure these widths. */
  foretell(chosen: readonly number[]): number {
    const dataset = this.around.material()?.dataset;
    if (!dataset) return 0;
    const boxes = (width: number): number => this.around.sizeOf(configOf(width), dataset).boxes;
    return chosen.reduce(
      (sum, width) => sum + foretell(this.taking(width), boxes(width), plans[this.around.effort()]),
      0,
    );
  }

  /** Measures these widths one after the other. */
  measure(chosen: readonly number[]): void {
    if (!this.canMeasure) return;
    this.forgetOthers();
    this.queue = [...chosen];
    this.missing = '';
    this.queued = chosen.length;
    this.next();
  }

  /**
   * Lets a rung take part that had to be asked for: at this width at once, in what is measured later from the start.
   */
  add(rung: Rung): void {
    if (this.state === 'running') return;
    this.off.delete(rung);
    this.forgetOthers();
    const known = this.results.get(this.width);
    const present = this.rungs.filter((other) => other === rung || known?.runs.has(other.id));
    const place = present.indexOf(rung);
    const neighbours = present.slice(Math.max(0, place - 1), place + 2);
    if (!known || neighbours.length < 2) return this.measure([this.width]);
    this.queue = [];
    this.missing = '';
    this.queued = 1;
    this.run(this.width, neighbours, known);
  }

  /** Ends a running measurement; what was measured so far stays. */
  stop(message: string): void {
    this.queue = [];
    this.session.stop(message);
  }

  /** What was measured on other data would not belong beside what comes now. */
  private forgetOthers(): void {
    const wanted = JSON.stringify(this.material());
    for (const [width, { material }] of this.results) {
      if (JSON.stringify(material) !== wanted) this.results.delete(width);
    }
  }

  private material(): Material | undefined {
    const found = this.around.material();
    if (!found) return undefined;
    const {
      dataset: { name, documents, vocabulary, sha256 },
      corpus,
      seed,
    } = found;
    return { data: { name, documents, vocabulary, sha256 }, corpus, seed };
  }

  private next(): void {
    const width = this.queue.shift();
    if (width === undefined) return this.finish('done', this.missing);
    this.width = width;
    this.run(width, this.taking(width));
  }

  /** Measures each of the rungs against the one before it; adds to what is known, if that is given. */
  private run(width: number, taking: readonly Rung[], known?: Measured): void {
    const { dataset, corpus, seed } = this.around.material()!;
    const config = configOf(width);
    const learningRate = learningRateOf(width);
    const pairs = taking.slice(1).map((b, i): MeasuredPair => ({ a: taking[i]!, b, ...noRounds }));
    const apart = known ? undefined : directPair(taking);
    const direct: MeasuredPair | undefined = apart && { ...apart, ...noRounds };
    const all = direct ? [...pairs, direct] : pairs;
    const leftOut = this.rungs.flatMap((rung) => {
      const reason = this.isOn(rung) ? this.obstacle(rung, width) : 'Switched off.';
      return reason ? [{ rung, reason }] : [];
    });
    const size = this.around.sizeOf(config, dataset, positionsOf(dataset, corpus));
    const measured: Measured = known
      ? { ...known, runs: new Map(known.runs), pairs: [...pairs, ...pairsApart(known.pairs, taking)], leftOut }
      : {
          environment: currentEnvironment(),
          material: this.material()!,
          config,
          learningRate,
          effort: this.around.effort(),
          parameters: size.parameters,
          flops: size.flopsPerStep,
          runs: new Map(),
          pairs,
          ...(direct && { direct }),
          leftOut,
        };
    this.draft = { measured, pairs: all, trained: 0, competitors: taking.length };
    this.state = 'running';
    this.say('Loading everything into one worker …');
    this.around.changed(true);

    const request: MeasureRequest = {
      site: document.baseURI,
      setup: { dataset, corpus, seed, steps: runSteps, learningRate, config },
      contenders: taking.map(({ id }) => id),
      pairs: all.map(({ a, b }) => ({ a: a.id, b: b.id })),
      timerStep: this.around.timerStep,
      plan: plans[measured.effort],
    };
    const silences = taking.map((rung) => longestSilence(rung, size.boxes * config.batch, dataset.bytes.length));
    this.session.start(request, Math.max(...silences));
  }

  /** What stands in the way of one rung does not keep the others from being measured. */
  private leaveOut(rung: Rung, reason: string): void {
    const draft = this.draft!;
    const { measured, pairs } = draft;
    draft.pairs = pairsWithout(pairs, rung);
    draft.competitors -= 1;
    measured.pairs = [...draft.pairs, ...measured.pairs.filter((pair) => !pairs.includes(pair))];
    measured.leftOut.push({ rung, reason });
    if (rung.download) this.off.add(rung); // it has to be asked for again
    this.missing = reason;
  }

  private receive(finding: Finding): void {
    const { measured, pairs } = this.draft!;
    switch (finding.type) {
      case 'training': {
        const rung = this.rungs.find(({ id }) => id === finding.id)!;
        this.say(rung.download ? `Loading ${rung.name} for its first steps …` : `The first steps of ${rung.name} …`);
        break;
      }
      case 'absent':
        this.leaveOut(this.rungs.find(({ id }) => id === finding.id)!, finding.message);
        break;
      case 'trained': {
        this.draft!.trained += 1;
        const { id, type: _, ...run } = finding;
        if (!measured.runs.has(id)) measured.runs.set(id, run);
        break;
      }
      case 'pair': {
        const pair = Object.assign(pairs[finding.pair]!, finding.rounds);
        this.say(`${pair.b.name} against ${pair.a.name} …`);
        break;
      }
    }
    this.around.changed(false);
  }

  private say(what: string): void {
    const position = this.queued > 1 ? ` (${this.queued - this.queue.length} of ${this.queued})` : '';
    this.message = `Width ${this.measuring}${position}. ${what}`;
  }

  private ended(complete: boolean, message: string): void {
    const { measured, pairs } = this.draft!;
    const width = measured.config.nEmbd;
    this.draft = undefined;
    // A measurement that was cut short does not take the place of a whole one.
    const worthKeeping = complete || (!this.results.has(width) && pairs.some(isMeasured));
    if (worthKeeping) this.results.set(width, { ...measured, runs: inOrder(measured.runs, this.rungs) });
    if (complete) this.next();
    else {
      this.queue = [];
      // What had to be fetched may not have arrived; it has to be asked for again.
      for (const rung of this.rungs) {
        const arrived = [...this.results.values()].some(({ runs }) => runs.has(rung.id));
        if (rung.download && !arrived) this.off.add(rung);
      }
      this.finish('stopped', message);
    }
  }

  private finish(state: 'done' | 'stopped', message: string): void {
    this.state = state;
    this.message = message;
    this.around.changed(true);
  }
}

/** The pairs that stay when those between neighbours are measured anew. */
function pairsApart(pairs: readonly MeasuredPair[], neighbours: readonly Rung[]): MeasuredPair[] {
  return pairs.filter(({ a, b }) => !neighbours.includes(a) || !neighbours.includes(b));
}

function inOrder<T>(runs: ReadonlyMap<string, T>, rungs: readonly Rung[]): Map<string, T> {
  return new Map(rungs.flatMap(({ id }) => (runs.has(id) ? [[id, runs.get(id)!] as const] : [])));
}

/** "about 45 seconds", "about 2.5 minutes" */
export function about(milliseconds: number): string {
  const seconds = 5 * Math.ceil(milliseconds / 5000);
  return seconds < 90 ? `about ${seconds} seconds` : `about ${Math.ceil(seconds / 30) / 2} minutes`;
}
