// What the address holds of the ladder.
import { choiceEntry } from '../model/address.ts';
import { widths } from './sizes.ts';

/** The width that the reader chose. */
export const ladderWidth = choiceEntry('ladder-width', widths.map(String));

/** The width of the ladder that is nearest to that of the settings. */
export function widthNear(width: number): number {
  const distance = (one: number): number => Math.abs(Math.log(one / width));
  return widths.reduce<number>((best, one) => (distance(one) < distance(best) ? one : best), widths[0]);
}
