// The weights of a model as a safetensors file, for learners that are not the core's own: eight bytes of header length,
// the header as JSON, and the matrices as 32-bit numbers, low byte first.
import { readHeader } from './checkpoint.ts';
import type { TrainingSetup } from './setup.ts';
import { matricesOf, renameSizes, type Matrix } from './sizes.ts';

/** What a file of weights is made for. */
export interface Shape extends Pick<TrainingSetup, 'config' | 'corpus'> {
  /** In the order of their tokens. */
  characters: readonly string[];
}

function tensorsOf({ config, characters }: Shape): { name: string; rows: number; columns: number; begin: number }[] {
  let begin = 0;
  return matricesOf(config, characters.length + 1).map((matrix) => {
    const tensor = { ...matrix, begin };
    begin += matrix.rows * matrix.columns;
    return tensor;
  });
}

/** `numbers` are all parameters in the order in which they are drawn. */
export function writeWeights(numbers: ArrayLike<number>, shape: Shape): Uint8Array<ArrayBuffer> {
  const { batch: _, ...sizes } = renameSizes(shape.config, 'file');
  const texts = Object.entries(sizes).map(([name, size]) => [name, String(size)]);
  const header: Record<string, unknown> = {
    __metadata__: {
      ...Object.fromEntries(texts),
      vocabulary: JSON.stringify(shape.characters),
      corpus: shape.corpus,
    },
  };
  for (const { name, rows, columns, begin } of tensorsOf(shape)) {
    const offsets = [4 * begin, 4 * (begin + rows * columns)];
    header[name] = { dtype: 'F32', shape: [rows, columns], data_offsets: offsets };
  }
  let text = new TextEncoder().encode(JSON.stringify(header));
  const padding = new TextEncoder().encode(' '.repeat((8 - (text.length % 8)) % 8)); // so that the numbers are aligned
  text = Uint8Array.of(...text, ...padding);
  const bytes = new Uint8Array(8 + text.length + 4 * numbers.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  for (let i = 0; i < numbers.length; ++i) view.setFloat32(8 + text.length + 4 * i, numbers[i]!, true);
  return bytes;
}

/**
 * All parameters in the order in which they are drawn.
 * @throws Error in a sentence when the file is none of such a model. What else may be wrong with it, the module has
 * found
 *   out before.
 */
export function readWeights(bytes: Uint8Array, shape: Shape): Float32Array {
  const { header, end } = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end);
  const tensors = tensorsOf(shape);
  const total = tensors.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const numbers = new Float32Array(total);
  const { vocabulary = '[]' } = header['__metadata__'] as { vocabulary?: string };
  const same = JSON.stringify(JSON.parse(vocabulary)) === JSON.stringify(shape.characters);
  if (!same) throw new Error('The checkpoint was made for other characters.');
  for (const { name, rows, columns, begin } of tensors) {
    const tensor = header[name] as { shape?: number[]; data_offsets?: [number, number] } | undefined;
    if (tensor?.shape?.[0] !== rows || tensor.shape[1] !== columns || !tensor.data_offsets) {
      throw new Error(`The checkpoint was made for other sizes: its ${name} is not ${rows} by ${columns}.`);
    }
    const [from] = tensor.data_offsets;
    for (let i = 0; i < rows * columns; ++i) numbers[begin + i] = view.getFloat32(from + 4 * i, true);
  }
  return numbers;
}

/** A matrix of a model with its numbers, row after row. */
export interface FilledMatrix extends Matrix {
  values: Float32Array;
}

/** All that a file of weights holds which a learner has saved. */
export function openWeights(bytes: Uint8Array): { characters: string[]; matrices: FilledMatrix[] } {
  const { header, end } = readHeader(bytes);
  const { __metadata__: metadata, ...tensors } = header as {
    __metadata__: { vocabulary: string };
    [name: string]: unknown;
  };
  const matrices = Object.entries(tensors as Record<string, Tensor>).map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const values = new Float32Array(bytes.slice(end + from, end + to).buffer);
      return { name, rows: shape[0], columns: shape[1], values };
    },
  );
  return { characters: JSON.parse(metadata.vocabulary), matrices };
}

interface Tensor {
  shape: [number, number];
  data_offsets: [number, number];
}
