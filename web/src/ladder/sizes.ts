// The sizes of the ladder: a model of microGPT's but for its width, what a step of it computes, and which rungs are too
// slow or too large for it.
import type { ModelConfig } from '../common/lanes.ts';
import { readCorpus } from '../contenders/javascript/corpus.ts';
import type { Dataset } from '../model/setup.ts';

export const widths = [16, 32, 48, 64, 96, 128, 192, 256] as const;
export const runSteps = 1000;

export function configOf(width: number): Required<ModelConfig> {
  return { nLayer: 1, nEmbd: width, nHead: 4, blockSize: 16, batch: 1 };
}

/** microGPT's own at its width of 16, and less for wider models, which a rate as high would throw about. */
export function learningRateOf(width: number): number {
  return 0.16 / width;
}

/**
 * Over so many steps the losses are compared. In a wide model single precision drifts: sooner or later a rounding error
 * decides on which side of zero a ReLU stands, and from there on the paths part.
 */
export function comparedSteps(width: number): number {
  return width <= 16 ? runSteps : 20;
}

export function parametersOf({ nLayer, nEmbd, blockSize }: Required<ModelConfig>, vocabulary: number): number {
  return 2 * vocabulary * nEmbd + blockSize * nEmbd + nLayer * 12 * nEmbd * nEmbd;
}

/** Floating-point operations of the products of the forward pass over a document of so many positions. */
function forwardFlops({ nLayer, nEmbd }: Required<ModelConfig>, vocabulary: number, positions: number): number {
  const pairs = (positions * (positions + 1)) / 2; // of a query and a key that it may see
  return positions * (nLayer * 24 * nEmbd * nEmbd + 2 * nEmbd * vocabulary) + pairs * nLayer * 4 * nEmbd;
}

/** How many positions the documents have. Of a huge text its beginning must do. */
export function positionsOf({ bytes }: Dataset, corpus: 'lines' | 'text'): number[] {
  const text = new TextDecoder().decode(bytes.subarray(0, 1_000_000));
  return readCorpus(text, corpus, configOf(widths[0]).blockSize).documents.map((tokens) => tokens.length - 1);
}

/** Floating-point operations of a training step, on average: three times those of the forward pass. */
export function flopsOf(config: Required<ModelConfig>, vocabulary: number, positions: readonly number[]): number {
  const total = positions.reduce((sum, n) => sum + forwardFlops(config, vocabulary, n), 0);
  return (3 * total) / positions.length;
}

/** Numbers in the graph of the longest document: each multiplication and each addition makes one. */
export function boxesOf(config: Required<ModelConfig>, vocabulary: number): number {
  return forwardFlops(config, vocabulary, config.blockSize);
}

/** With more boxes a rung is left out: a step would take too long, or more memory than a tab may have. */
export const mostBoxes: Partial<Record<string, number>> = { python: 1_000_000, javascript: 4_000_000 };

/** Those rungs also read their data into objects of their own, which take many times its bytes. */
export const mostBytes = 5_000_000;

/** Rough nanoseconds per box, to foretell how long a measurement takes. */
export const boxNanoseconds: Partial<Record<string, number>> = { python: 3000, javascript: 200, value: 20 };
