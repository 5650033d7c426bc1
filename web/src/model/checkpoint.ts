// The sizes that a checkpoint's header states, so that loading one can set the model's fields. The module itself
// checks the rest of the file.
import type { Settings } from './settings.ts';
import { renameSizes, sizesFrom, type SizesAs } from './sizes.ts';

/** All sizes but the batch, which is no part of a model. */
export type CheckpointSizes = Omit<SizesAs<'form'>, 'batch'> & Pick<Settings, 'corpus'>;

/** @throws Error in a sentence for people when this is no checkpoint of Lanes. */
export function checkpointSizes(bytes: Uint8Array): CheckpointSizes {
  const metadata = readMetadata(bytes);
  const size = (key: string): number => {
    const value = metadata[key]; // JSON of any kind
    if (typeof value !== 'string' || !/^[1-9]\d*$/.test(value)) {
      throw new Error(`The checkpoint's header does not state a valid ${key}: it was not written by Lanes.`);
    }
    return Number(value);
  };
  const stated = {
    n_layer: size('n_layer'),
    n_embd: size('n_embd'),
    n_head: size('n_head'),
    block_size: size('block_size'),
  };
  const { batch: _, ...sizes } = renameSizes(sizesFrom('file', { ...stated, batch: 1 }), 'form');
  return { ...sizes, corpus: metadata['corpus'] === 'text' ? 'text' : 'lines' };
}

function readMetadata(bytes: Uint8Array): Record<string, unknown> {
  const metadata = readHeader(bytes).header['__metadata__'];
  if (typeof metadata !== 'object' || metadata === null) {
    throw new Error('The file has no description of its model: it was not written by Lanes.');
  }
  return metadata as Record<string, unknown>;
}

/**
 * safetensors: eight bytes of header length, low byte first, then the header as JSON, and where it ends the numbers.
 * @throws Error in a sentence when it is no such file.
 */
export function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; end: number } {
  const problem = 'This is not a safetensors file.';
  if (bytes.length < 8) throw new Error(problem);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const end = 8 + length;
  if (end > bytes.length) throw new Error(`${problem} Or it is cut off.`);
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end)));
    return { header: (header ?? {}) as Record<string, unknown>, end };
  } catch {
    throw new Error(problem);
  }
}
