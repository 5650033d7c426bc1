// What one did while another did something else: the sentences about a race that are retold.
import type { Contender } from '../contenders/contender.ts';
import { capitalised, formatCount, formatInteger } from '../ui/format.ts';

type Named = Pick<Contender, 'noun' | 'vector'>;

/** How many steps the other did, or had not yet done, while the first did all of them. */
export function compareSteps(first: string, other: string, steps: number, meanwhile: number): string {
  const done = meanwhile < 1 ? 'had not finished its first' : `did ${formatInteger(Math.floor(meanwhile))}`;
  return `${capitalised(first)} did ${formatCount(steps, 'step')} while ${other} ${done}`;
}

/** A field is wide where one takes so many steps during one of another. */
const wide = 100;

/** Who takes one step, and how many the first takes during it. */
export interface FirstStep {
  first: Named;
  other: Named;
  /** All steps of the run. */
  steps: number;
  during: number;
  /** Whether the times behind it can be told within 10 %. */
  told: boolean;
}

/**
 * "While CPython took its first step, the same model took 2,900 on vector units"; undefined where the first is not so
 * much faster. It says no more than what happened, in no more digits than can be told.
 */
export function describeFirstStep({ first, other, steps, during, told }: FirstStep): string | undefined {
  if (!(during >= wide)) return undefined;
  const who = first.vector ? 'the same model' : first.noun;
  const where = first.vector ? ' on vector units' : '';
  if (during > steps) {
    return `While ${other.noun} was in its first step, ${who} took all of its ${formatInteger(steps)}${where}`;
  }
  const count = Number(during.toPrecision(told ? 2 : 1));
  return `While ${other.noun} took its first step, ${who} took ${told ? '' : 'about '}${formatInteger(count)}${where}`;
}
