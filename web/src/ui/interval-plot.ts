// A measured ratio with its interval, and its control, on a logarithmic axis that several of them share.
import { svg } from '../common/dom.ts';
import { formatInteger } from './format.ts';

interface Estimate {
  ratio: number;
  low: number;
  high: number;
}

const width = 300;
const margin = 12;

/** Shows the estimate above the control, from `low` to `high`. What it says stands in words beside it. */
export function intervalPlot(estimate: Estimate, control: Estimate, low: number, high: number): SVGElement {
  const x = (ratio: number): number => margin + ((width - 2 * margin) * Math.log(ratio / low)) / Math.log(high / low);
  const row = (y: number, { ratio, low: from, high: to }: Estimate, name: string): SVGElement =>
    svg(
      'g',
      { class: name },
      svg('line', { x1: x(from), x2: x(to), y1: y, y2: y, 'stroke-width': 4, 'stroke-linecap': 'round' }),
      svg('circle', { cx: x(ratio), cy: y, r: 4.5 }),
    );
  const ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000]
    .filter((tick) => tick >= low && tick <= high && (high / low < 60 || /^1/.test(String(tick))))
    .flatMap((tick) => [
      svg('line', { class: tick === 1 ? 'one' : 'grid', x1: x(tick), x2: x(tick), y1: 0, y2: 34 }),
      svg('text', { x: x(tick), y: 46, 'text-anchor': 'middle' }, `${tick < 1 ? tick : formatInteger(tick)}×`),
    ]);
  const drawable = Number.isFinite(estimate.low) && Number.isFinite(control.low);
  return svg(
    'svg',
    { viewBox: `0 0 ${width} 50`, class: 'interval', 'aria-hidden': 'true' },
    ...ticks,
    drawable && row(11, estimate, 'estimate'),
    drawable && row(25, control, 'control'),
  );
}

/** The ends of an axis that holds all of these. */
export function intervalRange(estimates: readonly Estimate[]): { low: number; high: number } {
  const ends = estimates.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite);
  return { low: Math.min(0.9, ...ends) * 0.95, high: Math.max(2, ...ends) * 1.1 };
}
