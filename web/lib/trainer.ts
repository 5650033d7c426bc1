// Training: the options, what a trainer can do, and how one is made.
import { training } from 'lanes:modules';
import { Held, instance, type Instance } from './instance.ts';
import { demand, filesOf, type VariantName } from './variants.ts';

/** The sizes of a model. The defaults are microGPT's. */
export interface ModelConfig {
  /** Transformer blocks. Default 1. */
  nLayer?: number;
  /** Width of the residual stream. Default 16. */
  nEmbd?: number;
  /** Attention heads; must divide `nEmbd`. Default 4. */
  nHead?: number;
  /** Longest context, in tokens. Default 16. */
  blockSize?: number;
  /** Documents per training step. Default 1. */
  batch?: number;
}

export interface TrainerOptions {
  variant: VariantName;
  /** How gradients are made: a tape of `tensor` operations (default), or a graph of boxed scalar `value`s. */
  engine?: 'tensor' | 'value';
  /**
   * Type of the numbers. Default `f32` for tensors; the value engine always computes in `f64`. In `f64` every variant
   * has the same scalar kernels, on one thread: it is there to check the others.
   */
  precision?: 'f32' | 'f64';
  /** The training text: a string, or a file's bytes in UTF-8. */
  data: string | Uint8Array;
  /** `lines` (default): one document per line. `text`: consecutive windows of `blockSize` characters. */
  corpus?: 'lines' | 'text';
  /** Fixes the order of documents, the initial parameters and the samples. 0 to 2^53 - 1, default 42. */
  seed?: number;
  /**
   * Length of the run, over which the learning rate falls linearly to zero. 0 to 1,000,000,000, default 1000.
   * Steps past the end go on at the last learning rate above zero.
   */
  steps?: number;
  /** Learning rate of the first step. Default 0.01. */
  learningRate?: number;
  /**
   * The share of the distinct documents that are held out: nobody trains on them, and `heldOutLoss` asks how well the
   * model does on them. From 0 (default: none) to below 1. Which they are the seed decides, whatever the variant; all
   * copies of a document go with it.
   */
  holdout?: number;
  /**
   * Threads that share the work of the `threads` variant, at most as many as there are cores (and 16). Default: all
   * of them up to 4, since small models gain nothing from more. A model too small to share stays on one. The other
   * variants take 1 only.
   */
  threads?: number;
  config?: ModelConfig;
}

/** A model that need not be made to be described. */
export interface ModelOptions {
  config?: ModelConfig;
  /** Number of distinct tokens: the characters of the data and BOS. */
  vocabulary: number;
  /**
   * The documents that it is to be trained on: how many tokens each has, less one (of a line: its characters, and one).
   * What is longer than a block counts as a block. Default: one document that fills the block.
   */
  positions?: readonly number[];
}

/** What a model comes to, whoever trains it. */
export interface ModelSize {
  /** Number of trained parameters. */
  parameters: number;
  /**
   * Floating-point operations of a training step, on average over the documents: three times those of the products of
   * the forward pass, attention among them. Norms, softmax, loss and optimiser are not counted.
   */
  flopsPerStep: number;
  /** Numbers in the graph that the value engine makes of the longest document. Each document has a graph of its own. */
  boxes: number;
}

/** What a trainer is made of and how far it is. */
export interface TrainerInfo extends ModelSize {
  /** The kernels in use: of the `threads` variant, `relaxed` or `simd`; in `f64`, `scalar`. */
  variant: VariantName;
  engine: 'tensor' | 'value';
  precision: 'f32' | 'f64';
  /** Number of distinct tokens: the characters of the data and BOS. */
  vocabulary: number;
  /** Number of documents in the data. */
  documents: number;
  /** How many of them are held out. */
  heldOut: number;
  /** Training steps taken so far. */
  step: number;
  threads: number;
  /** What one should know of the data, in sentences: that documents are cut, as the block is too short for them. */
  warnings: string[];
}

export interface TrainResult {
  /** The loss of each step: mean negative log-likelihood per token, in nats. (n) */
  losses: Float64Array<ArrayBuffer>;
  /** Wall-clock time of the n steps together. */
  milliseconds: number;
}

