// What the address holds of the experiments.
import type { AddressEntry } from '../model/address.ts';
import type { Card } from './cards.ts';

/** A card and its size, as in ?card-size=multiply:16000; undefined while cards have the sizes that they begin with. */
export const cardSize: AddressEntry<{ card: string; size: number } | undefined> = {
  parameter: 'card-size',
  initial: undefined,
  passing: true,
  read(text) {
    const [, card, size] = /^([\w-]+):(\d{1,12})$/.exec(text) ?? [];
    return card === undefined
      ? { error: 'Possible: the name of an experiment, a colon, and one of its sizes.' }
      : { value: { card, size: Number(size) } };
  },
  write: (value) => `${value?.card}:${value?.size}`,
};

/** What cannot be had of a card and its size among these cards, in a sentence; undefined where all can. */
export function sizeProblem(
  { card, size }: { card: string; size: number },
  cards: readonly Pick<Card, 'name' | 'sizes'>[],
): string | undefined {
  const found = cards.find(({ name }) => name === card);
  if (!found) return 'No experiment of that name has sizes.';
  return found.sizes.includes(size) ? undefined : `Possible sizes of ${card}: ${found.sizes.join(', ')}.`;
}
