// The contenders of the race. Adding one is adding an entry here and a colour in ui/base.css.
import type { VariantName } from '../common/lanes.ts';

export interface Contender {
  id: string;
  name: string;
  /** For axes and narrow columns. */
  short: string;
  /** What it is, in one sentence. */
  what: string;
  engine: 'value' | 'tensor';
  precision: 'f32' | 'f64';
  variant: VariantName;
  /** How its lane is drawn: what the machine code is like, as a picture (lanes.css). */
  texture: 'boxes' | 'line' | 'loose' | 'lanes' | 'fused' | 'cores';
  /** Takes part from the start; otherwise once it is switched on. */
  fromStart: boolean;
}

export const contenders: readonly Contender[] = [
  {
    id: 'value',
    name: 'Value graph',
    short: 'Value graph',
    what: 'Compiled C++, but every number is a boxed node of a graph, as in micrograd.',
    engine: 'value',
    precision: 'f64',
    variant: 'scalar',
    texture: 'boxes',
    fromStart: true,
  },
  {
    id: 'scalar',
    name: 'Tensors, scalar',
    short: 'Scalar',
    what: 'Numbers side by side in memory; each instruction works on one of them.',
    engine: 'tensor',
    precision: 'f32',
    variant: 'scalar',
    texture: 'line',
    fromStart: true,
  },
  {
    id: 'autovec',
    name: 'Tensors, auto-vectorised',
    short: 'Autovec',
    what: 'The scalar source again, left to the compiler’s own vectoriser.',
    engine: 'tensor',
    precision: 'f32',
    variant: 'autovec',
    texture: 'loose',
    fromStart: false,
  },
  {
    id: 'simd',
    name: 'Tensors, 128-bit SIMD',
    short: 'SIMD',
    what: 'The same loops; each instruction works on four numbers at once.',
    engine: 'tensor',
    precision: 'f32',
    variant: 'simd',
    texture: 'lanes',
    fromStart: true,
  },
  {
    id: 'relaxed',
    name: 'Tensors, SIMD with FMA',
    short: 'FMA',
    what: 'The same four lanes; multiply and add fused into one instruction.',
    engine: 'tensor',
    precision: 'f32',
    variant: 'relaxed',
    texture: 'fused',
    fromStart: true,
  },
  {
    id: 'threads',
    name: 'Tensors, SIMD on threads',
    short: 'Threads',
    what: 'The fastest of these on several cores. Gains nothing on a tiny model: its steps are too short to share.',
    engine: 'tensor',
    precision: 'f32',
    variant: 'threads',
    texture: 'cores',
    fromStart: false,
  },
];