/** What `train` throws when a loss, or a parameter after the last step, is no longer a number. */
export interface DivergenceError extends Error {
  /** The losses of this call's steps before the failed one. */
  losses: Float64Array<ArrayBuffer>;
  /** The step that failed, counted from 1 since the trainer was made or loaded a checkpoint. */
  step: number;
}

export interface HeldOutOptions {
  /** At most so many of the held-out documents, at least 1. Default: all. */
  documents?: number;
}

export interface SampleOptions {
  /** How many samples, 0 to 1,000,000. Default 20. */
  count?: number;
  /** Divides the logits: below 1 cautious, above 1 daring. Default 0.5. */
  temperature?: number;
  /** What every sample starts with. Default: nothing. */
  prompt?: string;
  /**
   * With a seed the call draws from a random stream of its own and can be repeated. Without one it draws from
   * the trainer's stream and so changes what later calls return.
   */
  seed?: number;
}

/** What the model makes of a prefix. */
export interface Inspection {
  /** `<BOS>`, which begins every document, and then the characters of the prefix. (n) */
  tokens: string[];
  /**
   * How probable each token is to come next: the characters of the data in code-point order, and last BOS,
   * which ends a document. (vocabulary)
   */
  probabilities: number[];
  /** The same after each token: `predictions[position][token]`. The last row is `probabilities`. (n, vocabulary) */
  predictions: number[][];
  /**
   * How much each token attends to itself and to those before it: `attention[layer][head][query][key]`, where
   * key <= query, so that the row of a query has query + 1 weights. They sum to 1.
   */
  attention: number[][][][];
  /** The keys and the values of each token, which the KV cache holds: `keys[layer][position][channel]`. */
  keys: number[][][];
  values: number[][][];
}

/**
 * A model in training. Its methods run in the calling thread and return when they are done, so a page that
 * trains for long does so in a worker. What they refuse is an `Error` with a sentence for people, and leaves
 * the trainer as it was.
 */
export interface Trainer {
  /**
   * Takes `n` training steps (0 to 10,000,000).
   * @throws DivergenceError when a loss, or a parameter after the last step, is no longer a number, as with too high
   *   a learning rate. The trainer then stays at the step before; it can still be asked everything, but parameters
   *   that are not finite cannot be saved, and `load` gives it a fresh start.
   */
  train(n: number): TrainResult;
  /**
   * The mean loss on documents that are held out. It changes nothing.
   * @throws Error when none are: `holdout` is 0.
   */
  heldOutLoss(options?: HeldOutOptions): number;
  /**
   * Samples new documents, each of at most `blockSize` characters, the prompt included. What those of one call have in
   * common is computed once, so that many in one call take less time each than few.
   */
  sample(options?: SampleOptions): string[];
  /** Shows what the model attends to in a prefix of at most `blockSize` - 1 characters, and what it expects next. */
  inspect(prefix: string): Inspection;
  /**
   * The parameters as a safetensors file, in `f32`.
   * @throws Error when some are not finite numbers there.
   */
  save(): Uint8Array<ArrayBuffer>;
  /**
   * Takes over the parameters of a file made by `save`, of a model with the same sizes and characters. The
   * optimiser's moments and the step count return to zero.
   */
  load(bytes: Uint8Array): void;
  info(): TrainerInfo;
  /** Frees the memory. Afterwards every other method throws. */
  dispose(): void;
}

/** What src/bindings/trainer.cpp offers. */
interface RawTraining {
  createTrainer(options: object): number | Error;
  destroyTrainer(trainer: number): void;
  train(trainer: number, n: unknown): TrainResult | Error;
  heldOutLoss(trainer: number, options: unknown): number | Error;
  sample(trainer: number, options: unknown): { text: string; ends: Float64Array<ArrayBuffer> } | Error;
  inspect(trainer: number, prefix: unknown): Inspection | Error;
  save(trainer: number): Uint8Array<ArrayBuffer> | Error;
  load(trainer: number, bytes: unknown): undefined | Error;
  info(trainer: number): TrainerInfo | Error;
}

