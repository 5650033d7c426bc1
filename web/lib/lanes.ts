// Lanes as a JavaScript module: microGPT trained by one C++ core that was compiled several times.
//
// It probes which builds of the core ("variants") this engine can run, loads them from beside this file when
// they are first asked for, and wraps them. It works in a page, in a worker, in node, and from another
// origin's page where that origin's server allows it (CORS). Data is copied in and out; nothing that is
// returned here changes later.

import { exceptions, relaxedSimd, simd, threads } from 'wasm-feature-detect';

/**
 * A build of the core: `scalar` (one element at a time), `autovec` (the scalar source, vectorised by the
 * compiler where it can), `simd` (128-bit SIMD written by hand), `relaxed` (the same with fused
 * multiply-add), `threads` (`relaxed`, or where that cannot run `simd`, on several cores).
 */
export type VariantName = 'scalar' | 'autovec' | 'simd' | 'relaxed' | 'threads';

/** Whether a variant can run here, and in a sentence why not. */
export interface VariantSupport {
  name: VariantName;
  supported: boolean;
  /** Present when the variant is not supported. */
  reason?: string;
}

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
   * Threads that share the work of the `threads` variant, at most as many as there are cores (and 16). Default: all
   * of them up to 4, since small models gain nothing from more. A model too small to share stays on one. The other
   * variants take 1 only.
   */
  threads?: number;
  config?: ModelConfig;
}

/** What a trainer is made of and how far it is. */
export interface TrainerInfo {
  /** The kernels in use: of the `threads` variant, `relaxed` or `simd`; in `f64`, `scalar`. */
  variant: VariantName;
  engine: 'tensor' | 'value';
  precision: 'f32' | 'f64';
  /** Number of trained parameters. */
  parameters: number;
  /** Number of distinct tokens: the characters of the data and BOS. */
  vocabulary: number;
  /** Number of documents in the data. */
  documents: number;
  /** Training steps taken so far. */
  step: number;
  threads: number;
}

export interface TrainResult {
  /** The loss of each step: mean negative log-likelihood per token, in nats. (n) */
  losses: Float64Array;
  /** Wall-clock time of the n steps together. */
  milliseconds: number;
}

/** What `train` throws when a loss is no longer a number. */
export interface DivergenceError extends Error {
  /** The losses of this call's steps before the failed one. */
  losses: Float64Array;
  /** The step that failed, counted from 1 since the trainer was made or loaded a checkpoint. */
  step: number;
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
  /**
   * How much each token attends to itself and to those before it: `attention[layer][head][query][key]`, where
   * key <= query, so that the row of a query has query + 1 weights. They sum to 1.
   */
  attention: number[][][][];
}

/**
 * A model in training. Its methods run in the calling thread and return when they are done, so a page that
 * trains for long does so in a worker. What they refuse is an `Error` with a sentence for people, and leaves
 * the trainer as it was.
 */
export interface Trainer {
  /**
   * Takes `n` training steps (0 to 10,000,000).
   * @throws DivergenceError when a loss is no longer a number, as with too high a learning rate. The trainer
   *   then stays at the step before; it can still be asked everything, and `load` gives it a fresh start.
   */
  train(n: number): TrainResult;
  /** Samples new documents, each of at most `blockSize` characters, the prompt included. */
  sample(options?: SampleOptions): string[];
  /** Shows what the model attends to in a prefix of at most `blockSize` - 1 characters, and what it expects next. */
  inspect(prefix: string): Inspection;
  /** The parameters as a safetensors file. */
  save(): Uint8Array;
  /**
   * Takes over the parameters of a file made by `save`, of a model with the same sizes and characters. The
   * optimiser's moments and the step count return to zero.
   */
  load(bytes: Uint8Array): void;
  info(): TrainerInfo;
  /** Frees the memory. Afterwards every other method throws. */
  dispose(): void;
}

export interface GemmOptions {
  /** The product has m rows and n columns, and sums over k. */
  m: number;
  n: number;
  k: number;
  /** How the operands lie in memory: A·B (`nn`), A·Bᵀ (`nt`) or Aᵀ·B (`tn`). */
  layout: 'nn' | 'nt' | 'tn';
  /** How often the product is computed within the one timed block. */
  repetitions: number;
  /** As in `TrainerOptions`. */
  threads?: number;
}

