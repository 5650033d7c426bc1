// A part of the page for the frame of another, as on a slide: ?embed=race, ?embed=ladder, ?embed=card:multiply.
import type { AddressEntry } from '../model/address.ts';

export interface Embedded {
  view: 'race' | 'ladder' | 'experiments';
  /** The one card of the experiments. */
  card?: string;
}

/** Undefined where the whole page is shown. */
export const embedEntry: AddressEntry<Embedded | undefined> = {
  parameter: 'embed',
  initial: undefined,
  passing: true,
  read(text) {
    if (text === 'race' || text === 'ladder') return { value: { view: text } };
    const card = text.match(/^card:([\w-]+)$/)?.[1];
    if (card !== undefined) return { value: { view: 'experiments', card } };
    return { error: 'Possible: race, ladder, and card: with the name of an experiment.' };
  },
  write: (value) => (value?.card === undefined ? (value?.view ?? '') : `card:${value.card}`),
};
