// Two pictures to compare: numbers in boxes, each found by its address, and numbers in the lanes of a register.
import { svg } from '../common/dom.ts';

const numbers = ['3', '1', '4', '2'];

function picture(...parts: SVGElement[]): SVGElement {
  return svg('svg', { viewBox: '0 0 220 60', class: 'term-picture', 'aria-hidden': 'true' }, ...parts);
}

function cell(x: number, y: number, text: string): SVGElement {
  const outline = svg('rect', { x, y, width: 26, height: 22, rx: 3, fill: 'none', stroke: 'currentColor' });
  const number = svg('text', { x: x + 13, y: y + 16, 'text-anchor': 'middle', fill: 'currentColor' }, text);
  return svg('g', {}, outline, number);
}

/** Four addresses side by side; what they lead to lies anywhere. */
export function boxesPicture(): SVGElement {
  const places = [96, 4, 178, 52];
  return picture(
    ...numbers.map((_, i) => cell(58 + 26 * i, 2, '•')),
    ...places.map((x, i) =>
      svg('line', { x1: 71 + 26 * i, y1: 16, x2: x + 13, y2: 36, stroke: 'currentColor', 'stroke-width': 1.5 }),
    ),
    ...numbers.map((text, i) => cell(places[i]!, 36, text)),
  );
}

/** Four numbers side by side, on which one instruction works. */
export function lanesPicture(): SVGElement {
  return picture(
    ...numbers.map((text, i) => cell(58 + 26 * i, 30, text)),
    svg('path', { d: 'M58 22v-6h104v6', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5 }),
    svg('text', { x: 110, y: 11, 'text-anchor': 'middle', fill: 'currentColor' }, 'one instruction'),
  );
}
