// The plan of a run: when names are sampled, how steps are grouped into timed chunks, and how slow slow motion is.

/** A timed chunk lasts at least this many steps of the timer, so that its error stays below a percent. */
const timerStepsPerChunk = 120;

/** Names are sampled before the first step and after steps 1, 2, 5, 10, 20, 50 and so on. */
export function isPreviewStep(step: number): boolean {
  if (step === 0) return true;
  let rest = step;
  while (rest % 10 === 0) rest /= 10;
  return rest === 1 || rest === 2 || rest === 5;
}

/** The first preview step after `step`. */
export function nextPreviewStep(step: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const digit of [1, 2, 5]) {
      if (digit * decade > step) return digit * decade;
    }
  }
}

/** Steps in one timed chunk for a contender that needs `stepMilliseconds` a step. */
export function chunkStepsFor(stepMilliseconds: number, timerStep: number): number {
  return Math.max(1, Math.ceil((timerStepsPerChunk * timerStep) / stepMilliseconds));
}

/** Collects the times of consecutive groups of steps into chunks of `chunkSteps` steps. */
export function chunkTimer(chunkSteps: number): {
  /** Steps until the present chunk is full. */
  remaining(): number;
  /** Adds at most `remaining()` steps; returns the milliseconds per step of the chunk if that filled it. */
  add(steps: number, milliseconds: number): number | undefined;
} {
  let steps = 0;
  let total = 0;
  return {
    remaining: () => chunkSteps - steps,
    add(count, milliseconds) {
      steps += count;
      total += milliseconds;
      if (steps < chunkSteps) return undefined;
      const perStep = total / steps;
      steps = 0;
      total = 0;
      return perStep;
    },
  };
}

/** The fastest contender takes at most this long in slow motion, and at least two fifths of it. */
const slowMotionSeconds = 8;

/** The common factor of slow motion: 1, 2 or 5 times a power of ten, at least 1. */
export function slowMotionFactor(fastestStepMilliseconds: number, steps: number): number {
  const wanted = (slowMotionSeconds * 1000) / (fastestStepMilliseconds * steps);
  if (!(wanted > 1)) return 1;
  const decade = 10 ** Math.floor(Math.log10(wanted));
  const digit = [5, 2, 1].find((candidate) => candidate * decade <= wanted)!;
  return digit * decade;
}
