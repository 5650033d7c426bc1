// Where the race stands, in sentences that can be retold.
import { estimatePair, isMeasured, type PairResult } from '../measure/pairs.ts';
import { isSignificant } from '../measure/verdicts.ts';
import {
  capitalised,
  formatCount,
  formatDocuments,
  formatDuration,
  formatInteger,
  formatInterval,
  formatList,
  formatRatio,
  formatSignificant,
  formatSpeedup,
} from '../ui/format.ts';
import { describeClock } from './clock-words.ts';
import { compareSteps, describeFirstStep } from './meanwhile.ts';
import { doubtful, firstOf, stepsMeanwhile } from './outcome.ts';
import type { Race } from './race.ts';
import type { Runner } from './runner.ts';
import { isTold } from './timing.ts';

/** The sentence, and what else there is to know. */
export interface Description {
  sentence: string;
  more?: string;
}

/** It changes with the state, not with every step, as it is read aloud. */
export function describeRace(race: Race): Description {
  if (race.page.measuring) return { sentence: 'Measuring. The race stands still.' };
  if (race.quoted && !['starting', 'racing'].includes(race.state)) {
    return { sentence: describeMeasured(race.measurement.pairs, race.measurement.setup?.steps ?? 1000) };
  }
  const byClock = describeClock(race);
  if (byClock) return byClock;
  if (race.state === 'paused' && race.untilFirst) return describeArrival(race);
  const causes = race.state === 'finished' ? describeCauses(race) : undefined;
  return { sentence: describeState(race), ...(causes && { more: causes }) };
}

/** Whether it says how the race went. */
export function isResult(race: Race): boolean {
  return race.state === 'finished' || race.quoted || (race.state === 'paused' && race.untilFirst);
}

function describeState(race: Race): string {
  switch (race.state) {
    case 'empty':
      return race.runners.some((runner) => runner.phase === 'off')
        ? 'No contender takes part. Switch one on.'
        : 'No contender can run in this browser.';
    case 'loading':
      return race.page.failure ? 'Nothing to train on yet.' : 'Loading …';
    case 'ready': {
      const { setup } = race;
      if (!setup) return '';
      const data = formatDocuments(setup.dataset.documents, setup.corpus);
      return `Ready: ${formatCount(setup.steps, 'step')} on ${setup.dataset.name}, ${data}.`;
    }
    case 'starting':
      return 'Starting as soon as all contenders are ready …';
    case 'racing':
      return describePace(race);
    case 'paused':
      return 'Paused.';
    case 'finished':
      return describeFinish(race);
  }
}

function describePace(race: Race): string {
  const { shown } = race;
  if (!shown) return 'Warming up, until the compiler has done its work …';
  if (!shown.slowdown) return 'Racing at full speed.';
  if (shown.slowdown === 1) return 'Racing. The slowest takes long enough to be watched as it is.';
  const times = `${formatInteger(shown.slowdown)} times`;
  const until = shown.endsWithFirst ? ', until the first arrives' : '';
  return race.page.settings.pace === 'slow'
    ? `Slow motion: every contender is slowed ${times}${until}. The figures show real time.`
    : `Racing, every contender slowed ${times} so that you can watch${until}. The figures show real time.`;
}

/** The first has arrived, and the others are on their way. */
function describeArrival(race: Race): Description {
  const arrived = race.runners.filter(({ phase }) => phase === 'finished');
  const others = race.activeRunners().filter(({ phase }) => phase === 'paused' || phase === 'ready');
  const behind = others
    .reverse()
    .map(({ contender, step }) => `${contender.noun} ${step === 0 ? 'none' : formatInteger(step)}`);
  const arrival =
    `${capitalised(formatList(arrived.map(({ contender }) => contender.noun)))} arrived: ` +
    `${formatInteger(race.setup!.steps)} steps.`;
  const rest = `Meanwhile ${formatList(behind)}. Continue lets the others finish.`;
  const firstStep = describeBaselineStep(race);
  return firstStep ? { sentence: `${firstStep}.`, more: `${arrival} ${rest}` } : { sentence: `${arrival} ${rest}` };
}

/** What the first took while the baseline took one step. */
function describeBaselineStep(race: Race): string | undefined {
  const { baseline, setup } = race;
  const first = firstOf(race);
  if (!first || !baseline || baseline === first) return undefined;
  const during = baseline.stepMilliseconds / first.stepMilliseconds;
  const told = isTold(baseline.timing);
  return describeFirstStep({ first: first.contender, other: baseline.contender, steps: setup!.steps, during, told });
}

