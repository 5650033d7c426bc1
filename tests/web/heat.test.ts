// A heat on a clock of our own: who computes when, and what is shown meanwhile; and the figures of a race on machines
// of which the truth is known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniformStream } from '../../web/src/measure/statistics.ts';
import { takeRounds } from '../../web/src/measure/stopwatch.ts';
import { chunkMilliseconds, ChunkPlan } from '../../web/src/race/chunks.ts';
import { Heat, type Pacing, type Racer, type Time } from '../../web/src/race/heat.ts';
import { isTold, timingOf } from '../../web/src/race/timing.ts';
import { Machine, machines, type Code } from './simulated-machine.ts';

const steps = 1000;

class Clock implements Time {
  private passed = 0;
  now(): number {
    return this.passed;
  }
  async rest(milliseconds: number): Promise<void> {
    this.passed += milliseconds;
  }
}

class FakeRacer implements Racer {
  computed = 0;
  step = 0;
  finish = steps;
  warm = false;
  racing = true;
  finishedAt = NaN;
  turns = 0;
  constructor(
    readonly stepMilliseconds: number,
    private readonly clock: Clock,
    private readonly busy: { now: boolean },
    private readonly failsAt = Infinity,
  ) {}

  async rehearse(): Promise<void> {
    await this.alone(50);
    this.warm = true;
  }

  async compute(until: number, milliseconds: number): Promise<void> {
    assert.ok(this.warm, 'the flag falls when all are warm');
    const wanted = Math.min(until - this.computed, Math.max(1, Math.round(milliseconds / this.stepMilliseconds)));
    await this.alone(wanted * this.stepMilliseconds);
    this.computed += wanted;
    this.turns += 1;
    if (this.computed >= this.failsAt) this.racing = false;
  }

  show(step: number): void {
    assert.ok(step >= this.step && step <= this.computed, `${this.step}, then ${step} of ${this.computed}`);
    this.step = step;
    if (step < steps || !this.racing) return;
    this.racing = false;
    this.finishedAt = this.clock.now();
  }

  /** Nobody else computes meanwhile. */
  private async alone(milliseconds: number): Promise<void> {
    assert.equal(this.busy.now, false);
    this.busy.now = true;
    await this.clock.rest(milliseconds);
    this.busy.now = false;
  }
}

function race(pacing: Pacing, ...times: number[]) {
  const clock = new Clock();
  const busy = { now: false };
  const racers = times.map((time) => new FakeRacer(time, clock, busy));
  const add = (time: number, failsAt?: number) => new FakeRacer(time, clock, busy, failsAt);
  return { clock, racers, add, heat: new Heat(racers, () => pacing, clock) };
}

const toWatch: Pacing = { slowdown: 56, endsWithFirst: false };

test('to watch: one computes at a time, all are shown on one clock, and the slowest takes its 9 seconds', async () => {
  const { clock, racers, heat } = race(toWatch, 0.16, 0.028, 0.008);
  await heat.run();
  for (const { step, stepMilliseconds, finishedAt } of racers) {
    assert.equal(step, steps);
    const expected = 150 + steps * stepMilliseconds * 56; // after the rehearsals
    assert.ok(Math.abs(finishedAt - expected) < 60, `${stepMilliseconds}: ${finishedAt} for ${expected}`);
  }
  assert.ok(clock.now() > 9000 && clock.now() < 9300, `${clock.now()}`);
});

test('slow motion ends when the first has arrived, with the others where they are then', async () => {
  const { racers, heat } = race({ slowdown: 1000, endsWithFirst: true }, 0.16, 0.028, 0.008);
  await heat.run();
  assert.deepEqual(
    racers.map(({ step }) => step),
    [50, Math.floor(8 / 0.028), steps],
  );
  assert.ok(racers[0]!.computed === 50, 'nor does it compute more');
});

test('one that is 3,000 times slower keeps nobody waiting, and stands where it is when the first arrives', async () => {
  const { clock, racers, heat } = race({ slowdown: 1100, endsWithFirst: true }, 24, 1.3, 0.16, 0.008);
  await heat.run();
  assert.deepEqual(
    racers.map(({ step }) => step),
    [0, 6, 50, steps],
  );
  assert.equal(racers[0]!.turns, 0, 'it would not get to the end of a step');
  assert.ok(clock.now() > 8800 && clock.now() < 9400, `${clock.now()}`);

  const longer = race({ slowdown: 200, endsWithFirst: true }, 24, 0.04);
  await longer.heat.run();
  assert.deepEqual(
    longer.racers.map(({ step }) => step),
    [1, steps],
  );
  assert.ok(longer.clock.now() < 8600, `${longer.clock.now()}`);
});

test('against the clock, all have the same time of their own, and end where they are then', async () => {
  const { racers, heat } = race({ slowdown: undefined, endsWithFirst: false }, 24, 0.16, 0.008);
  const milliseconds = 300;
  for (const racer of racers) {
    racer.finish = Infinity;
    const compute = racer.compute.bind(racer);
    racer.compute = async (until, turn) => {
      assert.equal(until, Infinity);
      const left = Math.floor(milliseconds / racer.stepMilliseconds) - racer.computed;
      if (left > 0) await compute(racer.computed + left, turn);
      else racer.finish = racer.computed;
    };
    racer.show = (step) => {
      racer.step = step;
      if (step >= racer.finish) racer.racing = false;
    };
  }
  await heat.run();
  assert.deepEqual(
    racers.map(({ step }) => step),
    [12, 1875, 37_500],
  );
});

