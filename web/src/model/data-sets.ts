// The data sets that come with the page: lists that were written for it, and such as are computed when they are chosen.
import { messageOf } from '../common/errors.ts';
import { siteFile } from '../common/site.ts';
import { choiceEntry } from './address.ts';
import { fetchText, publicNames } from './data.ts';

export interface DataSet {
  /** In the address: ?data=words */
  id: string;
  label: string;
  /** As it is called where it is used. */
  name: string;
  /** What a model that learnt it writes. */
  samples: string;
  /** What it is, and whose. */
  about: string;
  read(): Promise<Uint8Array>;
}

/** A file of the folder data. */
async function fetchShipped(file: string, what: string): Promise<Uint8Array> {
  return fetchText(new URL(siteFile(`data/${file}`)!)).catch((error: unknown) => {
    throw new Error(`${what} could not be read: ${messageOf(error)}.`);
  });
}

/** One document a line. */
function bytesOfLines(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** All sums of two numbers below `limit`, as in 7+35=42. */
export function sums(limit: number): string[] {
  const numbers = [...Array(limit).keys()];
  return numbers.flatMap((a) => numbers.map((b) => `${a}+${b}=${a + b}`));
}

const files = 'abcdefgh';

/** Where a knight may go from a square, such as b1. */
export function knightMoves(square: string): string[] {
  const column = files.indexOf(square[0]!);
  const row = Number(square[1]);
  return [-2, -1, 1, 2].flatMap((across) =>
    [3 - Math.abs(across), Math.abs(across) - 3]
      .map((up) => ({ file: files[column + across], rank: row + up }))
      .filter(({ file, rank }) => file !== undefined && rank >= 1 && rank <= 8)
      .map(({ file, rank }) => `${file}${rank}`),
  );
}

/** All walks of a knight over so many squares of a chessboard, as in b1c3d5e7. */
export function knightWalks(squares: number): string[] {
  let walks = [...files].flatMap((file) => [1, 2, 3, 4, 5, 6, 7, 8].map((rank) => `${file}${rank}`));
  for (let length = 1; length < squares; ++length) {
    walks = walks.flatMap((walk) => knightMoves(walk.slice(-2)).map((next) => walk + next));
  }
  return walks;
}

/** In the address where the data is not the page's: only the browser that it is remembered in has it. */
export const ownData = 'own';

/** The first is what the page begins with. */
export const dataSets: readonly DataSet[] = [
  {
    id: 'names',
    label: 'Names',
    name: 'names.txt (shipped)',
    samples: 'names',
    about: 'Given names from many languages, written down for Lanes (MIT).',
    read: () => fetchShipped('names.txt', 'The shipped names'),
  },
  {
    id: 'words',
    label: 'English words',
    name: 'words.txt (shipped)',
    samples: 'words',
    about: 'Everyday English words, written down for Lanes (MIT).',
    read: () => fetchShipped('words.txt', 'The shipped words'),
  },
  {
    id: 'verses',
    label: 'Short verses',
    name: 'verses.txt (shipped)',
    samples: 'verses',
    about:
      'A day and a year in lines of a few words, written for Lanes (MIT). After a thousand steps there are words, ' +
      'after twenty thousand now and then a line.',
    read: () => fetchShipped('verses.txt', 'The shipped verses'),
  },
  {
    id: 'sums',
    label: 'Sums',
    name: 'sums below 100',
    samples: 'sums',
    about:
      'All sums of two numbers below 100, computed here by Lanes (MIT). The form is learnt at once; whether it ' +
      'learns to add up, look at the samples.',
    read: async () => bytesOfLines(sums(100)),
  },
  {
    id: 'knight',
    label: 'Knight’s walks',
    name: 'walks of a knight',
    samples: 'walks',
    about:
      'All walks of a knight over four squares of a chessboard, computed here by Lanes (MIT). A move is two letters ' +
      'across and one up, or the like: check in the samples whether the rule was learnt.',
    read: async () => bytesOfLines(knightWalks(4)),
  },
];

/** What a model writes that learnt the data of this name; of other data than the page's only that it is text. */
export function samplesOf(name: string | undefined): string {
  return [...dataSets, publicNames].find((set) => set.name === name)?.samples ?? 'text';
}

/** Which data is used; undefined for what the page begins with. */
export const dataInAddress = choiceEntry('data', [...dataSets.map(({ id }) => id), ownData]);
