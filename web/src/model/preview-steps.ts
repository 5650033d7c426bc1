// The steps at which a run is looked at: names are sampled, weights are kept.

/** Before the first step and after steps 1, 2, 5, 10, 20, 50 and so on. */
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

/** Those of a run of so many steps, and its last. */
export function previewStepsOf(steps: number): number[] {
  const found = [0];
  for (let step = nextPreviewStep(0); step < steps; step = nextPreviewStep(step)) found.push(step);
  return steps > 0 ? [...found, steps] : found;
}
