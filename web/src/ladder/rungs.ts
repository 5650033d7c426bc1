// The rungs: every contender that adds an idea to the one before it.
import type { Contender } from '../contenders/contender.ts';
import { contenders } from '../contenders/contenders.ts';

export type Rung = Contender & { idea: string };

function isRung(contender: Contender): contender is Rung {
  return contender.idea !== undefined;
}

export const rungs: readonly Rung[] = contenders.filter(isRung);

/**
 * Two that are compared directly, so that the product of the gains between them can be held against that: the first
 * that is compiled beforehand and the last. None where they are neighbours, as then there is no product.
 */
export function directPair(taking: readonly Rung[]): { a: Rung; b: Rung } | undefined {
  const start = taking.findIndex(({ collected }) => !collected);
  const [a, b] = [taking[start], taking.at(-1)];
  return a && b && taking.length - start > 2 ? { a, b } : undefined;
}
