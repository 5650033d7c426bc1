// The few icons of the page, drawn on a 16 by 16 grid.
import { svg } from '../common/dom.ts';

const paths = {
  play: 'M4 2.5v11l9.5-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  step: 'M3 2.5v11l7-5.5zM11 2.5h2.2v11H11z',
  reset: 'M8 2a6 6 0 1 1-5.7 4.2l1.8.6A4.1 4.1 0 1 0 8 3.9V6.5L4 3.2 8 0z',
  dice:
    'M3 2h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zm2 2.2a1.3 1.3 0 1 0 0 2.6 ' +
    '1.3 1.3 0 0 0 0-2.6zm6 5a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm-3-2.5a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z',
  present: 'M1 2h14v2h-1v7H9v1.2l2.6 2.3h-2L8 13.1l-1.6 1.4h-2L7 12.2V11H2V4H1zm3 2v5h8V4z',
  theme: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 1.6v9.8a4.9 4.9 0 0 0 0-9.8z',
} as const;

export function icon(name: keyof typeof paths): SVGElement {
  const path = svg('path', { d: paths[name], fill: 'currentColor', 'fill-rule': 'evenodd' });
  return svg('svg', { viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true' }, path);
}

/** Four lanes: the mark of the project. */
export function mark(): SVGElement {
  const lane = (y: number, x: number, width: number): SVGElement =>
    svg('rect', { x, y, width, height: 3, rx: 1.5, fill: 'currentColor' });
  return svg(
    'svg',
    { viewBox: '0 0 24 24', class: 'mark', 'aria-hidden': 'true' },
    lane(3, 2, 13),
    lane(8, 5, 17),
    lane(13, 2, 20),
    lane(18, 8, 12),
  );
}
