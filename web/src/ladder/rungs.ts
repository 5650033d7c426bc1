// The rungs, from the slowest way to run a training step to the fastest: one idea each.
import { contenders, type Contender } from '../contenders/contenders.ts';

export interface Rung extends Pick<Contender, 'id' | 'name' | 'short' | 'precision'> {
  /** As the subject of a sentence. */
  noun: string;
  /** What it adds to the rung before, in a sentence or two. */
  idea: string;
  texture: Contender['texture'] | 'interpreted' | 'objects';
  /** The build of the core behind it, unless it is another language. */
  build?: Pick<Contender, 'variant' | 'engine' | 'precision'>;
}

const told: Record<string, { noun: string; idea: string }> = {
  value: {
    noun: 'the value graph',
    idea:
      'The same graph compiled beforehand, its boxes side by side, and no garbage collector. ' +
      'Still a box per number.',
  },
  scalar: {
    noun: 'the scalar build',
    idea: 'No boxes: arrays, and loops over them. One number per instruction.',
  },
  autovec: {
    noun: 'the auto-vectorised build',
    idea: 'The same source with the compiler’s own vectoriser allowed: what one gets for free.',
  },
  simd: {
    noun: 'the SIMD build',
    idea: 'The same loops, written for four numbers per instruction.',
  },
  relaxed: {
    noun: 'the build with FMA',
    idea: 'Multiply and add become one instruction (relaxed SIMD).',
  },
  threads: {
    noun: 'the threaded build',
    idea: 'The work of one step shared by several cores, where a product is large enough to share.',
  },
};

export const rungs: readonly Rung[] = [
  {
    id: 'python',
    name: 'CPython',
    short: 'CPython',
    noun: 'CPython',
    idea:
      'Our plain-Python microGPT, unchanged, on CPython in WebAssembly: each number an object, ' +
      'each operation interpreted.',
    precision: 'f64',
    texture: 'interpreted',
  },
  {
    id: 'javascript',
    name: 'JavaScript',
    short: 'JavaScript',
    noun: 'JavaScript',
    idea: 'The same graph with an object per number, but compiled while it runs.',
    precision: 'f64',
    texture: 'objects',
  },
  ...contenders.map(({ id, name, short, what, precision, texture, variant, engine }) => ({
    id,
    name,
    short,
    precision,
    texture,
    noun: name,
    idea: what,
    ...told[id],
    build: { variant, engine, precision },
  })),
];
