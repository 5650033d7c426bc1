// The sizes of the ladder: a model of microGPT's but for its width, and over how many steps it is trained.
import { readCorpus } from '../model/corpus.ts';
import type { Dataset } from '../model/setup.ts';
import type { Sizes } from '../model/sizes.ts';

export const widths = [16, 32, 48, 64, 96, 128, 192, 256] as const;
export const runSteps = 1000;

export function configOf(width: number): Sizes {
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

/** How many positions the documents have. Of a huge text its beginning must do. */
export function positionsOf({ bytes }: Dataset, corpus: 'lines' | 'text'): number[] {
  const text = new TextDecoder().decode(bytes.subarray(0, 1_000_000));
  return readCorpus(text, corpus, configOf(widths[0]).blockSize).documents.map((tokens) => tokens.length - 1);
}
