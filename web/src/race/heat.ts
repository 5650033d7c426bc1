// A heat: from the start, or from where the race was paused, until it is paused or over. First, whoever has not yet
// warmed up does, so that no compiler is at work when the flag falls. Then those who take part compute in turns, one
// at a time, so that each has the machine to itself whatever the number of cores; the clock of each runs only in its
// turns. It computes a little ahead of what is shown. What is shown follows one race time, which is the same for all:
// as if each had a core of its own, slowed by a common factor.

/** Who takes part. */
export interface Racer {
  /** Steps that are computed, and those of them that are shown. */
  readonly computed: number;
  readonly step: number;
  /** Milliseconds of work per step, as well as it is known. */
  readonly stepMilliseconds: number;
  readonly warm: boolean;
  /** The step at which it has arrived; Infinity as long as its clock runs. */
  readonly finish: number;
  /** False once it has failed or was taken out. */
  readonly racing: boolean;
  rehearse(): Promise<void>;
  /** Has a turn: computes until a step, or for so many milliseconds. */
  compute(until: number, milliseconds: number): Promise<void>;
  show(step: number): void;
}

export interface Pacing {
  /** By how much all are slowed; undefined at full speed, where what is computed is shown. */
  slowdown: number | undefined;
  /** Whether the heat ends when the first has arrived. */
  endsWithFirst: boolean;
}

/** A clock and a way to wait, in milliseconds. */
export interface Time {
  now(): number;
  rest(milliseconds: number): Promise<void>;
}

export const realTime: Time = {
  now: () => performance.now(),
  rest: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

const frameMilliseconds = 16;
/** The show does not jump ahead after the page has stood still. */
const longestFrame = 100;
/** What is computed is so far ahead of what is shown, in milliseconds of the show. */
const aheadMilliseconds = 400;
const longestTurn = 30;

export class Heat {
  /** Undefined before the flag falls. */
  pacing: Pacing | undefined;
  private raceTime = 0;
  private lastFrame = 0;
  /** Whether it was ended before its time. */
  stopped = false;

  constructor(
    private racers: readonly Racer[],
    private readonly askPacing: () => Pacing,
    private readonly time: Time = realTime,
  ) {}

  /** Ends the heat after the present turn; what is computed is shown then. */
  stop(): void {
    this.stopped = true;
  }

  /** Ends the heat without touching the racers any more. */
  abandon(): void {
    this.stopped = true;
    this.racers = [];
  }

  /** Goes on at another pace. */
  followPace(): void {
    if (this.pacing) this.pacing = this.askPacing();
  }

  /** One step of each, without ado. */
  async step(): Promise<void> {
    for (const racer of this.racers) {
      if (racer.racing) await racer.compute(racer.computed + 1, Infinity);
      if (racer.racing) racer.show(racer.computed);
    }
  }

  /** Resolves when the heat is over. */
  async run(): Promise<void> {
    await this.warmUp();
    this.raceTime = Math.min(...this.inRace.map((racer) => racer.step * racer.stepMilliseconds));
    this.lastFrame = this.time.now();
    this.pacing = this.askPacing();
    const showing = setInterval(() => this.show(), frameMilliseconds);
    try {
      while (!this.stopped && !this.over) {
        await this.warmUp();
        const next = this.next();
        if (next) await next.compute(this.goal(next), this.turn);
        else await this.time.rest(frameMilliseconds);
        this.show();
      }
    } finally {
      clearInterval(showing);
    }
    this.showAll();
  }

  /** Lets somebody in who has been made anew meanwhile, and follows the others. */
  join(racer: Racer): void {
    this.racers = [...this.racers, racer];
  }

  private async warmUp(): Promise<void> {
    const cold = (): Racer[] => this.racers.filter(({ racing, warm }) => racing && !warm);
    while (!this.stopped && cold().length > 0) {
      // One after the other and over again, so that a compiler in the background has time while others rehearse.
      for (const racer of cold()) if (!this.stopped) await racer.rehearse();
    }
  }

  private showAll(): void {
    for (const racer of this.inRace) racer.show(racer.computed);
  }

  private get inRace(): Racer[] {
    return this.racers.filter(({ racing, warm }) => racing && warm);
  }

  private get over(): boolean {
    return (
      this.racers.every(({ racing, warm }) => !racing || warm) &&
      this.inRace.every((racer) => racer.step >= this.goal(racer))
    );
  }

  /** Where this heat ends for a racer: at the finish, or where it is when the first arrives there. */
  private goal(racer: Racer): number {
    const { finish } = racer;
    if (!this.pacing?.endsWithFirst) return finish;
    const able = this.racers.filter(({ racing, step }) => racing || step >= finish);
    const arrival = finish * Math.min(...able.map(({ stepMilliseconds }) => stepMilliseconds));
    return Math.max(racer.step, Math.min(finish, Math.floor(arrival / racer.stepMilliseconds)));
  }

  /** Who is least far on the race's clock has the next turn, unless it is far enough ahead of the show. */
  private next(): Racer | undefined {
    const waiting = this.inRace.filter((racer) => racer.computed < this.goal(racer));
    if (waiting.length === 0) return undefined;
    const last = waiting.reduce((a, b) => (computedTime(b) < computedTime(a) ? b : a));
    const slowdown = this.pacing?.slowdown;
    const tooEarly = slowdown && computedTime(last) - this.raceTime > aheadMilliseconds / slowdown;
    return tooEarly ? undefined : last;
  }

  private get turn(): number {
    const slowdown = this.pacing?.slowdown;
    return slowdown ? Math.min(longestTurn, aheadMilliseconds / slowdown) : longestTurn;
  }

  /** Lets the race time go on, as far as all have computed, and shows who is where. */
  private show(): void {
    const now = this.time.now();
    const passed = Math.min(longestFrame, now - this.lastFrame);
    this.lastFrame = now;
    const slowdown = this.pacing?.slowdown;
    const racers = this.inRace;
    const computing = racers.filter((racer) => racer.computed < this.goal(racer)).map(computedTime);
    const wanted = slowdown ? this.raceTime + passed / slowdown : Infinity;
    this.raceTime = Math.max(this.raceTime, Math.min(wanted, ...computing));
    for (const racer of racers) {
      const reached = slowdown ? Math.floor(this.raceTime / racer.stepMilliseconds) : Infinity;
      racer.show(Math.max(racer.step, Math.min(reached, racer.computed)));
    }
  }
}

function computedTime({ computed, stepMilliseconds }: Racer): number {
  return computed * stepMilliseconds;
}
