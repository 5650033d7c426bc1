// The address of the page follows what the reader does, so that it can be kept, sent and opened again: the settings,
// the entries of the features, and behind # the view and a place in it. The way back leads through views; what has been
// set stays set.
import { fragment } from '../common/fragment.ts';
import { store, stored } from '../common/storage.ts';
import { leftOut, readAddress, writeAddress, written, type AddressEntry, type AnyEntry } from '../model/address.ts';
import type { Settings } from '../model/settings.ts';
import { shortened } from '../ui/format.ts';

/** Some browsers allow few changes of the address in a time, and throw at more. */
const settleMilliseconds = 250;

const addressKey = 'lanes-address';

/** An entry with what it is to be. */
export type Asked = readonly [entry: AnyEntry, value: unknown];

export class Address {
  /** What was wrong with it, in sentences. */
  readonly problems: string[];
  /** The settings that it asked for. */
  readonly settings: Settings;
  private readonly values: Map<AnyEntry, unknown>;
  private writing: ReturnType<typeof setTimeout> | undefined;
  private readonly askedFor = new Map<AnyEntry, (value: unknown) => void>();

  /** `settings` are those of the page; undefined while they are not to be written. */
  constructor(
    private readonly entries: readonly AnyEntry[],
    private readonly current: () => Settings | undefined,
  ) {
    // A bare address asks for what was set last.
    const { settings, values, problems } = readAddress(location.search || (stored(addressKey) ?? ''), entries);
    this.settings = settings;
    this.values = values;
    this.problems = location.search === '' ? [] : problems;
    this.write();
    addEventListener('popstate', () => this.write()); // the way back leads to an older query, too
  }

  get<T>(entry: AddressEntry<T>): T {
    return this.values.has(entry) ? (this.values.get(entry) as T) : entry.initial;
  }

  set<T>(entry: AddressEntry<T>, value: T): void {
    if (written(entry, value) === written(entry, this.get(entry))) return;
    this.values.set(entry, value);
    this.write();
  }

  /** Says once what is wrong with it. */
  tell(problem: string): void {
    if (!this.problems.includes(problem)) this.problems.push(problem);
  }

  /** Says that there is none of what it asks for behind #, such as a view. */
  tellUnknown(place: string, kind: string): void {
    this.tell(`The address says #${shortened(place)}, but there is no such ${kind}.`);
  }

  /** Takes back what was read, as it turns out that the page has nothing like it. */
  refuse<T>(entry: AddressEntry<T>, error: string): void {
    this.tell(leftOut(entry, entry.write(this.get(entry)), error));
    this.set(entry, entry.initial);
  }

  /** Calls back when a link within the page asks for another value than it has. */
  onAsked<T>(entry: AddressEntry<T>, listener: (value: T) => void): void {
    this.askedFor.set(entry, listener as (value: unknown) => void);
  }

  /** Takes on the entries that a query of this page asks for; the settings that it asks for are returned. */
  follow(query: string): Settings {
    const { settings, values, problems } = readAddress(query, this.entries);
    for (const problem of problems) this.tell(problem);
    for (const entry of this.entries) {
      const value: unknown = values.has(entry) ? values.get(entry) : entry.initial;
      if (written(entry, value) === written(entry, this.get(entry))) continue;
      this.set(entry, value);
      this.askedFor.get(entry)?.(value);
    }
    return settings;
  }

  /** The address that asks for these settings and a place, and of the entries for what they have, but for `changes`. */
  asking(settings: Settings, changes: readonly Asked[], place: string): string {
    const values = new Map([...this.values, ...changes]);
    return (writeAddress(settings, values, this.entries) || location.pathname) + place;
  }

  /** A place in the view that is shown: its card, its chapter. Nothing moves; `undefined` is the view itself. */
  setPlace(view: string, place: string | undefined): void {
    if (fragment().view !== view) return;
    const hash = place === undefined ? `#${view}` : `#${view}/${place}`;
    if (hash !== location.hash) history.replaceState(history.state, '', hash);
  }

  /** Brings the address up to date, soon. */
  write(): void {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      const settings = this.current();
      if (!settings) return;
      const query = writeAddress(settings, this.values, this.entries);
      const lasting = this.entries.filter(({ passing }) => !passing);
      store(addressKey, writeAddress(settings, this.values, lasting));
      if (query === location.search) return;
      history.replaceState(history.state, '', (query || location.pathname) + location.hash);
    }, settleMilliseconds);
  }
}
