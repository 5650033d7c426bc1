// The hot loops that the page shows: which there are, in which functions each lies, and which part of them it is.
import { variantNames } from '../variants.mjs';
import { forEachFunction } from './module.mjs';

const lanesOf = { f32: 1, f64: 1, f32x4: 4, f64x2: 2 };

const experiment = (way) => new RegExp(`prepare<lanes::experiments::${way}.*__invoke`);
const kernel = (name) => new RegExp(`lanes::kernels::(${name})<[^>]*, float>`);

const names = {
  boxed: 'Boxed objects',
  scalar: 'Scalar',
  autovec: 'Auto-vectorised',
  simd: 'SIMD',
  'simd-4': 'SIMD, 4 sums',
  relaxed: 'SIMD with FMA',
};

/** A build of a loop: where its machine code is to be found, and its source: a file and the part that it shows. */
function build(id, variant, functions, file, part) {
  return { id, name: names[id] ?? id, variant, functions, file: `src/${file}`, part };
}

const multiply = (id, variant) =>
  build(id, variant, experiment('MultiplyLanes<'), 'experiments/measured/multiply.h', 'lanes');
const gradient = (id, variant, sums) =>
  build(id, variant, experiment(`GradientLanes<[^>]*, ${sums}ul>`), 'experiments/measured/gradient.h', 'lanes');
const matmul = (id) => build(id, id, kernel('GemmKernel|gemm'), 'kernels/gemm.h', 'tile');
const adam = (id) => build(id, id, kernel('adam'), 'kernels/adam.h', 'adam');

/**
 * The loops to show. `once` is the arithmetic that the source does once per element, by which the elements of an
 * iteration are counted.
 */
export const loops = [
  {
    id: 'multiply',
    title: 'Element-wise multiply',
    element: 'element',
    once: ['mul'],
    builds: [
      build('boxed', 'scalar', experiment('MultiplyBoxed<'), 'experiments/measured/multiply.h', 'boxed'),
      multiply('scalar', 'scalar'),
      multiply('autovec', 'autovec'),
      multiply('simd', 'simd'),
    ],
  },
  {
    id: 'gradient',
    title: 'Gradient loop',
    element: 'element',
    once: ['mul'],
    builds: [
      build('boxed', 'scalar', experiment('GradientBoxed<'), 'experiments/measured/gradient.h', 'boxed'),
      gradient('scalar', 'scalar', 1),
      gradient('simd', 'simd', 1),
      gradient('simd-4', 'simd', 4),
    ],
  },
  {
    id: 'matmul',
    title: 'Matrix product',
    element: 'multiply-add',
    once: ['mul', 'relaxed_madd'],
    builds: variantNames.map(matmul),
  },
  {
    id: 'adam',
    title: 'Adam',
    element: 'parameter',
    once: ['sqrt'],
    builds: variantNames.map(adam),
  },
];

/** The loops that hold no other loop, from `loop` to its `end`. */
export function innermostLoops(instructions) {
  const open = []; // what begins a block and has not ended
  const found = [];
  instructions.forEach(({ name }, i) => {
    if (['block', 'loop', 'if', 'try'].includes(name)) {
      if (name === 'loop')
        open.forEach((block) => {
          block.holdsLoop = true;
        });
      open.push({ name, begin: i, holdsLoop: false });
    } else if (name === 'end' || name === 'delegate') {
      const block = open.pop();
      if (block?.name === 'loop' && !block.holdsLoop) found.push(instructions.slice(block.begin, i + 1));
    }
  });
  return found;
}

/** How many elements an iteration of a loop works through: lanes of the arithmetic that each needs once. */
export function elementsPerIteration(instructions, once) {
  return instructions.reduce((sum, { name }) => {
    const [type, operation] = name.split('.');
    return once.includes(operation) ? sum + (lanesOf[type] ?? 0) : sum;
  }, 0);
}

/**
 * Of all innermost loops in the functions with these indices, the one that gets the most done for each access to
 * memory: what a function spends its time in where there is enough to do. Undefined if none does anything.
 */
export function hottestLoop(bytes, indices, once) {
  let best = { density: 0 };
  forEachFunction(bytes, ({ index, instructions: decode }) => {
    if (!indices.has(index)) return;
    for (const instructions of innermostLoops(decode())) {
      const elements = elementsPerIteration(instructions, once);
      const accesses = instructions.filter(({ name }) => /[.](load|store)/.test(name)).length;
      const density = elements / Math.max(1, accesses);
      if (density > best.density) best = { index, elements, density, instructions };
    }
  });
  return best.instructions && best;
}
