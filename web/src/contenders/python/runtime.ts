// What the page asks of CPython, once an interpreter is there: training with our plain-Python microGPT
// (tests/golden/microgpt.py, unchanged), and the loops of three experiments (loops.py). Everything is synchronous
// and runs in the calling thread. What Python raises becomes an Error with a sentence.
import type { PyodideAPI } from 'pyodide';
import type { PyProxy } from 'pyodide/ffi';
import type { DivergenceError, ExperimentTotals } from '../../common/lanes.ts';
import type { TrainingSetup } from '../../model/setup.ts';
import { renameSizes } from '../../model/sizes.ts';
import { readWeights, writeWeights, type Shape } from '../../model/weights.ts';
import { JavaScriptTrainer } from '../javascript/trainer.ts';
import type { BlockingTrainer, HeldOutOptions, LearnerInfo, SampleOptions, TrainResult } from '../port.ts';

export interface PythonLoop {
  /**
   * Does the work `repetitions` times; the checksum is the one of the compiled contenders. The caller takes the time.
   */
  run(repetitions: number): ExperimentTotals;
  dispose(): void;
}

export const loopNames = ['interpreter', 'multiply', 'gradient'] as const;
export type LoopName = (typeof loopNames)[number];

export interface Python {
  /** Which Python this is: "CPython 3.14.2 in WebAssembly (Pyodide 314.0.7)". */
  version: string;
  trainer(setup: TrainingSetup): BlockingTrainer;
  /** The loop of the experiment of this name over lists of `size` numbers (1 to 16,000,000). */
  loop(name: LoopName, size: number): PythonLoop;
}

/** The text of the Python modules. */
export interface PythonSources {
  microgpt: string;
  weights: string;
  loops: string;
}

const largestSize = 16_000_000;
const mostRepetitions = 1_000_000_000;
const mostSteps = 10_000_000;

type Callable = PyProxy & ((...args: unknown[]) => PyProxy) & { callKwargs(options: object): PyProxy };

interface Microgpt {
  Corpus: Callable;
  Options: Callable;
  Trainer: Callable;
  train(trainer: PyProxy, n: number, onStep: (step: number, loss: number) => void): PyProxy;
}

interface Weights {
  save(trainer: PyProxy): PyProxy;
  load(trainer: PyProxy, numbers: PyProxy): void;
}

interface Loops {
  LOOPS: { get(name: string): Callable };
  ELEMENT_BYTES: number;
  run(loop: PyProxy, repetitions: number): number;
}

/** Python tells an error as a traceback, whose last line is "module.Class: sentence". */
function toError(error: unknown): Error {
  if (!(error instanceof Error) || !('type' in error)) return error instanceof Error ? error : new Error(String(error));
  if (error.type === 'MemoryError')
    return new Error('Python ran out of memory: this needs more than it can have.', { cause: error });
  const last = error.message.trimEnd().split('\n').at(-1)!;
  return new Error(last.replace(/^[\w.]+: /, ''), { cause: error });
}

function guarded<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toError(error);
  }
}

/** Refuses what is not a whole number from `least` to `most`. */
function checkInteger(value: number, what: string, least: number, most: number): void {
  if (Number.isInteger(value) && least <= value && value <= most) return;
  throw new Error(`${what} must be a whole number from ${least} to ${most}, not ${value}.`);
}

/** A Python object, until it is disposed of. */
class Held<Proxy extends PyProxy = PyProxy> {
  private proxy: Proxy | undefined;

  constructor(
    private readonly what: string,
    create: () => Proxy,
  ) {
    this.proxy = guarded(create);
  }

  dispose(): void {
    this.proxy?.destroy();
    this.proxy = undefined;
  }

  protected get object(): Proxy {
    if (!this.proxy) throw new Error(`This ${this.what} was disposed of; create a new one.`);
    return this.proxy;
  }
}

/** The modules that training needs, and which Python they run on. */
interface Interpreter {
  microgpt: Microgpt;
  weights: Weights;
  version: string;
  toPy(value: unknown): PyProxy;
}

/** What is read of an object of the class Trainer. */
interface TrainerProxy extends PyProxy {
  corpus: PyProxy & { vocabulary: number; characters: PyProxy; documents: PyProxy & { length: number } };
  held_out: PyProxy & { length: number };
  parameter_count: number;
  steps_done: number;
  sample: Callable;
}

class Training extends Held<TrainerProxy> implements BlockingTrainer {
  constructor(
    private readonly python: Interpreter,
    private readonly setup: TrainingSetup,
    create: () => TrainerProxy,
  ) {
    super('trainer', create);
  }

  train(n: number): TrainResult {
    checkInteger(n, 'The number of steps', 0, mostSteps);
    const trainer = this.object;
    const losses: number[] = [];
    const start = performance.now();
    try {
      this.python.microgpt.train(trainer, n, (_step, loss) => losses.push(loss)).destroy();
    } catch (error) {
      const diverged: DivergenceError = Object.assign(toError(error), {
        losses: Float64Array.from(losses),
        step: trainer.steps_done + 1,
      });
      throw diverged;
    }
    return { losses: Float64Array.from(losses), milliseconds: performance.now() - start };
  }

