// The modules that src/bindings makes, each loaded once from beside lanes.js, and the objects inside them. What fails
// in them comes back as an Error object; they never throw on purpose.

import type { Files } from './files.ts';
import { load } from './load.ts';

/** A module that was loaded. After a crash it is out of use, for its memory may be inconsistent. */
export class Instance<Raw> {
  private crash: unknown;

  /** `file` is its name without ending. */
  constructor(
    readonly file: string,
    private readonly raw: Raw,
  ) {}

  get usable(): boolean {
    return this.crash === undefined;
  }

  /**
   * Calls into the module: throws the Error that it returns, and retires the instance when it traps. What else is
   * thrown comes out of what the caller passed in, as from a getter, and is the caller's: the module cleaned up.
   */
  call<T>(action: (raw: Raw) => T | Error): T {
    if (this.crash !== undefined) {
      throw new Error(`The module ${this.file} crashed earlier; what was made with it is lost.`, { cause: this.crash });
    }
    let result: T | Error;
    try {
      result = action(this.raw);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.crash = error;
      instances.delete(this.file);
      throw new Error(
        `The module ${this.file} crashed, and what was made with it is lost. What is made from now on gets a new one.`,
        { cause: error },
      );
    }
    if (result instanceof Error) throw result;
    return result;
  }
}

const instances = new Map<string, Promise<Instance<unknown>>>();

/** The one instance of a module among `modules`, loaded when it is first asked for. */
export function instance<Raw>(modules: Record<string, Files>, file: string): Promise<Instance<Raw>> {
  let loading = instances.get(file);
  if (loading === undefined) {
    loading = load(file, modules[file]!).then((raw) => new Instance(file, raw));
    instances.set(file, loading);
    loading.catch(() => instances.delete(file)); // so that a lost connection can be tried again
  }
  return loading as Promise<Instance<Raw>>;
}

/** An object inside a module, known by its address there until it is disposed of. */
export class Held<Raw> {
  private held: number | undefined;

  constructor(
    private readonly module: Instance<Raw>,
    private readonly what: string,
    create: (raw: Raw) => number | Error,
    private readonly destroy: (raw: Raw, address: number) => void,
  ) {
    this.held = module.call(create);
  }

  dispose(): void {
    const address = this.held;
    this.held = undefined;
    if (address !== undefined && this.module.usable) this.module.call((raw) => this.destroy(raw, address));
  }

  protected call<T>(action: (raw: Raw, address: number) => T | Error): T {
    const address = this.held;
    if (address === undefined) throw new Error(`This ${this.what} was disposed of; create a new one.`);
    return this.module.call((raw) => action(raw, address));
  }
}
