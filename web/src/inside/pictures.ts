// The matrices of a model as pictures: as much of each as is shown, and how far it has moved.
import type { FilledMatrix } from '../model/weights.ts';
import type { Picture } from './protocol.ts';

/** Of larger matrices the first so many rows and columns are shown. */
const mostCells = 256;

export function pictureOf(matrix: FilledMatrix, before: FilledMatrix): Picture {
  const { name, rows, columns, values } = matrix;
  const [shownRows, shownColumns] = [Math.min(rows, mostCells), Math.min(columns, mostCells)];
  const shown = new Float32Array(shownRows * shownColumns);
  for (let row = 0; row < shownRows; ++row) {
    shown.set(values.subarray(row * columns, row * columns + shownColumns), row * shownColumns);
  }
  const size = rootMeanSquare(values.length, (i) => values[i]!);
  const moved = rootMeanSquare(values.length, (i) => values[i]! - before.values[i]!);
  return { name, rows, columns, values: shown, shownRows, shownColumns, size, moved };
}

function rootMeanSquare(count: number, at: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; ++i) sum += at(i) ** 2;
  return Math.sqrt(sum / count);
}
