// A result as a picture that can stand by itself, in a post or on a slide: bars and figures, and what they were
// measured on. Type of the system's own, as no style sheet goes along.
import { svg } from '../common/dom.ts';
import { contenders } from '../contenders/contenders.ts';
import { colour, theme } from '../ui/theme.ts';
import {
  barScale,
  describeMachine,
  figureText,
  headline,
  intervalText,
  ratioText,
  rowName,
  subjectTitle,
} from './shared-words.ts';
import type { Shared, SharedRow } from './shared.ts';

export const shapes = {
  wide: { width: 1200, height: 630 },
  square: { width: 1200, height: 1200 },
} as const;

export type Shape = keyof typeof shapes;

const margin = 56;
const family = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";

interface Type {
  size: number;
  fill?: string;
  weight?: number;
  anchor?: 'start' | 'end';
}

function text(x: number, y: number, content: string, { size, fill = 'ink', weight = 400, anchor = 'start' }: Type) {
  const attributes = { x, y, 'font-size': size, 'font-weight': weight, 'text-anchor': anchor, fill: colour(fill) };
  return svg('text', attributes, content);
}

/** The size at which a text surely fits: fonts differ, and none is at hand to measure with. */
function fitting(content: string, size: number, width: number): number {
  return Math.min(size, width / (0.62 * content.length));
}

function laneColour(id: string): string {
  return contenders.find((contender) => contender.id === id)?.colour[theme()] ?? colour('accent');
}

function bar(row: SharedRow, share: number, x: number, y: number, width: number, height: number): SVGElement[] {
  const radius = Math.min(6, height / 2);
  const done = Math.max(share * width, share > 0 ? 2 * radius : 0);
  return [
    svg('rect', { x, y, width, height, rx: radius, fill: colour('sunk') }),
    svg('rect', { x, y, width: done, height, rx: radius, fill: laneColour(row.id) }),
  ];
}

/** The ends of the columns of figures, and the size of their type. */
interface Columns {
  figure: number;
  ratio: number;
  size: number;
}

function figuresOf(result: Shared, row: SharedRow, y: number, { figure, ratio, size }: Columns): SVGElement[] {
  const { gain } = row;
  const end = 1200 - margin;
  const interval = gain ? intervalText(gain) : '';
  return [
    result.subject.kind !== 'quote' &&
      text(figure, y, figureText(result, row.figure), { size, anchor: 'end', weight: 600 }),
    gain && text(ratio, y, ratioText(gain), { size, anchor: 'end' }),
    gain &&
      text(end, y, interval, { size: fitting(interval, 0.8 * size, end - ratio - 16), anchor: 'end', fill: 'muted' }),
  ].filter((part) => part instanceof SVGElement);
}

/** One line a row: name, bar, figure, gain. */
function narrowRow(result: Shared, row: SharedRow, share: number, y: number, height: number): SVGElement[] {
  const size = Math.min(21, 0.42 * height);
  const base = y + height / 2 + 0.36 * size;
  const name = rowName(result, row);
  return [
    text(margin, base, name, { size: fitting(name, size, 296), weight: 600 }),
    ...bar(row, share, 364, y + 0.22 * height, 310, 0.56 * height),
    ...figuresOf(result, row, base, { figure: 790, ratio: 904, size }),
  ];
}

/** Two lines a row: name, figure and gain, and the bar below them. */
function tallRow(result: Shared, row: SharedRow, share: number, y: number, height: number): SVGElement[] {
  const size = Math.min(28, 0.3 * height);
  const base = y + 1.1 * size;
  const name = rowName(result, row);
  return [
    text(margin, base, name, { size: fitting(name, size, 470), weight: 600 }),
    ...figuresOf(result, row, base, { figure: 690, ratio: 840, size }),
    ...bar(row, share, margin, base + 0.45 * size, 1200 - 2 * margin, 0.26 * height),
  ];
}

/** What the figures are, above them. */
function columnsText({ subject }: Shared): string {
  switch (subject.kind) {
    case 'ladder':
      return 'Time of a training step, on a logarithmic scale; gain over the rung before, with its 95% interval';
    case 'quote':
      return 'How many times as fast, on a logarithmic scale, with the 95% interval';
    case 'card':
      return 'The figure, and how many times as fast as the first, with the 95% interval';
  }
}

/** As the text of an SVG file. `address` is where the page is. */
export function pictureOf(result: Shared, shape: Shape, address: string): string {
  const { width, height } = shapes[shape];
  const { subject, data, machine, rows } = result;
  const title = headline(result);
  const about = [subjectTitle(subject), data && `on ${data}`].filter(Boolean).join(', ');
  const scale = barScale([result]);
  const [top, bottom] = [shape === 'wide' ? 236 : 256, height - 92];
  const rowHeight = Math.min(shape === 'wide' ? 58 : 118, (bottom - top) / rows.length);
  const rowOf = shape === 'wide' ? narrowRow : tallRow;
  const interval = result.best?.gain?.estimate ? `95% interval ${intervalText(result.best.gain)}` : '';
  const columns = columnsText(result);
  const end = width - margin;
  const origin = describeMachine(machine);
  const picture = svg(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': family },
    svg('title', {}, `${title}. ${about}. ${origin}`),
    svg('rect', { width, height, fill: colour('card') }),
    svg('rect', { width, height: 10, fill: colour('accent') }),
    text(margin, 66, 'Lanes', { size: 26, weight: 700, fill: 'accent' }),
    text(end, 66, about, { size: fitting(about, 22, 880), anchor: 'end', fill: 'muted' }),
    text(margin, 138, title, { size: fitting(title, 50, 0.94 * (width - 2 * margin)), weight: 700 }),
    text(margin, 178, interval, { size: 22 }),
    text(margin, 210, columns, { size: fitting(columns, 19, width - 2 * margin), fill: 'muted' }),
    ...rows.flatMap((row, i) => rowOf(result, row, scale(row), top + i * rowHeight, rowHeight)),
    svg('line', { x1: margin, x2: end, y1: height - 76, y2: height - 76, stroke: colour('line'), 'stroke-width': 2 }),
    text(margin, height - 36, origin, { size: fitting(origin, 21, 640), fill: 'muted' }),
    text(end, height - 36, address, { size: fitting(address, 21, 420), anchor: 'end', fill: 'accent', weight: 600 }),
  );
  return new XMLSerializer().serializeToString(picture);
}

/** The picture in pixels. @throws Error where the browser cannot draw it. */
export async function pngOf(picture: string, shape: Shape): Promise<Blob> {
  const { width, height } = shapes[shape];
  const image = new Image(width, height);
  await new Promise((loaded, failed) => {
    image.onload = loaded;
    image.onerror = () => failed(new Error('This browser cannot draw the picture.'));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`;
  });
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')!.drawImage(image, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((drawn) => canvas.toBlob(drawn, 'image/png'));
  if (!blob) throw new Error('This browser cannot make a picture of it.');
  return blob;
}
