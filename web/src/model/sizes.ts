// The sizes of a model: what they are called, and the matrices that they come to. What these cost, the module tells.
import type { ModelConfig, ModelSize } from '../common/lanes.ts';

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

/** What a model comes to on data of this vocabulary; `positions` as for the module. */
export type SizeOf = (sizes: Sizes, data: { vocabulary: number }, positions?: readonly number[]) => ModelSize;

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
