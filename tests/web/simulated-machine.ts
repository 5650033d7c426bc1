// Machines of which we know the truth, for proving the stopwatch: only their clock is simulated. The same machines as
// in tests/unit/simulated_machine.h. Here, too, everything is in milliseconds.
import type { Block, Side } from '../../web/src/measure/stopwatch.ts';

type Range = readonly [from: number, to: number];

/** What disturbs a measurement. */
export interface Traits {
  name: string;
  timerStep: number;
  /** Slower by this share of itself per millisecond. */
  drift?: number;
  /** Per millisecond, of 0.1 to 50 ms. */
  interruptions?: number;
  /** Slices in which we have the core, and those in which another program has it. */
  shared?: { run: Range; away: Range };
  /** The factor of the slower of two speeds, which alternate every 5 to 50 ms. */
  slowSpeed?: number;
  /** The code starts 8 times slower, and is replaced twice. */
  compiles?: boolean;
  /** So much that no precision can be asked for. */
  busy?: boolean;
}

const half = { shared: { run: [3, 20], away: [3, 20] }, busy: true } as const;
const always = { shared: { run: [3, 4], away: [3, 4] }, busy: true } as const;

export const machines: readonly Traits[] = [
  { name: 'timer 5 us', timerStep: 0.005 },
  { name: 'timer 20 us', timerStep: 0.02 },
  { name: 'timer 100 us', timerStep: 0.1 },
  { name: 'timer 1 ms', timerStep: 1 },
  { name: 'grows slower', timerStep: 0.005, drift: 0.001 },
  { name: 'grows faster', timerStep: 0.005, drift: -0.001 },
  { name: 'two speeds', timerStep: 0.005, slowSpeed: 1.4 },
  { name: 'two-stage warm-up', timerStep: 0.005, compiles: true },
  { name: 'interrupted', timerStep: 0.005, interruptions: 0.02 },
  { name: 'shared half', timerStep: 0.005, ...half },
  { name: 'shared always', timerStep: 0.005, ...always },
  { name: 'shared half, 100 us', timerStep: 0.1, ...half },
  { name: 'shared always, 100 us', timerStep: 0.1, ...always },
  { name: 'shared half, 1 ms', timerStep: 1, ...half },
];

/** Code with its cost, and how far the compiler is with it. A twin shares the code of its model. */
export interface Code {
  /** Of a repetition. */
  milliseconds: number;
  /** When the machine's clock says so, the second stage has been compiled. */
  secondStageAt: number;
  /** That it has run. */
  busy: number;
}

export class Machine {
  private now = 0;
  private readonly phase: number;
  private runLeft = Infinity;
  private nextInterruption = Infinity;
  private speedLeft = Infinity;
  private slow = false;

  constructor(
    private readonly traits: Traits,
    private readonly random: () => number,
  ) {
    this.phase = random();
    if (traits.shared) this.runLeft = this.between(traits.shared.run) * random();
    if (traits.interruptions) this.nextInterruption = this.waitingTime();
    if (traits.slowSpeed) this.speedLeft = this.between([5, 50]);
  }

  code(milliseconds: number): Code {
    return { milliseconds, secondStageAt: this.traits.compiles ? this.between([20, 150]) : 0, busy: 0 };
  }

  side(code: Code): Side {
    return { run: (repetitions) => this.run(code, repetitions), twin: () => this.side(code) };
  }

  private run(code: Code, repetitions: number): Block {
    const { compiles, drift = 0, slowSpeed = 1 } = this.traits;
    const begin = this.reading();
    let left = repetitions * code.milliseconds * Math.exp(0.007 * this.normal());
    if (compiles) {
      left *= code.busy < 10 ? 8 : this.now < code.secondStageAt ? 2.5 : 1;
      code.busy += left;
    }
    left *= Math.max(0.2, 1 + drift * this.now);
    while (left > 0) {
      const factor = this.slow ? slowSpeed : 1;
      const step = Math.min(left * factor, this.runLeft, this.nextInterruption, this.speedLeft);
      left = step >= left * factor ? 0 : left - step / factor;
      this.pass(step);
    }
    return { milliseconds: this.reading() - begin, work: repetitions };
  }

  /** Lets the time go by that we have the core, and what then happens. */
  private pass(step: number): void {
    const { shared } = this.traits;
    this.now += step;
    this.runLeft -= step;
    this.nextInterruption -= step;
    this.speedLeft -= step;
    if (this.runLeft <= 0) {
      this.now += this.between(shared!.away);
      this.runLeft = this.between(shared!.run);
    }
    if (this.nextInterruption <= 0) {
      this.now += 0.1 * Math.exp(Math.log(500) * this.random());
      this.nextInterruption = this.waitingTime();
    }
    if (this.speedLeft <= 0) {
      this.slow = !this.slow;
      this.speedLeft = this.between([5, 50]);
    }
  }

  private reading(): number {
    const { timerStep } = this.traits;
    return Math.floor(this.now / timerStep + this.phase) * timerStep;
  }

  private between([from, to]: Range): number {
    return from + (to - from) * this.random();
  }

  private waitingTime(): number {
    return -Math.log(1 - this.random()) / this.traits.interruptions!;
  }

  private normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
  }
}
