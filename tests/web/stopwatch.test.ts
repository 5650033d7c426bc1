// What the stopwatch does, on machines that take exactly the time they are told to, and training as one of its sides.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Learner } from '../../web/src/contenders/port.ts';
import { compare, figureOf, judge, uniformStream } from '../../web/src/measure/statistics.ts';
import { takeRounds, type Block, type Plan, type Progress } from '../../web/src/measure/stopwatch.ts';
import type { Rounds, Side } from '../../web/src/measure/stopwatch.ts';
import { firstLosses, stepWork, trainingSide } from '../../web/src/measure/training-side.ts';
import { positionsOf, readCorpus } from '../../web/src/model/corpus.ts';

const brief: Plan = { block: 1, warmUp: 20, rounds: 0, fewestRounds: 16, mostRounds: 300 };

/** Keeps a record of the blocks that were run. */
class Record {
  names = '';
  private readonly lengths: number[] = [];

  side(name: string, milliseconds: number, more: Partial<Side> = {}): Side {
    const run = (repetitions: number) => {
      this.names += name;
      this.lengths.push(milliseconds * repetitions);
      return { milliseconds: milliseconds * repetitions, work: repetitions };
    };
    return { run, ...more };
  }

  /** How long the last block of a side was. */
  last(name: string): number {
    return this.lengths[this.names.lastIndexOf(name)]!;
  }
}

function take(sides: Side[], plan: Partial<Plan> = {}, timerStep = 0): Promise<Rounds> {
  return takeRounds(sides, { ...brief, ...plan }, { timerStep, random: uniformStream(1) });
}

function assertClose(found: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(found / expected - 1) <= tolerance, `${found} is not ${expected}`);
}

test('in every round each side has one turn, in an order drawn at random', async () => {
  const record = new Record();
  const sides = [record.side('A', 0.1), record.side('B', 0.2), record.side('C', 0.3)];
  const { milliseconds } = await take(sides, { warmUp: 0, fewestRounds: 60 });
  assert.deepEqual(
    milliseconds.map((times) => times.length),
    [60, 60, 60],
  );
  const orders = new Set(record.names.match(/.../g));
  assert.equal(orders.size, 6);
  for (const order of orders) assert.equal([...order].sort().join(''), 'ABC');
  for (const [i, times] of milliseconds.entries()) for (const time of times) assertClose(time, 0.1 * (i + 1));
});

test('blocks of all sides last equally long, and as long as something needs', async () => {
  const lengths = async (slow: number, shortestBlock: number, timerStep: number): Promise<number[]> => {
    const record = new Record();
    const { block } = await take([record.side('A', slow), record.side('B', 0.001, { shortestBlock })], {}, timerStep);
    return [record.last('A'), record.last('B'), block];
  };
  for (const length of await lengths(0.02, 0, 1e-6)) assertClose(length, 1, 0.02);
  for (const length of await lengths(0.02, 0, 0.1)) assertClose(length, 5, 0.02);
  for (const length of await lengths(0.02, 25, 0.1)) assertClose(length, 25, 0.02);
  for (const length of await lengths(30, 0, 0.1)) assertClose(length, 30, 0.02);
  const [slow, fast] = await lengths(2000, 0, 0.1);
  assertClose(slow!, 2000);
  assertClose(fast!, 60, 0.02); // one that takes very long by itself does not make all others take as long
});

test('the twin of the fastest that can have one is measured in blocks as unlike as those of the sides', async () => {
  for (const slow of [0.02, 300]) {
    const record = new Record();
    const twin = (): Side => record.side('T', 0.001);
    const sides = [record.side('A', slow, { twin }), record.side('B', 0.001, { twin }), record.side('C', 0.0001)];
    const { milliseconds, twinOf } = await take(sides);
    assert.equal(twinOf, 1);
    assert.equal(milliseconds.length, 4);
    assert.equal(milliseconds[3]!.length, milliseconds[0]!.length);
    assertClose(record.last('T') / record.last('B'), record.last('A') / record.last('B'), 0.05);
    assertClose(compare(milliseconds[1]!, milliseconds[3]!).ratio, 1);
  }
});

test('times are per work where repetitions differ in it', async () => {
  let done = 0;
  for (const average of [0.1, 40]) {
    // many repetitions in a block, and one
    const run = (repetitions: number) => {
      let work = 0;
      for (let i = 0; i < repetitions; ++i) work += done++ % 4 === 0 ? 3.1 : 0.3;
      return { milliseconds: average * work, work };
    };
    const { milliseconds } = await take([{ run }], {}, 0.01);
    for (const time of milliseconds[0]!) assertClose(time, average, 0.02);
  }
});

test('rounds go on until there are enough of them and the time is spent, and progress is told', async () => {
  const count = async (plan: Partial<Plan>): Promise<number> => {
    const record = new Record();
    return (await take([record.side('A', 1), record.side('B', 1)], { warmUp: 0, ...plan })).milliseconds[0]!.length;
  };
  assert.equal(await count({ fewestRounds: 20 }), 20);
  assert.equal(await count({ rounds: 80.1, fewestRounds: 20 }), 41);
  assert.equal(await count({ rounds: 9000, mostRounds: 50 }), 50);

  const told: Progress[] = [];
  await takeRounds([new Record().side('A', 1)], brief, {
    timerStep: 0,
    random: uniformStream(1),
    progress: (progress) => told.push(progress),
  });
  assert.equal(told[0]!.stage, 'warming up');
  assert.deepEqual(told.at(-1), { stage: 'measuring', fraction: 1 });
  for (const { fraction } of told) assert.ok(fraction >= 0 && fraction <= 1);
});

