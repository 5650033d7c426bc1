// What makes a tensor of a run of numbers: a shape, and strides that say how far apart neighbours lie. And the tensors
// that the explorer of memory begins with.
import type { ElementType } from '../../common/lanes.ts';

/** One length and one stride for each axis; strides count elements. */
export interface Layout {
  shape: readonly number[];
  strides: readonly number[];
}

/** Rows one after the other: the last axis is the nearest. */
export function rowMajor(shape: readonly number[]): Layout {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  return { shape, strides };
}

/** The first two axes change places. Nothing moves in memory. */
export function transposed({ shape, strides }: Layout): Layout {
  const swap = ([first, second, ...rest]: readonly number[]): number[] => [second!, first!, ...rest];
  return { shape: swap(shape), strides: swap(strides) };
}

/** How many elements from the beginning the one at this index lies. */
export function offsetOf({ strides }: Layout, index: readonly number[]): number {
  return index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
}

/** The inverse, for layouts in which every element has a place of its own. */
export function indexOf({ shape, strides }: Layout, offset: number): number[] {
  return shape.map((length, axis) => Math.floor(offset / strides[axis]!) % length);
}

/** "(8, 8, 3)", as Python writes it. */
export function tuple(numbers: readonly number[]): string {
  return numbers.length === 1 ? `(${numbers[0]},)` : `(${numbers.join(', ')})`;
}

export type Rank = 1 | 2 | 3;

const side = 8;
const face = ['..####..', '.######.', '##.##.##', '########', '#.####.#', '##....##', '.######.', '..####..'];

function greyAt(row: number, column: number): number {
  return face[row]![column] === '#' ? 225 - 8 * row : 30 + 6 * row;
}

/** An evening sky with a sun. */
function colourAt(row: number, column: number): number[] {
  if ((row - 3) ** 2 + (column - 5) ** 2 <= 2) return [255, 214, 92];
  if (row > 5) return [18 + 4 * column, 34 + 3 * column, 74 - 20 * (row - 6)];
  return [70 + 33 * row, 66 + 14 * row, 130 - 8 * row];
}

const floats = [5, 1, -1, 0.5, 0.1, 3.25, 100, -2.75];
const integers = [5, 1, 2, 3, 10, 42, 100, 127];

/** The numbers of the tensor to begin with, and their shape. */
export function exampleTensor(rank: Rank, type: ElementType): { layout: Layout; values: number[] } {
  if (rank === 1) {
    const values = type.startsWith('f') ? floats : integers;
    return { layout: rowMajor([values.length]), values: [...values] };
  }
  const places = Array.from({ length: side * side }, (_, i) => [Math.floor(i / side), i % side] as const);
  if (rank === 2) return { layout: rowMajor([side, side]), values: places.map(([row, column]) => greyAt(row, column)) };
  return { layout: rowMajor([side, side, 3]), values: places.flatMap(([row, column]) => colourAt(row, column)) };
}
