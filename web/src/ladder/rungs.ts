// The rungs: every contender that adds an idea to the one before it.
import type { Contender } from '../contenders/contender.ts';
import { contenders } from '../contenders/contenders.ts';

export type Rung = Contender & { idea: string };

function isRung(contender: Contender): contender is Rung {
  return contender.idea !== undefined;
}

export const rungs: readonly Rung[] = contenders.filter(isRung);
