// The contenders, from the slowest way to run a training step to the fastest: one idea each. Adding one is adding an
// entry here and a picture in textures.ts, and where it computes with something new, a file that makes its learner.
import { loadLanes } from '../common/lanes.ts';
import type { Contender } from './contender.ts';
import { learnerFrom } from './port.ts';
import { pythonDownload, pythonObstacle } from './python/download.ts';
import type { Build } from './wasm.ts';

/** What all builds of the core have in common. */
function core(build: Build) {
  return {
    ...build,
    boxed: build.engine === 'value',
    collected: false,
    vector: build.variant !== 'scalar',
    parallel: build.variant === 'threads',
    async obstacle(site) {
      const { variants } = await loadLanes(site);
      const support = (await variants()).find(({ name }) => name === build.variant);
      return support?.supported ? undefined : (support?.reason ?? 'The module does not offer this variant.');
    },
    async make(setup, site, arrived) {
      const { wasmLearner } = await import('./wasm.ts');
      return wasmLearner(build, setup, site, arrived);
    },
  } satisfies Partial<Contender>;
}

/** A language in which every number is an object, and whose objects the engine frees. */
const objects = {
  engine: 'value',
  precision: 'f64',
  boxed: true,
  collected: true,
  vector: false,
  parallel: false,
  fromStart: false,
  obstacle: async () => undefined,
} satisfies Partial<Contender>;

function tensors(variant: Build['variant']) {
  return { ...core({ variant, engine: 'tensor', precision: 'f32' }), nanosecondsPerNumber: 0.2 };
}

export const contenders: readonly Contender[] = [
  {
    id: 'python',
    name: 'CPython',
    short: 'CPython',
    noun: 'CPython',
    what: 'Plain Python: each number an object, each operation interpreted.',
    idea:
      'Our plain-Python microGPT, unchanged, on CPython in WebAssembly: ' +
      'each number an object, each operation interpreted.',
    texture: 'interpreted',
    colour: { light: '#3d6a7d', dark: '#8fc1d4' },
    ...objects,
    variant: 'python',
    download: pythonDownload,
    nanosecondsPerNumber: 3000,
    largest: { numbers: 1_000_000, bytes: 5_000_000 },
    obstacle: async (site) => pythonObstacle(site),
    async make(setup, site, arrived) {
      const { openPython } = await import('./python/python.ts');
      return learnerFrom((await openPython(site, arrived)).trainer(setup));
    },
  },
  {
    id: 'javascript',
    name: 'JavaScript',
    short: 'JavaScript',
    noun: 'JavaScript',
    what: 'Plain JavaScript: an object per number too, but compiled while it runs.',
    idea: 'The same graph with an object per number, but compiled while it runs.',
    texture: 'objects',
    colour: { light: '#8a5a00', dark: '#e0b04c' },
    ...objects,
    variant: 'javascript',
    nanosecondsPerNumber: 200,
    largest: { numbers: 4_000_000, bytes: 5_000_000 },
    async make(setup) {
      const { JavaScriptTrainer } = await import('./javascript/trainer.ts');
      return learnerFrom(new JavaScriptTrainer(setup));
    },
  },
  {
    id: 'value',
    name: 'Value graph',
    short: 'Value graph',
    noun: 'the value graph',
    what: 'Compiled C++, but every number is a boxed node of a graph, as in micrograd.',
    idea:
      'The same graph compiled beforehand, its boxes side by side, and no garbage collector. ' +
      'Still a box per number.',
    carriesOn: 'javascript',
    gain: 'compiling beforehand',
    texture: 'boxes',
    colour: { light: '#b4541a', dark: '#f2985c' },
    fromStart: true,
    ...core({ variant: 'scalar', engine: 'value', precision: 'f64' }),
    nanosecondsPerNumber: 20,
  },
  {
    id: 'scalar',
    name: 'Tensors, scalar',
    short: 'Scalar',
    noun: 'the scalar build',
    what: 'Tensors: numbers side by side in memory. Each instruction works on one of them.',
    idea: 'No boxes: arrays, and loops over them. One number per instruction.',
    carriesOn: 'value',
    gain: 'not boxing numbers',
    texture: 'line',
    colour: { light: '#2f63c9', dark: '#7fa8ff' },
    fromStart: true,
    ...tensors('scalar'),
  },
  {
    id: 'autovec',
    name: 'Tensors, auto-vectorised',
    short: 'Autovec',
    noun: 'the auto-vectorised build',
    what: 'The scalar source again, left to the compiler’s own vectoriser.',
    idea: 'The same source with the compiler’s own vectoriser allowed: what one gets for free.',
    texture: 'loose',
    colour: { light: '#ad2a6e', dark: '#ff8fc4' },
    fromStart: false,
    ...tensors('autovec'),
  },
  {
    id: 'simd',
    name: 'Tensors, 128-bit SIMD',
    short: 'SIMD',
    noun: 'the SIMD build',
    what: 'The same loops; each instruction works on four numbers at once.',
    idea: 'The same loops, written for four numbers per instruction.',
    carriesOn: 'scalar',
    gain: 'four lanes at once',
    texture: 'lanes',
    colour: { light: '#0a8063', dark: '#46d3a8' },
    fromStart: true,
    ...tensors('simd'),
  },
  {
    id: 'relaxed',
    name: 'Tensors, SIMD with FMA',
    short: 'FMA',
    noun: 'the build with FMA',
    what: 'The same four lanes; multiply and add fused into one instruction.',
    idea: 'Multiply and add become one instruction (relaxed SIMD).',
    carriesOn: 'simd',
    gain: 'fusing multiply and add',
    texture: 'fused',
    colour: { light: '#7442c8', dark: '#b99bff' },
    fromStart: true,
    ...tensors('relaxed'),
  },
  {
    id: 'threads',
    name: 'Tensors, SIMD on threads',
    short: 'Threads',
    noun: 'the threaded build',
    what: 'The fastest of these on several cores. Gains nothing on a tiny model: its steps are too short to share.',
    idea: 'The work of one step shared by several cores, where a product is large enough to share.',
    carriesOn: 'relaxed',
    gain: 'several cores',
    texture: 'cores',
    colour: { light: '#6f6500', dark: '#d6c84e' },
    fromStart: false,
    ...tensors('threads'),
  },
];

/** The contender of this id, as messages between page and workers name it. */
export function contenderOf(id: string): Contender {
  const found = contenders.find((contender) => contender.id === id);
  if (!found) throw new Error(`There is no contender "${id}".`);
  return found;
}
