// The colours of a card's contenders: those of the race where they are akin, and otherwise ones that are free.
import { contenders } from '../contenders/contenders.ts';
import type { Card } from './cards.ts';

/** The contenders of the race by whose ids colours go; first those that a reader sees most. */
const colours = [
  ...contenders.filter(({ collected }) => !collected),
  ...contenders.filter(({ collected }) => collected).toReversed(),
].map(({ id }) => id);

/** Whose colour a contender has that goes by another name. */
const akin: Record<string, string> = { boxed: 'value', interpreter: 'value', CPython: 'python' };

/** The id of a colour for each contender of the card, by its name. */
export function palette(card: Card): Map<string, string> {
  const chosen = new Map<string, string>();
  for (const { name } of card.contenders) {
    const colour = akin[name] ?? colours.find((candidate) => candidate === name);
    if (colour) chosen.set(name, colour);
  }
  const taken = new Set(chosen.values());
  const free = [...colours.filter((colour) => !taken.has(colour)), ...colours];
  for (const { name } of card.contenders) {
    if (!chosen.has(name)) chosen.set(name, free.shift()!);
  }
  return chosen;
}
