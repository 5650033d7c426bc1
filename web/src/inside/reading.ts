// What of a typed text the model reads, and how surprised it is at each letter.

/** More letters than this have no room on the page. */
const mostLetters = 31;

export interface Reading {
  /** The letters that are read, after the mark that begins every text. */
  letters: string[];
  /** The letter after them, where the text is longer. */
  following?: string;
}

/** As much of a text as the page shows and as fits into the block, one place of which is the mark's. */
export function readingOf(text: string, blockSize: number): Reading {
  const all = [...text];
  const letters = all.slice(0, Math.min(blockSize - 1, mostLetters));
  const following = all[letters.length];
  return following === undefined ? { letters } : { letters, following };
}

/**
 * What should have been expected at each position, as tokens: the letters, and then, where nothing follows and
 * documents have an end, the mark. A run of training has the same.
 */
export function targetsOf(
  { letters, following }: Reading,
  characters: readonly string[],
  corpus: 'lines' | 'text',
): number[] {
  const known = following === undefined ? letters : [...letters, following];
  const targets = known.map((letter) => characters.indexOf(letter));
  return following === undefined && corpus === 'lines' ? [...targets, characters.length] : targets;
}

/** -log of the probability that each target had, in nats. */
export function lossesOf(predictions: readonly (readonly number[])[], targets: readonly number[]): number[] {
  return targets.map((target, position) => -Math.log(predictions[position]![target]!));
}

/** The beginning of the first document, for a reader who has typed nothing yet. */
export function exampleOf(bytes: Uint8Array): string {
  const lines = new TextDecoder().decode(bytes.subarray(0, 1000)).split(/[\r\n]/);
  return lines.map((line) => line.trim()).find((line) => line !== '') ?? '';
}
