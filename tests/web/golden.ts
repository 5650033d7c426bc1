// What the Python reference computed (tests/golden), as a setup and the losses and samples that belong to it.
import { readFileSync } from 'node:fs';
import type { TrainingSetup } from '../../web/src/model/setup.ts';
import { sizesFrom, type SizesAs } from '../../web/src/model/sizes.ts';

const root = new URL('../../', import.meta.url);

export type GoldenName =
  | 'names-seed42'
  | 'names-small'
  | 'names-narrow'
  | 'names-odd'
  | 'lines'
  | 'text'
  | 'single'
  | 'holdout';

interface GoldenFile {
  data_file: string;
  config: SizesAs<'file'> & {
    steps: number;
    seed: number;
    learning_rate: number;
    holdout?: number;
    temperature: number;
    corpus: 'lines' | 'text';
    data: { documents: number; vocabulary: number };
  };
  losses: number[];
  samples: string[];
  summary: { parameters: number; held_out_loss?: number };
}

export interface Golden {
  file: GoldenFile;
  setup: TrainingSetup;
}

export function golden(name: GoldenName): Golden {
  const file = JSON.parse(readFileSync(new URL(`tests/golden/${name}.json`, root), 'utf8')) as GoldenFile;
  const { corpus, seed, steps, learning_rate: learningRate, holdout = 0 } = file.config;
  const dataset = { bytes: new Uint8Array(readFileSync(new URL(file.data_file, root))) };
  return {
    file,
    setup: { dataset, corpus, seed, steps, learningRate, holdout, config: sizesFrom('file', file.config) },
  };
}
