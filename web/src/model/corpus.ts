// Documents and their tokens, cut as Python cuts them. The module lib/lanes.js has judged the data before.

// White space to Python's str.strip, which is not quite that of JavaScript's trim.
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const surrounding = new RegExp(`^${space}|${space}$`, 'g');

export interface Corpus {
  /** The tokens of each document, in file order, at most `blockSize` + 1 of them. */
  documents: number[][];
  /** In the order of their tokens, which are their places here. */
  characters: string[];
  /** How many tokens there are: the characters, and the mark at the beginning and the end. */
  vocabulary: number;
}

function decode(data: string | Uint8Array): string {
  const text =
    typeof data === 'string' ? data.replace(/^\ufeff/, '') : new TextDecoder('utf-8', { fatal: true }).decode(data);
  return text.replace(/\r\n?/g, '\n');
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(surrounding, ''))
    .filter((line) => line !== '');
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) ++count;
  return count;
}

/** At how many positions each document is trained, in file order: what is longer than a block counts as a block. */
export function positionsOf(data: string | Uint8Array, kind: 'lines' | 'text', blockSize: number): number[] {
  const text = decode(data);
  if (kind === 'lines') return linesOf(text).map((line) => Math.min(countCharacters(line) + 1, blockSize));
  const characters = countCharacters(text);
  const windows = Math.ceil(characters / blockSize);
  return Array.from({ length: windows }, (_, i) => Math.min(blockSize, characters - i * blockSize));
}

export function readCorpus(data: string | Uint8Array, kind: 'lines' | 'text', blockSize: number): Corpus {
  const text = decode(data);
  const pieces = kind === 'lines' ? linesOf(text).map((line) => [...line]) : windows([...text], blockSize);

  const codes = new Set<number>();
  for (const piece of pieces) for (const character of piece) codes.add(character.codePointAt(0)!);
  const sorted = [...codes].sort((a, b) => a - b);
  const ids = new Map(sorted.map((code, id) => [code, id]));
  const mark = ids.size;
  const documents = pieces.map((piece) => {
    const tokens = [mark, ...piece.map((character) => ids.get(character.codePointAt(0)!)!)];
    if (kind === 'lines') tokens.push(mark);
    return tokens.slice(0, blockSize + 1);
  });
  return { documents, characters: sorted.map((code) => String.fromCodePoint(code)), vocabulary: mark + 1 };
}

/**
 * Sets aside the last of the distinct documents: `share` of them, with all their copies, as the core does. Both parts
 * keep the order.
 */
export function holdOut(documents: readonly number[][], share: number): { training: number[][]; heldOut: number[][] } {
  const keys = documents.map((tokens) => tokens.join());
  const distinct = [...new Set([...keys].reverse())];
  if (distinct.length < 2) throw new Error('All documents are the same, so that none can be held out.');
  const count = Math.min(Math.max(Math.floor(share * distinct.length + 0.5), 1), distinct.length - 1);
  const chosen = new Set(distinct.slice(0, count));
  const part = (held: boolean): number[][] => documents.filter((_, i) => chosen.has(keys[i]!) === held);
  return { training: part(false), heldOut: part(true) };
}

function windows(characters: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, i) =>
    characters.slice(i * size, (i + 1) * size),
  );
}