test('at full speed nobody waits, and what is computed is shown', async () => {
  const { clock, racers, heat } = race({ slowdown: undefined, endsWithFirst: false }, 0.16, 0.028, 0.008);
  await heat.run();
  assert.ok(racers.every(({ step }) => step === steps));
  assert.ok(Math.abs(clock.now() - (150 + 160 + 28 + 8)) < 1, `${clock.now()}`);
});

test('a pause shows what is computed, which is little more than was shown; going on ends the same', async () => {
  const { clock, racers, heat } = race(toWatch, 0.16, 0.008);
  const rest = clock.rest.bind(clock);
  clock.rest = async (milliseconds) => {
    await rest(milliseconds);
    if (clock.now() > 2000) heat.stop();
  };
  await heat.run();
  const [slow, fast] = racers as [FakeRacer, FakeRacer];
  assert.deepEqual([slow.step, fast.step], [slow.computed, steps]);
  const shown = (clock.now() - 100) / 56 / 0.16;
  assert.ok(slow.step >= shown - 5 && slow.step < shown + 100, `${slow.step}, ${shown} were shown`);
  await new Heat([slow], () => toWatch, clock).run();
  assert.equal(slow.step, steps);
});

test('one that fails is left behind, and one that is made anew follows', async () => {
  const { racers, heat, add } = race(toWatch, 0.16, 0.028);
  const failing = add(0.05, 100);
  heat.join(failing);
  const late = add(0.03);
  const compute = failing.compute.bind(failing);
  failing.compute = async (until, milliseconds) => {
    await compute(until, milliseconds);
    if (!failing.racing) heat.join(late);
  };
  await heat.run();
  assert.ok(failing.computed < steps);
  assert.ok([...racers, late].every(({ step }) => step === steps));
});

/** What the worker of a contender does in a race, on a simulated machine: a rehearsal, and then turns. */
async function contender(machine: Machine, code: Code, timerStep: number, random: () => number) {
  const side = machine.side(code);
  const rehearsal = { block: chunkMilliseconds, warmUp: 500, rounds: 400, fewestRounds: 1, mostRounds: 48 };
  const around = { timerStep, random: uniformStream(2 ** 32 * random()) };
  const { milliseconds } = await takeRounds([{ run: side.run }], rehearsal, around);
  const times = [...milliseconds[0]!];
  const plan = new ChunkPlan(timerStep, 0, Math.min(...times.filter((time) => time > 0)));
  let done = 0;
  const turn = async (budget: number): Promise<void> => {
    for (let spent = 0; done < steps && spent < budget; ) {
      const count = Math.min(plan.steps, steps - done);
      const took = await side.run(count);
      const chunk = plan.add(count, took);
      if (chunk) times.push(chunk.milliseconds);
      done += count;
      spent += took.milliseconds;
    }
  };
  return { turn, isDone: () => done >= steps, timing: () => timingOf(times) };
}

/** Without what changes for good while a contender computes by itself: only pairs in turns of a block stand that. */
const fit = machines.filter(({ drift, slowSpeed }) => !drift && !slowSpeed);
const races = 150;

async function simulate(index: number) {
  const traits = fit[index]!;
  const random = uniformStream(1 + index);
  const found = { right: 0, declined: 0 };
  for (let i = 0; i < races; ++i) {
    const machine = new Machine(traits, random);
    const all = [];
    for (const cost of [0.16, 0.008]) {
      all.push(await contender(machine, machine.code(cost), traits.timerStep, random));
    }
    while (all.some(({ isDone }) => !isDone())) for (const { turn } of all) await turn(7);
    const [slow, fast] = all.map(({ timing }) => timing());
    const declines = !isTold(slow!) || !isTold(fast!);
    found.declined += Number(declines);
    const within = (value: number, truth: number): boolean => Math.abs(value / truth - 1) <= 0.1;
    const right =
      !declines &&
      [slow!.median, slow!.average].every((value) => within(value, 0.16)) &&
      [fast!.median, fast!.average].every((value) => within(value, 0.008)) &&
      within(slow!.median / fast!.median, 20);
    found.right += Number(declines || right);
  }
  return found;
}

/** Simulated before the first test, since inside of one each of the many promises would be watched. */
async function main(): Promise<void> {
  const found: Awaited<ReturnType<typeof simulate>>[] = [];
  for (const index of fit.keys()) found.push(await simulate(index));
  for (const [index, traits] of fit.entries()) {
    test(`${traits.name}: times and ratio of a race are within 10 %, or it cannot tell`, (t) => {
      const { right, declined } = found[index]!;
      t.diagnostic(`${declined} of ${races} declined`);
      assert.ok(right >= 0.98 * races, `${right} of ${races}`);
      if (!traits.busy) assert.ok(declined <= 0.01 * races, `${declined} of ${races} declined`);
    });
  }
}

void main();