function describeFinish(race: Race): string {
  if (!race.runners.some(({ phase }) => phase === 'finished')) return 'No contender finished.';
  const first = firstOf(race);
  if (!first) return `Finished. ${describeDoubts(race)}`;
  const { baseline } = race;
  const took = `${capitalised(first.contender.noun)} took ${formatDuration(first.stepMilliseconds)} a step.`;
  if (!baseline || baseline === first || baseline.phase !== 'finished' || !isTold(baseline.timing)) {
    return `Finished. ${took}`;
  }
  const sentence = describeBaselineStep(race) ?? whileSentence(race, first, baseline);
  return `Finished. ${sentence}: ${speed(race.speedup(first))}.`;
}

/** "Gains multiply: 5.9 from not boxing numbers, 3.1 from four lanes at once and 1.1 from fusing multiply and add." */
function describeCauses(race: Race): string | undefined {
  const first = firstOf(race);
  const gains: { ratio: number; gain: string }[] = [];
  let at = race.baseline;
  for (const runner of race.activeRunners()) {
    const { carriesOn, gain } = runner.contender;
    if (at === first || !at || carriesOn !== at.contender.id || !gain) continue;
    if (!isTold(at.timing) || !isTold(runner.timing)) return undefined;
    const ratio = at.timing.median / runner.timing.median;
    if (ratio > 1) gains.push({ ratio, gain });
    at = runner;
  }
  if (!first || at !== first || gains.length < 2) return undefined;
  const list = gains.map(({ ratio, gain }) => `${formatSignificant(ratio, 2)} from ${gain}`);
  return `Gains multiply: ${formatList(list)}.`;
}

/** "The build with FMA did its 1,000 steps while the value graph did 51" */
function whileSentence(race: Race, first: Runner, other: Runner): string {
  const steps = race.setup!.steps;
  return compareSteps(first.contender.noun, other.contender.noun, steps, stepsMeanwhile(race, other, first));
}

function speed(ratio: number): string {
  return `${formatSpeedup(ratio).replace('×', '')} times the speed`;
}

/** Why there is no figure of some, and what helps. */
function describeDoubts(race: Race): string {
  const sentences = [...doubtful(race)].map(([doubt, runners]) => {
    const who = formatList(runners.map(({ contender }) => contender.noun));
    return doubt === 'too short'
      ? `Too short a run to time ${who} with a clock that moves in steps of ${formatDuration(race.page.timerStep)}: ` +
          'train more steps, or press Measure.'
      : `The machine is too busy to tell within 10 % the speed of ${who}: try again at a calmer time.`;
  });
  return sentences.join(' ');
}

/** What Measure found: the largest gain over the first contender, and what it is made of where that was measured. */
export function describeMeasured(pairs: readonly PairResult[], steps: number): string {
  const found = pairs.filter(isMeasured).map((pair) => ({ pair, ...estimatePair(pair) }));
  const first = found[0]?.pair.a;
  const told = found.filter(({ pair, verdict }) => pair.a === first && isSignificant(verdict));
  if (!first || told.length === 0) {
    const doubt = found.find(({ verdict }) => verdict === 'cannot tell');
    return doubt?.verdict === 'cannot tell'
      ? `Measured, without an answer. ${doubt.reason} Measure again at a calmer time.`
      : 'Measured: no significant difference.';
  }
  const best = told.reduce((a, b) => (b.estimate.ratio > a.estimate.ratio ? b : a));
  const { estimate } = best;
  const sentence = compareSteps(best.pair.b.noun, first.noun, steps, steps / estimate.ratio);
  const times = `${formatRatio(estimate)} times the speed (${formatInterval(estimate)})`;
  return `Measured: ${sentence}, ${times}${causesOf(found, best.pair)}.`;
}

type Found = { pair: PairResult } & ReturnType<typeof estimatePair>;

/** What each idea on the way adds; nothing unless each was measured against the one before it. */
function causesOf(found: readonly Found[], { a: first, b: last }: PairResult): string {
  const steps = found.filter(({ pair: { a, b } }) => b.carriesOn === a.id && b.gain);
  const causes: string[] = [];
  let product = 1;
  let at = first;
  for (const { pair, estimate, verdict } of steps) {
    if (pair.a !== at || at === last) continue;
    at = pair.b;
    if (verdict !== 'faster') continue;
    product *= estimate.ratio;
    causes.push(`${formatSignificant(estimate.ratio, estimate.ratio < 10 ? 2 : 3)} from ${pair.b.gain}`);
  }
  const direct = found.find(({ pair }) => pair.a === first && pair.b === last)!.estimate.ratio;
  const agree = Math.abs(Math.log(product / direct)) < 0.1;
  return at === last && agree && causes.length > 1 ? `: ${formatList(causes)}` : '';
}
