// How a race went: who arrived first, and where the others were then. All of it follows from the figures of the steps.
import type { Race } from './race.ts';
import type { Runner } from './runner.ts';
import { isTold, type Doubt } from './timing.ts';

/** Who has arrived first; undefined while nobody has, where somebody's figure cannot be told, and against the clock. */
export function firstOf(race: Race): Runner | undefined {
  if (race.setup?.seconds !== undefined) return undefined;
  const finished = race.runners.filter(({ phase }) => phase === 'finished');
  if (finished.some(({ timing }) => !isTold(timing))) return undefined;
  return finished.reduce<Runner | undefined>(
    (first, runner) => (first && first.stepMilliseconds <= runner.stepMilliseconds ? first : runner),
    undefined,
  );
}

/** The steps that a contender has done in the time that another needs for all of the run. */
export function stepsMeanwhile(race: Race, runner: Runner, first: Runner): number {
  const steps = race.setup?.steps ?? 0;
  return Math.min(steps, (steps * first.stepMilliseconds) / runner.stepMilliseconds);
}

/** The most steps of a run: planned, or against the clock what the fastest can do. It is the length of a lane. */
export function longestRun(race: Race): number {
  const { setup } = race;
  if (setup?.seconds === undefined) return setup?.steps ?? race.page.settings.steps;
  const milliseconds = 1000 * setup.seconds;
  const counts = race
    .activeRunners()
    .map(({ step, phase, stepMilliseconds }) =>
      phase === 'racing' ? Math.max(step, milliseconds / stepMilliseconds || 0) : step,
    );
  return Math.max(1, ...counts.map(Math.floor));
}

/** What all steps of the run so far took, in milliseconds of work, interruptions left out. */
export function workOf(runner: Runner): number {
  const { timing, step } = runner;
  return step * (isTold(timing) ? timing.average : runner.stepMilliseconds);
}

/** Those that have trained and cannot be told a figure of, by the reason. */
export function doubtful(race: Race): Map<Doubt, Runner[]> {
  const found = new Map<Doubt, Runner[]>();
  for (const runner of race.activeRunners()) {
    const { timing, step } = runner;
    if (step > 0 && !isTold(timing)) found.set(timing, [...(found.get(timing) ?? []), runner]);
  }
  return found;
}

/** The share of the clock's time that other programs took away from the contenders, 0..1. */
export function interruptedShare(race: Race): number {
  let clocked = 0;
  let work = 0;
  for (const { timing, run, computed } of race.activeRunners()) {
    if (!isTold(timing)) continue;
    clocked += run.milliseconds;
    work += timing.average * computed;
  }
  return clocked > 0 ? Math.max(0, 1 - work / clocked) : 0;
}