export interface GemmResult {
  /** 2·m·n·k·repetitions / time, in 10^9 per second. */
  gflops: number;
  /** The same number in every variant, as the operands are small integers. */
  checksum: number;
  /** Time of the whole block. */
  milliseconds: number;
}

/** One of the ways in which an experiment does its work. */
export interface ContenderDescriptor {
  name: string;
  /** What it is, in a few words. */
  description: string;
  /** Its loop in `src/experiments/measured/<experiment>.h` stands between `[show: <code>]` and `[end]`. */
  code: string;
  /** The module that has it: each contender is only where it is what it says. */
  variant: VariantName;
  /** Threads that share the work; 0 stands for all there are, and is found only where it cannot run. */
  threads: number;
  /** Whether this module can prepare it. */
  here: boolean;
}

/** A claim about why vectorised code is fast, and the contenders that put it to the test. */
export interface ExperimentDescriptor {
  name: string;
  title: string;
  /** What is claimed, in a sentence. */
  claim: string;
  /** What the items of a result are, in the singular. */
  item: string;
  /** What the size is a number of. */
  size: string;
  /** Sizes worth trying, from the L1 cache to main memory. */
  sizes: number[];
  /** The largest size there may be; the smallest is 1. */
  largest: number;
  /** The figure that tells the result best. */
  unit: 'ns' | 'GB/s' | 'GFLOP/s';
  /** The experiment (`read`, `triad` or `peak`) whose best contender is as fast as this machine can be. */
  ceiling: string;
  contenders: ContenderDescriptor[];
}

/** What the passes of a run amount to together. */
export interface ExperimentTotals {
  /** The same for every contender, in every variant; it depends on each repetition. */
  checksum: number;
  items: number;
  /** Bytes that must be read or written at least once. */
  bytes: number;
  flops: number;
}

/** Something to know beside the time: `{name: 'type checks per element', value: 18}`. */
export interface ExperimentNote {
  name: string;
  value: number;
}

/** A contender with its inputs, ready to run. Its methods throw an `Error` with a sentence for people. */
export interface Experiment {
  /** Does the work `repetitions` times (1 to 1,000,000,000) and returns when it is done. The caller takes the time. */
  run(repetitions: number): ExperimentTotals;
  notes(): ExperimentNote[];
  /** Frees the memory. Afterwards every other method throws. */
  dispose(): void;
}

/** The types that the elements of a block can have: integers of 8 to 32 bits, and floating-point numbers. */
export type ElementType = 'u8' | 'i8' | 'i16' | 'i32' | 'f32' | 'f64';

/** Numbers of one type side by side in the module's own memory, to be looked at. Its methods throw sentences. */
export interface Block {
  /** Where in the module's memory it begins. */
  readonly address: number;
  /** A copy of its bytes as they are now. */
  bytes(): Uint8Array;
  /** Changes an element; one of an integer type takes whole numbers within its range only. */
  set(index: number, value: number): void;
  /** Changes a byte. */
  setByte(offset: number, value: number): void;
  /** Frees the memory. Afterwards every other method throws. */
  dispose(): void;
}

/** Numbers as a dynamic language keeps them: an array of pointers to objects. See src/experiments/boxed.h. */
export interface BoxedList {
  /** Where in the module's memory the array of pointers begins. */
  readonly address: number;
  /** A copy of the pointers, four bytes each: the address of each element's object. */
  bytes(): Uint8Array;
  /** A copy of an element's object: four bytes that count its references, four that tell its type, eight of an f64. */
  object(index: number): Uint8Array;
  set(index: number, value: number): void;
  /** Frees the memory. Afterwards every other method throws. */
  dispose(): void;
}

