// What the reader guessed before it was measured: how many times faster one thing is than another. The same question,
// wherever it is asked, has the same guess. They are kept from visit to visit.
import { store, storedJson } from '../common/storage.ts';

const storage = 'lanes-guesses';

/** What is asked. */
export interface Question {
  /** Of what is compared. */
  key: string;
  text: string;
}

/** How many times faster does `b` train a model of this width than `a`? */
export function trainingKey(a: { id: string }, b: { id: string }, width: number): string {
  return `training/${a.id}/${b.id}/${width}`;
}

/** How many times faster is one contender of a card than another? */
export function cardKey(card: string, size: number, slower: string, faster: string): string {
  return `card/${card}/${size}/${slower}/${faster}`;
}

export class Guesses {
  private readonly made = new Map(readGuesses());

  of(key: string): number | undefined {
    return this.made.get(key);
  }

  make(key: string, ratio: number): void {
    this.made.set(key, ratio);
    this.keep();
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) this.made.delete(key);
    this.keep();
  }

  private keep(): void {
    store(storage, JSON.stringify(Object.fromEntries(this.made)));
  }
}

/** Whatever else stands there, as from another version of the page, is left out. */
function readGuesses(): [string, number][] {
  const found = storedJson(storage);
  if (typeof found !== 'object' || found === null) return [];
  return Object.entries(found).filter((entry): entry is [string, number] => entry[1] > 0 && Number.isFinite(entry[1]));
}
