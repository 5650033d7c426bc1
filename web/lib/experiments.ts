// Single loops: the matrix product, the experiments, and memory to look at.
import { Held, instance, type Instance } from './instance.ts';
import { demand, filesOf, type VariantName } from './variants.ts';

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

/** What src/bindings/experiments offers. */
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
  await demand(name);
  const loaded = await instance<RawExperiments>(`lanes-experiments-${await filesOf(name)}`);
  const known = modules.get(name);
  if (known?.usable) return known;
  const module = new WasmModule(name, loaded);
  modules.set(name, module);
  return module;
}
