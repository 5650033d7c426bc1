// The proof that the stopwatch is right on machines that are not quiet: there the truth is known, and only the clock is
// simulated. tests/unit/measure_simulated_test.cpp asks the same of the one in C++.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compare,
  judge,
  uniformStream,
  type Estimate,
  type Interval,
  type Judgement,
} from '../../web/src/measure/statistics.ts';
import { takeRounds } from '../../web/src/measure/stopwatch.ts';
import { Machine, machines, type Traits } from './simulated-machine.ts';

const runs = 2000;
const fewerRuns = 500;

/** Measures two sides of which the first takes `ratio` times as long, for 40 rounds. */
async function measured(
  traits: Traits,
  ratio: number,
  random: () => number,
): Promise<{ estimate: Estimate; control: Estimate; judgement: Judgement }> {
  const machine = new Machine(traits, random);
  const codes = [machine.code(0.01 * ratio), machine.code(0.01)];
  const { milliseconds, twinOf } = await takeRounds(
    codes.map((code) => machine.side(code)),
    { block: 0.75, warmUp: traits.compiles ? 50 : 20, rounds: 0, fewestRounds: 40, mostRounds: 300 },
    {
      timerStep: traits.timerStep,
      random: uniformStream(2 ** 32 * random()),
    },
  );
  const [slow, fast, twin] = milliseconds as [number[], number[], number[]];
  const estimate = compare(slow, fast);
  const control = compare(milliseconds[twinOf!]!, twin);
  return { estimate, control, judgement: judge(estimate, control) };
}

const holdsOne = ({ low, high }: Interval): boolean => low <= 1 && 1 <= high;

/** In how many runs what is asked for was so. */
async function simulate(traits: Traits, seed: number) {
  const random = uniformStream(seed);
  const found = { held: 0, controlHeld: 0, calledDifferent: 0, threePerCent: 0, twenty: 0, declined: 0 };
  for (let run = 0; run < runs; ++run) {
    const { estimate, control, judgement } = await measured(traits, 1, random);
    found.held += Number(holdsOne(estimate));
    found.controlHeld += Number(holdsOne(control));
    found.calledDifferent += Number(judgement.verdict === 'faster' || judgement.verdict === 'slower');
  }
  for (let run = 0; run < fewerRuns; ++run) {
    found.threePerCent += Number((await measured(traits, 1.03, random)).judgement.verdict === 'faster');
    const { estimate, judgement } = await measured(traits, 20, random);
    const declines = judgement.verdict === 'cannot tell';
    found.declined += Number(declines);
    found.twenty += Number(declines || Math.abs(estimate.ratio / 20 - 1) <= (traits.busy ? 0.1 : 0.05));
  }
  return found;
}

type Found = Awaited<ReturnType<typeof simulate>>;

function testMachine(traits: Traits, found: Found): void {
  const { held, controlHeld, calledDifferent, threePerCent, twenty, declined } = found;
  test(`${traits.name}: the interval of identical code holds 1 as often as it says`, () => {
    assert.ok(Math.abs(held / runs - 0.95) <= 0.02, `${held} of ${runs}`);
    assert.ok(Math.abs(controlHeld / runs - 0.95) <= 0.02, `${controlHeld} of ${runs} in the control`);
    assert.ok(calledDifferent <= 0.05 * runs, `${calledDifferent} of ${runs} were called different`);
  });

  test(`${traits.name}: a ratio of 20 comes out, or the stopwatch cannot tell`, () => {
    assert.ok(twenty >= 0.99 * fewerRuns, `${twenty} of ${fewerRuns}`);
  });

  if (traits.busy) return;
  test(`${traits.name}: a difference of 3 % is found, and nothing is declined`, () => {
    assert.ok(threePerCent >= 0.9 * fewerRuns, `${threePerCent} of ${fewerRuns}`);
    assert.ok(declined <= 0.01 * fewerRuns, `${declined} of ${fewerRuns} declined`);
  });
}

/** All is simulated before the first test, since inside of one each of the many promises would be watched. */
async function main(): Promise<void> {
  const found: Found[] = [];
  for (const [index, traits] of machines.entries()) found.push(await simulate(traits, 1 + index));
  for (const [index, traits] of machines.entries()) testMachine(traits, found[index]!);
}

void main();
