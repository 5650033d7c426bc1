// The letters' embeddings: where each lies among the others, and which are nearest to it.
import { principalComponents, type Components } from './components.ts';

/** Of larger alphabets the first so many characters are shown, and the mark. */
const mostTokens = 120;
const neighbourCount = 5;

export interface LetterMap extends Components {
  /** The tokens that are shown, in order. */
  tokens: number[];
  /** Of each of them, the nearest first. */
  neighbours: Neighbour[][];
}

export interface Neighbour {
  token: number;
  /** Cosine of the angle between the two: 1 in the same direction, 0 when they have nothing in common. */
  cosine: number;
}

/** `embeddings` has a row of `width` numbers for each token. */
export function letterMap(embeddings: Float32Array, width: number): LetterMap {
  const vocabulary = embeddings.length / width;
  const tokens = Array.from({ length: vocabulary }, (_, token) => token).filter(
    (token) => token < mostTokens - 1 || token === vocabulary - 1,
  );
  const rows = tokens.map((token) => embeddings.subarray(token * width, (token + 1) * width));
  return { tokens, ...principalComponents(rows), neighbours: nearestOf(rows, tokens) };
}

export function nearestOf(rows: readonly Float32Array[], tokens: readonly number[]): Neighbour[][] {
  const lengths = rows.map((row) => Math.sqrt(dot(row, row)) || 1);
  return rows.map((row, i) =>
    rows
      .map((other, j) => ({ token: tokens[j]!, cosine: dot(row, other) / (lengths[i]! * lengths[j]!) }))
      .filter((_, j) => j !== i)
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, neighbourCount),
  );
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