  /** JavaScript is the judge, on CPython's own numbers: they come to the same, and CPython would take minutes. */
  heldOutLoss(options: HeldOutOptions): number {
    const judge = new JavaScriptTrainer(this.setup);
    judge.take(guarded(() => take<number[]>(this.python.weights.save(this.object))));
    return judge.heldOutLoss(options);
  }

  sample({ count, temperature, prompt, seed }: SampleOptions): string[] {
    const options = given({ count, temperature, prompt, seed });
    return guarded(() => take<string[]>(this.object.sample.callKwargs(options)));
  }

  save(): Uint8Array<ArrayBuffer> {
    return guarded(() => writeWeights(take<number[]>(this.python.weights.save(this.object)), this.shape));
  }

  load(bytes: Uint8Array): void {
    const numbers: PyProxy = this.python.toPy(readWeights(bytes, this.shape));
    guarded(() => this.python.weights.load(this.object, numbers));
    numbers.destroy();
  }

  private get shape(): Shape {
    const { config, corpus } = this.setup;
    const own = this.object.corpus;
    const characters = take<string[]>(own.characters);
    own.destroy();
    return { config, corpus, characters };
  }

  info(): LearnerInfo {
    const trainer = this.object;
    const { corpus, held_out: heldOut } = trainer;
    const { documents } = corpus;
    const info: LearnerInfo = {
      engine: 'value',
      variant: 'python',
      precision: 'f64',
      threads: 1,
      parameters: trainer.parameter_count,
      vocabulary: corpus.vocabulary,
      documents: documents.length,
      heldOut: heldOut.length,
      step: trainer.steps_done,
      about: this.python.version,
    };
    for (const proxy of [corpus, documents, heldOut]) proxy.destroy();
    return info;
  }
}

class Loop extends Held implements PythonLoop {
  constructor(
    private readonly loops: Loops,
    private readonly size: number,
    private readonly flops: number,
    create: () => PyProxy,
  ) {
    super('loop', create);
  }

  run(repetitions: number): ExperimentTotals {
    checkInteger(repetitions, 'The number of repetitions', 1, mostRepetitions);
    const loop = this.object;
    const checksum = guarded(() => this.loops.run(loop, repetitions));
    const items = this.size * repetitions;
    return { checksum, items, bytes: 3 * this.loops.ELEMENT_BYTES * items, flops: this.flops * items };
  }
}

/** A Python value as JavaScript's own. */
function take<T>(proxy: PyProxy): T {
  const value: T = proxy.toJs();
  proxy.destroy();
  return value;
}

/** Only what is given: the rest is left to Python's own defaults. */
function given(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Puts the modules into the interpreter and wraps them. */
export function createPython(pyodide: PyodideAPI, sources: PythonSources): Python {
  const folder = '/lanes';
  pyodide.FS.mkdir(folder);
  for (const [name, source] of Object.entries(sources)) pyodide.FS.writeFile(`${folder}/${name}.py`, source);
  pyodide.runPython(`import sys; sys.path.insert(0, '${folder}')`);
  const microgpt: Microgpt = pyodide.pyimport('microgpt');
  const weights: Weights = pyodide.pyimport('weights');
  const loops: Loops = pyodide.pyimport('loops');
  const builtins: { bytes: Callable } = pyodide.pyimport('builtins');
  const platform: { python_version(): string } = pyodide.pyimport('platform');

  const version = `CPython ${platform.python_version()} in WebAssembly (Pyodide ${pyodide.version})`;

  const interpreter: Interpreter = { microgpt, weights, version, toPy: (value) => pyodide.toPy(value) };

  function createTrainer({
    dataset,
    corpus,
    seed,
    steps,
    learningRate,
    holdout = 0,
    config,
  }: TrainingSetup): TrainerProxy {
    const view: PyProxy = pyodide.toPy(dataset.bytes);
    const bytes = builtins.bytes(view);
    const sizes = renameSizes(config, 'python');
    const options = microgpt.Options.callKwargs({ ...sizes, steps, seed, lr: learningRate, holdout });
    const documents = microgpt.Corpus('data', bytes, corpus, config.blockSize);
    const trainer = microgpt.Trainer(documents, options);
    for (const proxy of [view, bytes, options, documents]) proxy.destroy();
    return trainer as TrainerProxy;
  }

  return {
    version,
    trainer: (setup) => new Training(interpreter, setup, () => createTrainer(setup)),
    loop(name, size) {
      if (!loopNames.includes(name))
        throw new Error(`There is no loop "${name}". The loops are ${loopNames.join(', ')}.`);
      checkInteger(size, 'The size', 1, largestSize);
      const kind = loops.LOOPS.get(name) as Callable & { flops: number };
      return new Loop(loops, size, kind.flops, () => kind(size));
    },
  };
}
