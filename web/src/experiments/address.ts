// What the address holds of the experiments.
import type { AddressEntry } from '../model/address.ts';

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
