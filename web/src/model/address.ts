// The page's address between "?" and "#", as one typed list: the settings, and the entries that features add. What an
// address asks for is used as far as it can be; the rest is told.
import { formatList, shortened } from '../ui/format.ts';
import { fields, fromQuery, toQuery, type Settings } from './settings.ts';

/** Something that the address holds, besides the settings. It is written where it is another than the initial one. */
export interface AddressEntry<T> {
  /** In the address: ?parameter=text */
  parameter: string;
  initial: T;
  /** For this visit only: a later one does not begin with it. */
  passing?: boolean;
  /** What is wrong is said in a sentence; with a value, of the part that is not used. */
  read(text: string): { value: T; error?: string } | { error: string };
  write(value: T): string;
}

// biome-ignore lint/suspicious/noExplicitAny: entries of all types lie in one list
export type AnyEntry = AddressEntry<any>;

/** One of a few; undefined, and not in the address, while nobody has chosen. */
export function choiceEntry<const T extends string>(
  parameter: string,
  choices: readonly T[],
): AddressEntry<T | undefined> {
  return {
    parameter,
    initial: undefined,
    read(text) {
      const value = choices.find((choice) => choice === text);
      return value === undefined ? { error: `Possible: ${choices.join(', ')}.` } : { value };
    },
    write: (value) => value ?? '',
  };
}

/** The known ones of some, in their own order; undefined, and not in the address, while nobody has chosen. */
export function choicesEntry<const T extends string>(
  parameter: string,
  choices: readonly T[],
): AddressEntry<readonly T[] | undefined> {
  return {
    parameter,
    initial: undefined,
    read(text) {
      const wanted = text.split(',').filter((part) => part !== '');
      const value = choices.filter((choice) => wanted.includes(choice));
      const unknown = wanted.filter((part) => !(choices as readonly string[]).includes(part));
      if (unknown.length === 0) return { value };
      if (value.length > 0) return { value, error: `This page does not know ${shortened(formatList(unknown))}.` };
      return { error: `Possible, with commas between them: ${choices.join(', ')}.` };
    },
    write: (value) => (value ?? []).join(','),
  };
}

/** How addresses are written. One that does not say is of the first version. */
export const versionEntry: AddressEntry<string> = {
  parameter: 'v',
  initial: '1',
  read: (text) => (text === '1' ? { value: text } : { error: 'This page knows addresses of version 1 only.' }),
  write: (value) => value,
};

/** The sentence about an entry that is not used as it stands in the address. */
export function leftOut({ parameter }: AnyEntry, text: string, error: string, what = 'It'): string {
  return `The address says ${parameter}=${shortened(text)}. ${error} ${what} is left out.`;
}

/** What a query asks for, and what is wrong with it, in sentences. Entries without a value are initial. */
export function readAddress(
  query: string,
  entries: readonly AnyEntry[],
): { settings: Settings; values: Map<AnyEntry, unknown>; problems: string[] } {
  const { settings, problems } = fromQuery(query);
  const parameters = new URLSearchParams(query);
  const values = new Map<AnyEntry, unknown>();
  for (const entry of entries) {
    const text = parameters.get(entry.parameter);
    if (text === null) continue;
    const found = entry.read(text);
    if ('value' in found) values.set(entry, found.value);
    const what = 'value' in found ? 'That part' : 'It';
    if (found.error !== undefined) problems.push(leftOut(entry, text, found.error, what));
  }
  const known = new Set([...fields, ...entries].map(({ parameter }) => parameter));
  const unknown = [...new Set(parameters.keys())].filter((parameter) => !known.has(parameter));
  if (unknown.length > 0) {
    problems.push(`The address says ${shortened(formatList(unknown))}, which means nothing to this page.`);
  }
  return { settings, values, problems };
}

/** An entry in the query; empty for its initial value. */
export function written<T>(entry: AddressEntry<T>, value: T): string {
  if (value === entry.initial) return '';
  const text = encodeURIComponent(entry.write(value)).replaceAll('%2C', ',').replaceAll('%3A', ':');
  return `${entry.parameter}=${text}`;
}

/** The query that asks for all this: "" or "?width=48&contenders=value,simd". */
export function writeAddress(
  settings: Settings,
  values: ReadonlyMap<AnyEntry, unknown>,
  entries: readonly AnyEntry[],
): string {
  const own = entries.filter((entry) => values.has(entry)).map((entry) => written(entry, values.get(entry)));
  const query = [toQuery(settings).slice(1), ...own].filter((part) => part !== '').join('&');
  return query === '' ? '' : `?${query}`;
}
