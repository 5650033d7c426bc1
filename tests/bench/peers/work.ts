// The work that all libraries do alike: a model, its first weights, and the documents in their order, taken from a
// Lanes trainer and from Python's shuffle, so that the first losses must agree.
import { PythonRandom } from '../../../web/src/contenders/javascript/python-random.ts';
import type { Lanes } from '../browser/steps.ts';
import type { Workload } from '../browser/workloads.ts';

export interface Sizes {
  nLayer: number;
  nEmbd: number;
  nHead: number;
  blockSize: number;
  batch: number;
  vocabulary: number;
}

/** A matrix, (out, in), row-major. */
export interface Matrix {
  shape: [number, number];
  values: Float32Array;
}

/** Documents of one length, a row each: inputs and targets, (documents * length). */
export interface Batch {
  documents: number;
  length: number;
  tokens: Int32Array;
  targets: Int32Array;
}

export interface Work {
  sizes: Sizes;
  weights: Map<string, Matrix>;
  /** The batch of step s, counted from 0. */
  batch(step: number): Batch;
  /** What the first steps lose, according to Lanes. */
  losses: Float64Array;
  /** Floating-point operations of a step, on average. */
  flops: number;
}

/** A library that can train: does one step and returns its loss. */
export interface Learner {
  step(batch: Batch, learningRate: number): number;
  dispose(): void;
}

/** The tensors of a safetensors file of 32-bit floats. */
function readWeights(file: Uint8Array): Map<string, Matrix> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const { __metadata__: _, ...tensors } = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<
    string,
    { shape: [number, number]; data_offsets: [number, number] }
  >;
  const weights = new Map<string, Matrix>();
  for (const [
    name,
    {
      shape,
      data_offsets: [begin, end],
    },
  ] of Object.entries(tensors)) {
    weights.set(name, { shape, values: new Float32Array(file.slice(8 + length + begin, 8 + length + end).buffer) });
  }
  return weights;
}

/** Documents as microGPT tokenizes them: lines between two BOS, or windows after one. */
function tokenized(
  data: string,
  corpus: 'lines' | 'text',
  blockSize: number,
): { documents: number[][]; vocabulary: number } {
  const characters = [...new Set(data.replaceAll(corpus === 'lines' ? '\n' : '', ''))].sort();
  const ids = new Map(characters.map((character, id) => [character, id]));
  const bos = characters.length;
  const pieces =
    corpus === 'lines'
      ? data.split('\n').filter(Boolean)
      : Array.from({ length: Math.ceil(data.length / blockSize) }, (_, i) =>
          data.slice(i * blockSize, (i + 1) * blockSize),
        );
  const documents = pieces.map((piece) => {
    const tokens = [bos, ...[...piece].map((character) => ids.get(character)!)];
    if (corpus === 'lines') tokens.push(bos);
    return tokens.slice(0, blockSize + 1);
  });
  return { documents, vocabulary: bos + 1 };
}

/** `checked`: how many first losses are to be compared. */
export async function prepareWork(lanes: Lanes, { options }: Workload, checked: number): Promise<Work> {
  const trainer = await lanes.createTrainer({ ...options, variant: 'simd' });
  const weights = readWeights(trainer.save());
  const { losses } = trainer.train(checked);
  const { flopsPerStep } = trainer.info();
  trainer.dispose();

  const { nLayer = 1, nEmbd = 16, nHead = 4, blockSize = 16, batch = 1 } = options.config ?? {};
  const data = typeof options.data === 'string' ? options.data : new TextDecoder().decode(options.data);
  const { documents, vocabulary } = tokenized(data, options.corpus ?? 'lines', blockSize);
  new PythonRandom(42).shuffle(documents);
  return {
    sizes: { nLayer, nEmbd, nHead, blockSize, batch, vocabulary },
    weights,
    losses,
    flops: flopsPerStep,
    batch(step) {
      const chosen = Array.from({ length: batch }, (_, k) => documents[(step * batch + k) % documents.length]!);
      return {
        documents: batch,
        length: chosen[0]!.length - 1,
        tokens: Int32Array.from(chosen.flatMap((tokens) => tokens.slice(0, -1))),
        targets: Int32Array.from(chosen.flatMap((tokens) => tokens.slice(1))),
      };
    },
  };
}

/** Rows with a one at each id, (ids, width). */
export function oneHot(ids: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(ids.length * width);
  for (let i = 0; i < ids.length; ++i) rows[i * width + ids[i]!] = 1;
  return rows;
}
