// What the KV cache costs and what it spares, counted from the sizes: the multiplications of the matrix products and of
// the attention. Norms and softmax, which are few, are left out, as in the model's size.
import type { Sizes } from '../model/sizes.ts';

/** Of what each position takes by itself in all layers: queries, keys, values, their mixture, and the hidden units. */
function ofPosition({ nLayer, nEmbd }: Sizes): number {
  return nLayer * 12 * nEmbd * nEmbd;
}

/** Of one that looks back at so many, itself among them: a product with each key, and one with each value. */
function ofLooking({ nLayer, nEmbd }: Sizes, seen: number): number {
  return nLayer * 2 * nEmbd * seen;
}

/** To predict the token after so many, when what came of those before the last is kept, and when nothing is. */
export function multiplications(sizes: Sizes, vocabulary: number, positions: number): { kept: number; anew: number } {
  const logits = vocabulary * sizes.nEmbd;
  const pairs = (positions * (positions + 1)) / 2;
  return {
    kept: ofPosition(sizes) + ofLooking(sizes, positions) + logits,
    anew: positions * ofPosition(sizes) + ofLooking(sizes, pairs) + logits,
  };
}

/** The same for all tokens of a text together, from the first on. */
export function multiplicationsOfText(sizes: Sizes, vocabulary: number, positions: number) {
  const sum = { kept: 0, anew: 0 };
  for (let n = 1; n <= positions; ++n) {
    const { kept, anew } = multiplications(sizes, vocabulary, n);
    sum.kept += kept;
    sum.anew += anew;
  }
  return sum;
}

/** How many numbers are kept: a key and a value of each position in each layer. */
export function keptNumbers({ nLayer, nEmbd }: Sizes, positions: number): number {
  return 2 * nLayer * nEmbd * positions;
}