/** The part of a variant that measures single loops. */
export interface Module {
  readonly name: VariantName;
  /** Times the single-precision matrix product of this variant. */
  gemm(options: GemmOptions): GemmResult;
  /** Every experiment there is, the same list in every module but for `here`. */
  experiments(): ExperimentDescriptor[];
  /**
   * Makes a contender of this module ready.
   * @throws Error when there is no such experiment or contender, it is in another module, the size is wrong, or
   *   memory does not suffice.
   */
  prepare(experiment: string, contender: string, size: number): Experiment;
  /** Puts 1 to 4,096 numbers side by side into memory. */
  block(type: ElementType, values: readonly number[]): Block;
  /** The same numbers as a list of objects. */
  boxedList(values: readonly number[]): BoxedList;
}

/** What the modules made by src/bindings offer. Failures come back as Error objects; they never throw on purpose. */
interface RawTraining {
  createTrainer(options: object): RawTrainer | Error;
}

interface RawExperiments {
  gemm(options: unknown): GemmResult | Error;
  experiments(): ExperimentDescriptor[] | Error;
  prepare(experiment: unknown, contender: unknown, size: unknown): RawExperiment | Error;
  block(type: unknown, values: unknown): RawBlock | Error;
  boxedList(values: unknown): RawBoxedList | Error;
}

interface RawBlock {
  address(): number;
  bytes(): Uint8Array | Error;
  set(index: unknown, value: unknown): undefined | Error;
  setByte(offset: unknown, value: unknown): undefined | Error;
  delete(): void;
}

interface RawBoxedList {
  address(): number;
  bytes(): Uint8Array | Error;
  object(index: unknown): Uint8Array | Error;
  set(index: unknown, value: unknown): undefined | Error;
  delete(): void;
}

interface RawExperiment {
  run(repetitions: unknown): ExperimentTotals | Error;
  notes(): ExperimentNote[] | Error;
  delete(): void;
}

interface RawTrainer {
  train(n: unknown): TrainResult | Error;
  sample(options: unknown): string[] | Error;
  inspect(prefix: unknown): Inspection | Error;
  save(): Uint8Array | Error;
  load(bytes: unknown): undefined | Error;
  info(): TrainerInfo | Error;
  delete(): void;
}

type Feature = 'simd' | 'relaxed-simd' | 'threads';

/** As in src/simd/variants.def, with what each needs of the engine; and `threads`. */
const needs: Record<VariantName, Feature | undefined> = {
  scalar: undefined,
  autovec: 'simd',
  simd: 'simd',
  relaxed: 'relaxed-simd',
  threads: 'threads',
};

/** Why this engine cannot run a module that needs `feature`; undefined when it can. */
async function lacks(feature: Feature | undefined): Promise<string | undefined> {
  if (typeof WebAssembly !== 'object') return 'This engine has no WebAssembly, or it is switched off.';
  if (!(await exceptions())) return 'This engine lacks WebAssembly exceptions.';
  switch (feature) {
    case 'threads':
      return (await lacks('simd')) ?? (await lacksThreads());
    case 'simd':
      return (await simd()) ? undefined : 'This engine lacks 128-bit WebAssembly SIMD.';
    case 'relaxed-simd':
      if (await relaxedSimd()) return undefined;
      return 'process' in globalThis
        ? 'This engine lacks relaxed WebAssembly SIMD; node 20 has it behind --experimental-wasm-relaxed-simd.'
        : 'This engine lacks relaxed WebAssembly SIMD.';
    default:
      return undefined;
  }
}

/** Threads share memory, which browsers allow only where no other site's content can come close. */
async function lacksThreads(): Promise<string | undefined> {
  if (globalThis.crossOriginIsolated === false) {
    return (
      'It needs a cross-origin isolated page: one that its server sends with the headers ' +
      'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.'
    );
  }
  if (typeof SharedArrayBuffer === 'undefined' || !(await threads())) return 'This engine lacks WebAssembly threads.';
  // A page's own location tells its origin, and a worker's, too.
  if ('location' in globalThis && new URL(import.meta.url).origin !== globalThis.location.origin) {
    return 'It needs Lanes on the same origin as the page, since browsers start no worker from another.';
  }
  return undefined;
}

/** Why a variant cannot run here; undefined when it can. Never throws. */
function obstacle(name: VariantName): Promise<string | undefined> {
  return lacks(needs[name]).catch((error: unknown) => `Probing this engine failed (${error}).`);
}

