// The sizes of a model: what they are called, and what they come to in parameters and arithmetic.
import type { ModelConfig } from '../common/lanes.ts';

/** Under the names of the module lib/lanes.js. */
export type Sizes = Required<ModelConfig>;

/** Each size's other names: in the form and the address, in files, and as options of the Python reference. */
const names = {
  nLayer: { form: 'layers', file: 'n_layer', python: 'layers' },
  nEmbd: { form: 'width', file: 'n_embd', python: 'embd' },
  nHead: { form: 'heads', file: 'n_head', python: 'heads' },
  blockSize: { form: 'block', file: 'block_size', python: 'block' },
  batch: { form: 'batch', file: 'batch', python: 'batch' },
} as const satisfies Record<keyof Sizes, object>;

type Names = typeof names;
export type Naming = keyof Names[keyof Sizes];
/** The sizes under other names. */
export type SizesAs<N extends Naming> = { [Size in keyof Sizes as Names[Size][N]]: number };

const keys = Object.keys(names) as (keyof Sizes)[];

/** The module's names become others. */
export function renameSizes<N extends Naming>(sizes: Sizes, naming: N): SizesAs<N> {
  return Object.fromEntries(keys.map((key) => [names[key][naming], sizes[key]])) as unknown as SizesAs<N>;
}

/** Other names become the module's. */
export function sizesFrom<N extends Naming>(naming: N, named: SizesAs<N>): Sizes {
  const values = named as Record<string, number>;
  return Object.fromEntries(keys.map((key) => [key, values[names[key][naming]]])) as unknown as Sizes;
}

/** One of the matrices that a model is made of. */
export interface Matrix {
  name: string;
  rows: number;
  columns: number;
}

/** All of them, in the order in which their numbers are drawn and saved. */
export function matricesOf({ nLayer, nEmbd, blockSize }: Sizes, vocabulary: number): Matrix[] {
  const square = (name: string): Matrix => ({ name, rows: nEmbd, columns: nEmbd });
  const layers = Array.from({ length: nLayer }, (_, i) => [
    ...['wq', 'wk', 'wv', 'wo'].map((name) => square(`layer${i}.attn_${name}`)),
    { name: `layer${i}.mlp_fc1`, rows: 4 * nEmbd, columns: nEmbd },
    { name: `layer${i}.mlp_fc2`, rows: nEmbd, columns: 4 * nEmbd },
  ]);
  return [
    { name: 'wte', rows: vocabulary, columns: nEmbd },
    { name: 'wpe', rows: blockSize, columns: nEmbd },
    { name: 'lm_head', rows: vocabulary, columns: nEmbd },
    ...layers.flat(),
  ];
}

export function parametersOf(sizes: Sizes, vocabulary: number): number {
  return matricesOf(sizes, vocabulary).reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}

/** Floating-point operations of the products of the forward pass over a document of so many positions. */
function forwardFlops({ nLayer, nEmbd }: Sizes, vocabulary: number, positions: number): number {
  const pairs = (positions * (positions + 1)) / 2; // of a query and a key that it may see
  return positions * (nLayer * 24 * nEmbd * nEmbd + 2 * nEmbd * vocabulary) + pairs * nLayer * 4 * nEmbd;
}

/** Floating-point operations of a training step of one document, on average: three times those of the forward pass. */
export function flopsOf(sizes: Sizes, vocabulary: number, positions: readonly number[]): number {
  const total = positions.reduce((sum, n) => sum + forwardFlops(sizes, vocabulary, n), 0);
  return (3 * total) / positions.length;
}

/** Numbers in the graph of the longest document: each multiplication and each addition makes one. */
export function boxesOf(sizes: Sizes, vocabulary: number): number {
  return forwardFlops(sizes, vocabulary, sizes.blockSize);
}
