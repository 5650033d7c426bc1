// Numbers as the colours of small squares on a canvas, a pixel each, which the style sheet enlarges.
import { colour } from '../ui/theme.ts';

type Rgb = readonly [number, number, number];

/** Of "#0a7a5e", or "#fff", to which the style sheet may have been shortened. */
function rgb(hex: string): Rgb {
  const digits = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex;
  const value = Number.parseInt(digits.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const at = (i: 0 | 1 | 2): number => from[i] + (to[i] - from[i]) * part;
  return [at(0), at(1), at(2)];
}

export type Scale = (value: number) => Rgb;

/** From the colour of the card at 0 to the accent at 1. */
export function partScale(): Scale {
  const [none, all] = [rgb(colour('card')), rgb(colour('accent'))];
  return (value) => mix(none, all, value);
}

/** Below zero one colour, above it another, the fuller the farther, and full from `limit` on. */
export function signedScale(limit: number): Scale {
  const [zero, below, above] = [rgb(colour('card')), rgb(colour('below')), rgb(colour('above'))];
  return (value) => mix(zero, value < 0 ? below : above, Math.min(1, Math.abs(value) / limit));
}

/** A square without a number stays clear. */
export function paint(
  canvas: HTMLCanvasElement,
  rows: number,
  columns: number,
  at: (row: number, column: number) => number | undefined,
  scale: Scale,
): void {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const image = new ImageData(columns, rows);
  for (let row = 0; row < rows; ++row) {
    for (let column = 0; column < columns; ++column) {
      const value = at(row, column);
      if (value !== undefined) image.data.set([...scale(value), 255], 4 * (row * columns + column));
    }
  }
  canvas.getContext('2d')!.putImageData(image, 0, 0);
}