/** Probes what this engine can run. Loads nothing and never throws. */
export function variants(): Promise<VariantSupport[]> {
  return Promise.all(
    (Object.keys(needs) as VariantName[]).map(async (name) => {
      const reason = await obstacle(name);
      return reason === undefined ? { name, supported: true } : { name, supported: false, reason };
    }),
  );
}

/** A module that was loaded. After a crash it is out of use, for its memory may be inconsistent. */
class Instance<Raw> {
  private crash: unknown;

  /** `file` is its name without ending. */
  constructor(
    readonly file: string,
    private readonly raw: Raw,
  ) {}

  get usable(): boolean {
    return this.crash === undefined;
  }

  /** Calls into the module: throws the Error it returns, and retires the instance when it throws one itself. */
  call<T>(action: (raw: Raw) => T | Error): T {
    if (this.crash !== undefined) {
      throw new Error(`The module ${this.file} crashed earlier; what was made with it is lost.`, { cause: this.crash });
    }
    let result: T | Error;
    try {
      result = action(this.raw);
    } catch (error) {
      this.crash = error;
      instances.delete(this.file);
      throw new Error(`The module ${this.file} crashed (${error}); what was made with it is lost.`, { cause: error });
    }
    if (result instanceof Error) throw result;
    return result;
  }
}

const instances = new Map<string, Promise<Instance<unknown>>>();

const longestStart = 20_000;

/** Where a page's policy forbids a module's workers, the browser tells nobody, and it would never be ready. */
function inTime<T>(loading: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error(`not ready after ${longestStart / 1000} seconds`));
    const timer = setTimeout(late, longestStart);
    loading.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Throws, in a sentence for people, unless there is such a variant and it can run here. */
async function require(name: VariantName): Promise<void> {
  if (!Object.hasOwn(needs, name)) {
    throw new Error(`There is no variant "${name}". The variants are ${Object.keys(needs).join(', ')}.`);
  }
  const reason = await obstacle(name);
  if (reason !== undefined) throw new Error(`The ${name} variant cannot run here. ${reason}`);
}

/** How the files of a variant are called: those of `threads` by the kernels that can run here. */
async function filesOf(name: VariantName): Promise<string> {
  return name !== 'threads' ? name : (await relaxedSimd()) ? 'threads-relaxed' : 'threads-simd';
}

async function load<Raw>(file: string): Promise<Instance<Raw>> {
  const url = new URL(`./${file}.js`, import.meta.url).href;
  try {
    const { default: create } = (await import(/* @vite-ignore */ url)) as { default: () => Promise<Raw> };
    return new Instance(file, await inTime(create()));
  } catch (error) {
    throw new Error(`${file} could not be loaded from ${url}: ${error}`, { cause: error });
  }
}

/** The one instance of a module. */
function instance<Raw>(file: string): Promise<Instance<Raw>> {
  let loading = instances.get(file);
  if (loading === undefined) {
    loading = load(file);
    instances.set(file, loading);
    loading.catch(() => instances.delete(file)); // so that a lost connection can be tried again
  }
  return loading as Promise<Instance<Raw>>;
}

class WasmModule implements Module {
  constructor(
    readonly name: VariantName,
    private readonly module: Instance<RawExperiments>,
  ) {}

  get usable(): boolean {
    return this.module.usable;
  }

  gemm(options: GemmOptions): GemmResult {
    return this.module.call((raw) => raw.gemm(options));
  }

  experiments(): ExperimentDescriptor[] {
    return this.module.call((raw) => raw.experiments());
  }

  prepare(experiment: string, contender: string, size: number): Experiment {
    return new WasmExperiment(this.module, 'experiment', (raw) => raw.prepare(experiment, contender, size));
  }

  block(type: ElementType, values: readonly number[]): Block {
    return new WasmBlock(this.module, 'block', (raw) => raw.block(type, values));
  }

  boxedList(values: readonly number[]): BoxedList {
    return new WasmBoxedList(this.module, 'list', (raw) => raw.boxedList(values));
  }
}

const modules = new Map<VariantName, WasmModule>();

