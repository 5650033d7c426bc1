// Single loops: the matrix product, the experiments, and memory to look at.
import { measuring } from 'lanes:modules';
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

/** A part of a claim that can be checked: `faster` is `least` to `most` times as fast as `slower`. */
export interface ClauseDescriptor {
  /** Two contenders. */
  faster: string;
  slower: string;
  /** 1 where it is faster at all; below 1 where it need not be. */
  least: number;
  /** Infinity where there is no limit. */
  most: number;
  /** The sizes that it is about. */
  from: number;
  to: number;
}

/** A claim about why vectorised code is fast, and the contenders that put it to the test. */
export interface ExperimentDescriptor {
  name: string;
  title: string;
  /** What is claimed, in a sentence. */
  claim: string;
  /** The same, such that it can be checked. */
  clauses: ClauseDescriptor[];
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
  bytes(): Uint8Array<ArrayBuffer>;
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
  bytes(): Uint8Array<ArrayBuffer>;
  /** A copy of an element's object: four bytes that count its references, four that tell its type, eight of an f64. */
  object(index: number): Uint8Array<ArrayBuffer>;
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

  createExperiment(experiment: unknown, contender: unknown, size: unknown): number | Error;
  destroyExperiment(experiment: number): void;
  run(experiment: number, repetitions: unknown): ExperimentTotals | Error;
  notes(experiment: number): ExperimentNote[] | Error;

  createBlock(type: unknown, values: unknown): number | Error;
  destroyBlock(block: number): void;
  blockAddress(block: number): number;
  blockBytes(block: number): Uint8Array<ArrayBuffer> | Error;
  blockSet(block: number, index: unknown, value: unknown): undefined | Error;
  blockSetByte(block: number, offset: unknown, value: unknown): undefined | Error;

  createList(values: unknown): number | Error;
  destroyList(list: number): void;
  listAddress(list: number): number;
  listBytes(list: number): Uint8Array<ArrayBuffer> | Error;
  listObject(list: number, index: unknown): Uint8Array<ArrayBuffer> | Error;
  listSet(list: number, index: unknown, value: unknown): undefined | Error;
}

class WasmExperiment extends Held<RawExperiments> implements Experiment {
  constructor(module: Instance<RawExperiments>, experiment: string, contender: string, size: number) {
    super(
      module,
      'experiment',
      (raw) => raw.createExperiment(experiment, contender, size),
      (raw, prepared) => raw.destroyExperiment(prepared),
    );
  }

  run(repetitions: number): ExperimentTotals {
    return this.call((raw, experiment) => raw.run(experiment, repetitions));
  }

  notes(): ExperimentNote[] {
    return this.call((raw, experiment) => raw.notes(experiment));
  }
}

class WasmBlock extends Held<RawExperiments> implements Block {
  constructor(module: Instance<RawExperiments>, type: ElementType, values: readonly number[]) {
    super(
      module,
      'block',
      (raw) => raw.createBlock(type, values),
      (raw, block) => raw.destroyBlock(block),
    );
  }

  get address(): number {
    return this.call((raw, block) => raw.blockAddress(block));
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.call((raw, block) => raw.blockBytes(block));
  }

  set(index: number, value: number): void {
    this.call((raw, block) => raw.blockSet(block, index, value));
  }

  setByte(offset: number, value: number): void {
    this.call((raw, block) => raw.blockSetByte(block, offset, value));
  }
}

class WasmBoxedList extends Held<RawExperiments> implements BoxedList {
  constructor(module: Instance<RawExperiments>, values: readonly number[]) {
    super(
      module,
      'list',
      (raw) => raw.createList(values),
      (raw, list) => raw.destroyList(list),
    );
  }

  get address(): number {
    return this.call((raw, list) => raw.listAddress(list));
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.call((raw, list) => raw.listBytes(list));
  }

  object(index: number): Uint8Array<ArrayBuffer> {
    return this.call((raw, list) => raw.listObject(list, index));
  }

  set(index: number, value: number): void {
    this.call((raw, list) => raw.listSet(list, index, value));
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
    return new WasmExperiment(this.module, experiment, contender, size);
  }

  block(type: ElementType, values: readonly number[]): Block {
    return new WasmBlock(this.module, type, values);
  }

  boxedList(values: readonly number[]): BoxedList {
    return new WasmBoxedList(this.module, values);
  }
}

const modules = new Map<VariantName, WasmModule>();

/**
 * Loads what measures single loops of a variant, once; later calls return the same.
 * @throws Error when there is no such variant, it cannot run here, or its files cannot be fetched.
 */
export async function loadVariant(name: VariantName): Promise<Module> {
  await demand(name);
  const loaded = await instance<RawExperiments>(measuring, `lanes-experiments-${await filesOf(name)}`);
  const known = modules.get(name);
  if (known?.usable) return known;
  const module = new WasmModule(name, loaded);
  modules.set(name, module);
  return module;
}