/** What src/bindings/describe.cpp offers. */
interface RawDescription {
  describeModel(options: object): ModelSize | Error;
}

/** Refuses half of a surrogate pair, which has no encoding in UTF-8. */
function wellFormed(text: string, what: string): string {
  const position = text.search(/\p{Surrogate}/u);
  if (position >= 0) throw new Error(`${what} is not valid text: half of a surrogate pair at index ${position}.`);
  return text;
}

/** Tells what kind of typed array a value is, whatever frame, sandbox or test environment it was made in. */
const arrayType = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!;

/** The bytes of a Uint8Array as one that the core knows for what it is. All else is left for the core to refuse. */
function adopt(bytes: unknown, what: string): unknown {
  if (arrayType.get!.call(bytes) !== 'Uint8Array') return bytes instanceof Uint8Array ? {} : bytes; // a proxy has none
  const { buffer, byteOffset, byteLength } = bytes as Uint8Array;
  try {
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    throw new Error(`${what} is gone: its buffer was transferred elsewhere.`, { cause: error });
  }
}

class WasmTrainer extends Held<RawTraining> implements Trainer {
  constructor(module: Instance<RawTraining>, options: object) {
    super(
      module,
      'trainer',
      (raw) => raw.createTrainer(options),
      (raw, trainer) => raw.destroyTrainer(trainer),
    );
  }

  train(n: number): TrainResult {
    return this.call((raw, trainer) => raw.train(trainer, n));
  }

  heldOutLoss(options: HeldOutOptions = {}): number {
    return this.call((raw, trainer) => raw.heldOutLoss(trainer, options));
  }

  sample(options: SampleOptions = {}): string[] {
    if (typeof options?.prompt === 'string') wellFormed(options.prompt, 'The prompt');
    const { text, ends } = this.call((raw, trainer) => raw.sample(trainer, options));
    return Array.from(ends, (end, i) => text.slice(ends[i - 1] ?? 0, end));
  }

  inspect(prefix: string): Inspection {
    if (typeof prefix === 'string') wellFormed(prefix, 'The prefix');
    return this.call((raw, trainer) => raw.inspect(trainer, prefix));
  }

  save(): Uint8Array<ArrayBuffer> {
    return this.call((raw, trainer) => raw.save(trainer));
  }

  load(bytes: Uint8Array): void {
    this.call((raw, trainer) => raw.load(trainer, adopt(bytes, 'The checkpoint')));
  }

  info(): TrainerInfo {
    return this.call((raw, trainer) => raw.info(trainer));
  }
}

/**
 * Makes a trainer: reads the data, shuffles its documents and draws the initial parameters. Loads the module
 * that it needs when it is the first to need it.
 * @throws Error in a sentence for people when an option is wrong or unknown, the data is unusable, memory does
 *   not suffice, or the variant cannot run here.
 */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  if (typeof options !== 'object' || options === null) {
    throw new Error('The options of createTrainer must be an object.');
  }
  const { variant, data, ...rest } = options;
  // The core reads UTF-8; what is neither a string nor bytes is left for it to refuse.
  const bytes = adopt(
    typeof data === 'string' ? new TextEncoder().encode(wellFormed(data, 'The data')) : data,
    'The data',
  );
  await demand(variant);
  const double = options.engine === 'value' || options.precision === 'f64';
  const module = await instance<RawTraining>(training, double ? 'lanes-f64' : `lanes-${await filesOf(variant)}`);
  return new WasmTrainer(module, { ...rest, data: bytes });
}

/**
 * Loads what tells the size of any model without making it. The function takes a few microseconds, and so suits a form
 * that is being filled in.
 * @throws Error in a sentence for people when the module cannot run or be fetched; and so does the function when an
 *   option is wrong or unknown, or the sizes are not those of a model.
 */
export async function loadModelSizes(): Promise<(model: ModelOptions) => ModelSize> {
  await demand('scalar'); // it runs wherever anything does
  const module = await instance<RawDescription>(training, 'lanes-scalar');
  return ({ positions, ...rest }) => {
    const lengths = positions && { positions: Float64Array.from(positions) };
    return module.call((raw) => raw.describeModel({ ...rest, ...lengths }));
  };
}