/**
 * Loads what measures single loops of a variant, once; later calls return the same.
 * @throws Error when there is no such variant, it cannot run here, or its files cannot be fetched.
 */
export async function loadVariant(name: VariantName): Promise<Module> {
  await require(name);
  const loaded = await instance<RawExperiments>(`lanes-experiments-${await filesOf(name)}`);
  const known = modules.get(name);
  if (known?.usable) return known;
  const module = new WasmModule(name, loaded);
  modules.set(name, module);
  return module;
}

/** Refuses half of a surrogate pair, which has no encoding in UTF-8. */
function wellFormed(text: string, what: string): string {
  const position = text.search(/\p{Surrogate}/u);
  if (position >= 0) throw new Error(`${what} is not valid text: half of a surrogate pair at index ${position}.`);
  return text;
}

/** The same bytes as an array of this realm: the core would not know one of a frame or a sandbox for what it is. */
function adopt(bytes: unknown): unknown {
  return ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
}

/** An object inside a module, until it is disposed of. */
class Held<Raw extends { delete(): void }, From> {
  private raw: Raw | undefined;

  constructor(
    private readonly module: Instance<From>,
    private readonly what: string,
    create: (raw: From) => Raw | Error,
  ) {
    this.raw = module.call(create);
  }

  dispose(): void {
    const raw = this.raw;
    this.raw = undefined;
    if (raw !== undefined && this.module.usable) this.module.call(() => raw.delete());
  }

  protected call<T>(action: (raw: Raw) => T | Error): T {
    const raw = this.raw;
    if (raw === undefined) throw new Error(`This ${this.what} was disposed of; create a new one.`);
    return this.module.call(() => action(raw));
  }
}

class WasmTrainer extends Held<RawTrainer, RawTraining> implements Trainer {
  train(n: number): TrainResult {
    return this.call((raw) => raw.train(n));
  }

  sample(options: SampleOptions = {}): string[] {
    if (typeof options?.prompt === 'string') wellFormed(options.prompt, 'The prompt');
    return this.call((raw) => raw.sample(options));
  }

  inspect(prefix: string): Inspection {
    if (typeof prefix === 'string') wellFormed(prefix, 'The prefix');
    return this.call((raw) => raw.inspect(prefix));
  }

  save(): Uint8Array {
    return this.call((raw) => raw.save());
  }

  load(bytes: Uint8Array): void {
    this.call((raw) => raw.load(adopt(bytes)));
  }

  info(): TrainerInfo {
    return this.call((raw) => raw.info());
  }
}

class WasmExperiment extends Held<RawExperiment, RawExperiments> implements Experiment {
  run(repetitions: number): ExperimentTotals {
    return this.call((raw) => raw.run(repetitions));
  }

  notes(): ExperimentNote[] {
    return this.call((raw) => raw.notes());
  }
}

class WasmBlock extends Held<RawBlock, RawExperiments> implements Block {
  get address(): number {
    return this.call((raw) => raw.address());
  }

  bytes(): Uint8Array {
    return this.call((raw) => raw.bytes());
  }

  set(index: number, value: number): void {
    this.call((raw) => raw.set(index, value));
  }

  setByte(offset: number, value: number): void {
    this.call((raw) => raw.setByte(offset, value));
  }
}

class WasmBoxedList extends Held<RawBoxedList, RawExperiments> implements BoxedList {
  get address(): number {
    return this.call((raw) => raw.address());
  }

  bytes(): Uint8Array {
    return this.call((raw) => raw.bytes());
  }

  object(index: number): Uint8Array {
    return this.call((raw) => raw.object(index));
  }

  set(index: number, value: number): void {
    this.call((raw) => raw.set(index, value));
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
  const bytes = typeof data === 'string' ? new TextEncoder().encode(wellFormed(data, 'The data')) : adopt(data);
  await require(variant);
  const double = options.engine === 'value' || options.precision === 'f64';
  const module = await instance<RawTraining>(double ? 'lanes-f64' : `lanes-${await filesOf(variant)}`);
  return new WasmTrainer(module, 'trainer', (raw) => raw.createTrainer({ ...rest, data: bytes }));
}
