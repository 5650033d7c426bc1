// The contenders of the race. Adding one is adding an entry here and a colour in styles/base.css.
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
  /** How its lane is drawn: separate boxes, one line, or the four lanes of a register. */
  texture: 'boxes' | 'line' | 'lanes';
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
  },
];
