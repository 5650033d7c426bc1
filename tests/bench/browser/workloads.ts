// The models and texts that whole steps are measured on: those of src/bench/workloads.cpp.
import type { TrainerOptions } from '../../../web/lib/lanes.ts';
import { uniformStream } from '../../../web/src/measure/statistics.ts';

export interface Workload {
  name: string;
  options: Pick<TrainerOptions, 'data' | 'corpus' | 'config'>;
}

/** `length` characters drawn evenly from `distinct` consecutive ones, the first of which is `first`. */
function evenText(first: string, distinct: number, length: number): string {
  const random = uniformStream(42);
  const from = first.codePointAt(0)!;
  return Array.from({ length }, () => String.fromCodePoint(from + Math.floor(random() * distinct))).join('');
}

/** What a step must move at least: a gradient written, it, the parameter and two moments read, all but it written. */
export const updateBytes = (parameters: number): number => 32 * parameters;

export const microgpt = (names: Uint8Array): Workload => ({ name: 'microGPT', options: { data: names } });

/** One document a step, so that its parameters weigh more than its arithmetic. */
export const wideModel = (names: Uint8Array): Workload => ({
  name: 'width 256, one document',
  options: { data: names, config: { nEmbd: 256 } },
});

export const middleModel = (): Workload => ({
  name: '801,536 parameters',
  options: {
    data: evenText('a', 26, 64 * 512),
    corpus: 'text',
    config: { nLayer: 4, nEmbd: 128, nHead: 8, blockSize: 64, batch: 8 },
  },
});

export const bytesModel = (): Workload => ({
  name: '3 layers of 96',
  options: {
    data: evenText('\u0100', 255, 64 * 512),
    corpus: 'text',
    config: { nLayer: 3, nEmbd: 96, nHead: 3, blockSize: 64, batch: 16 },
  },
});