test('where nothing could be told, rounds go on for as long again, once', async () => {
  const random = uniformStream(7);
  const unsteady = (repetitions: number): Block => ({ milliseconds: repetitions * (1 + random()), work: repetitions });
  const count = async (plan: Partial<Plan>): Promise<number> => {
    const sides = [{ run: unsteady }, new Record().side('B', 1)];
    return (await take(sides, { fewestRounds: 10, ...plan })).milliseconds[0]!.length;
  };
  assert.equal(await count({}), 20);
  assert.equal(await count({ mostRounds: 15 }), 15);
});

test('a time in which nothing ran is left out, and told', async () => {
  const plan = { rounds: 80.5, mostRounds: 60 };
  const sleeping = async (sleep: number): Promise<Rounds> => {
    let blocks = 0;
    const run = (repetitions: number) => {
      const slept = ++blocks === 40 || blocks === 55 ? sleep : 0;
      return { milliseconds: repetitions + slept, work: repetitions };
    };
    return take([{ run }, { run: (repetitions) => ({ milliseconds: repetitions, work: repetitions }) }], plan);
  };
  const awake = await sleeping(0);
  const { milliseconds, gap } = await sleeping(15_000);
  assert.equal(awake.gap, 0);
  assert.equal(gap, 30_002);
  assert.equal(milliseconds[0]!.length, awake.milliseconds[0]!.length, 'it takes no time from the plan');
  assert.equal(milliseconds[0]!.filter(Number.isNaN).length, 2);
  for (const time of milliseconds[0]!.filter(Number.isFinite)) assertClose(time, 1);
  const interrupted = await sleeping(200);
  assert.equal(interrupted.gap, 0, 'other programs take the core away for less');
});

test('code that is replaced by faster code while it is measured is measured again', async () => {
  const record = new Record();
  let now = 0;
  const run = (repetitions: number) => {
    const milliseconds = repetitions * (now < 30 ? 0.03 : 0.01); // well after the warm-up
    now += milliseconds;
    return { milliseconds, work: repetitions };
  };
  const { milliseconds } = await take([{ run }, record.side('B', 0.01)], { warmUp: 5, fewestRounds: 40 });
  assertClose(figureOf(milliseconds[0]!).value, 0.01);
  assertClose(compare(milliseconds[0]!, milliseconds[1]!).ratio, 1);
});

test('a clock that stands still ends the measurement, which then cannot tell', async () => {
  let all = 0;
  const still = (repetitions: number) => {
    all += repetitions;
    return { milliseconds: 0, work: repetitions };
  };
  const { milliseconds, twinOf } = await take([{ run: still, twin: () => ({ run: still }) }, { run: still }]);
  const estimate = compare(milliseconds[0]!, milliseconds[1]!);
  assert.equal(estimate.rounds, 0);
  assert.equal(judge(estimate, compare(milliseconds[twinOf!]!, milliseconds[2]!)).verdict, 'cannot tell');
  assert.ok(all < 2 ** 29);
});

test('without sides there is nothing', async () => {
  assert.deepEqual((await take([])).milliseconds, []);
});

test('steps count by the length of their documents, in the order of training', () => {
  const bytes = new TextEncoder().encode('a\nbbbbb\n  ccc \n\ndddddddddddddddddddddd\n');
  for (const kind of ['lines', 'text'] as const) {
    const { documents } = readCorpus(bytes, kind, 16);
    assert.deepEqual(
      positionsOf(bytes, kind, 16),
      documents.map((tokens) => tokens.length - 1),
    );
  }
  const setup = { dataset: { bytes }, corpus: 'lines', seed: 42, config: { blockSize: 16, batch: 1 } } as const;
  const work = stepWork(setup);
  const mean = (2 + 6 + 4 + 16) / 4;
  const each = [0, 1, 2, 3].map((step) => work(step, 1) * mean);
  assert.deepEqual(
    each.map(Math.round).sort((a, b) => a - b),
    [2, 4, 6, 16],
  );
  assertClose(work(5, 2), work(1, 2));
  assertClose(work(3, 400), 400);
  const inPairs = stepWork({ ...setup, config: { blockSize: 16, batch: 2 } });
  assertClose(inPairs(1, 1), (work(2, 1) + work(3, 1)) / 2);
  const without = stepWork({ ...setup, holdout: 0.25 }); // the last one
  assertClose(without(1, 1) / without(0, 1), work(1, 1) / work(0, 1));
  assertClose(without(3, 1), without(0, 1));
});

/** Needs a millisecond for each step. */
function learner(step = 0): Learner {
  return {
    async train(n) {
      const losses = Float64Array.from({ length: n }, (_, i) => step + i);
      step += n;
      return { losses, milliseconds: n };
    },
    info: async () => ({ step }) as Awaited<ReturnType<Learner['info']>>,
    dispose() {},
  };
}

test('training is a side from where the learner is', async () => {
  const run = await trainingSide(learner(7), (first, steps) => first * 1000 + steps);
  assert.deepEqual(await run(2), { milliseconds: 2, work: 7002 });
  assert.deepEqual(await run(5), { milliseconds: 5, work: 9005 });
});

test('the first losses: all, or as many as the time allows, but a few in any case', async () => {
  const count = async (steps: number, milliseconds: number, fewest: number): Promise<number> => {
    const losses = await firstLosses(learner(), { steps, milliseconds, fewest });
    assert.deepEqual(
      [...losses],
      [...losses.keys()].map((i) => i),
    );
    return losses.length;
  };
  assert.equal(await count(1000, 5000, 4), 1000);
  assert.equal(await count(1000, 0.5, 4), 4);
  const some = await count(1000, 100, 4);
  assert.ok(some >= 100 && some < 120, `${some}`);
});
