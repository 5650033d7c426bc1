// Where lines cross: by the verdicts on both sides. On simulated machines, what is alike crosses nowhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crossingsOf, passingOne, type GainAt } from '../../web/src/measure/crossings.ts';
import { compare, judge, uniformStream, type Estimate, type Verdict } from '../../web/src/measure/statistics.ts';
import { takeRounds } from '../../web/src/measure/stopwatch.ts';
import { Machine, machines, type Traits } from './simulated-machine.ts';

const none = 'no significant difference';

/** A gain whose interval lies within 1 % of it. */
const gain = (at: number, ratio: number, verdict: Verdict): GainAt => ({
  at,
  ratio,
  low: 0.99 * ratio,
  high: 1.01 * ratio,
  verdict,
});
const told = (gains: readonly GainAt[]): [string, number, number][] =>
  crossingsOf(gains).map(({ kind, last, first }) => [kind, last, first]);

test('where a ratio passes 1, between logarithms', () => {
  assert.ok(Math.abs(passingOne(gain(64, 0.5, 'slower'), gain(256, 2, 'faster')) - 128) < 1e-9);
  assert.ok(Math.abs(passingOne(gain(64, 2, 'faster'), gain(128, 0.5, 'slower')) - 64 * Math.SQRT2) < 1e-9);
  const [crossing] = crossingsOf([gain(256, 2, 'faster'), gain(64, 0.5, 'slower')]);
  assert.equal(crossing!.kind, 'overtakes');
  assert.ok(Math.abs(crossing!.passes - 128) < 1e-9);
});

test('what is not significant is no crossing, and a gain that begins is named by its places', () => {
  assert.deepEqual(told([gain(16, 1.2, 'faster'), gain(32, 1.3, 'faster')]), []);
  assert.deepEqual(told([gain(16, 0.99, none), gain(32, 1.01, none)]), []);
  assert.deepEqual(told([gain(16, 1, none), gain(32, 1, 'cannot tell'), gain(64, 1.4, 'faster')]), [
    ['begins to gain', 16, 64],
  ]);
  assert.deepEqual(told([gain(16, 1.4, 'faster'), gain(32, 1, none)]), [['ceases to gain', 16, 32]]);
  assert.deepEqual(told([gain(16, 0.9, 'slower'), gain(32, 1, none)]), []);
  assert.deepEqual(
    told([gain(16, 1.2, 'faster'), gain(32, 1.1, none), gain(48, 1.1, none), gain(64, 1.2, 'faster')]),
    [],
  );
});

test('a small difference counts when it is seen at two places', () => {
  assert.deepEqual(told([gain(16, 1, none), gain(32, 1, none), gain(64, 1.03, 'faster')]), []);
  assert.deepEqual(told([gain(16, 1, none), gain(32, 1.03, 'faster'), gain(64, 1.03, 'faster')]), [
    ['begins to gain', 16, 32],
  ]);
  assert.deepEqual(told([gain(16, 0.97, 'slower'), gain(32, 1.03, 'faster'), gain(64, 1.02, none)]), []);
  assert.deepEqual(told([gain(16, 0.8, 'slower'), gain(32, 1.03, 'faster'), gain(64, 1.02, 'faster')]), [
    ['overtakes', 16, 32],
  ]);
});

/** Two sides, of which the first takes `ratio` times as long, on a machine. */
async function measured(traits: Traits, ratio: number, random: () => number): Promise<Estimate & { verdict: Verdict }> {
  const machine = new Machine(traits, random);
  const sides = [0.01 * ratio, 0.01].map((milliseconds) => machine.side(machine.code(milliseconds)));
  const plan = { block: 0.75, warmUp: 20, rounds: 0, fewestRounds: 20, mostRounds: 300 };
  const { timerStep } = traits;
  const { milliseconds, twinOf } = await takeRounds(sides, plan, {
    timerStep,
    random: uniformStream(2 ** 32 * random()),
  });
  const [slow, fast, twin] = milliseconds as [number[], number[], number[]];
  const estimate = compare(slow, fast);
  return { ...estimate, ...judge(estimate, compare(milliseconds[twinOf!]!, twin)) };
}

const places = [16, 32, 48, 64, 96, 128, 192, 256];
const pairs = 7;
const ladders = 1000;

interface Found {
  name: string;
  crossing: number;
  found: number;
}

/** How many ladders of equal rungs tell a crossing, and how many lines that do cross are told to. */
async function simulate(traits: Traits, seed: number): Promise<Found> {
  const random = uniformStream(seed);
  const line = async (ratioAt: (at: number) => number): Promise<GainAt[]> => {
    const gains: GainAt[] = [];
    for (const at of places) gains.push({ at, ...(await measured(traits, ratioAt(at), random)) });
    return gains;
  };
  let crossing = 0;
  for (let ladder = 0; ladder < ladders; ++ladder) {
    let tells = false;
    for (let pair = 0; pair < pairs; ++pair) tells = crossingsOf(await line(() => 1)).length > 0 || tells;
    crossing += Number(tells);
  }
  let found = 0;
  for (let run = 0; run < 100; ++run) {
    const crossings = crossingsOf(await line((at) => (at < 80 ? 0.95 : 1.05)));
    found += Number(crossings.length === 1 && crossings[0]!.kind === 'overtakes' && crossings[0]!.last === 64);
  }
  return { name: traits.name, crossing, found };
}

/** All is simulated before the first test, since inside of one each of the many promises would be watched. */
async function main(): Promise<void> {
  const chosen = machines.filter(({ name }) => ['interrupted', 'shared half'].includes(name));
  const results: Found[] = [];
  for (const [index, traits] of chosen.entries()) results.push(await simulate(traits, 1 + index));
  for (const { name, crossing, found } of results) {
    test(`${name}: of ${ladders} ladders of equal rungs at most 5 % tell a crossing`, () => {
      assert.ok(crossing <= 0.05 * ladders, `${crossing} of ${ladders}`);
    });
    test(`${name}: lines that cross are told to`, () => {
      assert.ok(found >= 90, `${found} of 100`);
    });
  }
}

void main();
