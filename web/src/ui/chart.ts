// What all charts share: a uPlot of the width of its container, in the colours of the theme, made anew when what it
// shows changes in kind, and given new data otherwise.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { h } from '../common/dom.ts';
import { colour, onThemeChange } from './theme.ts';

export type ChartOptions = Omit<uPlot.Options, 'width' | 'height'>;

export interface Chart {
  element: HTMLElement;
  /** Draws the data. Options are asked for again when `key` differs from the last one. */
  draw(key: string, options: () => ChartOptions, data: uPlot.AlignedData): void;
  /** The text alternative. */
  describe(text: string): void;
}

export function createChart(height: number): Chart {
  const plot = h('div', { class: 'plot', role: 'img' });
  let chart: uPlot | undefined;
  let drawnKey = '';
  let last: { key: string; options: () => ChartOptions; data: uPlot.AlignedData } | undefined;

  function draw(key: string, options: () => ChartOptions, data: uPlot.AlignedData): void {
    last = { key, options, data };
    const width = plot.clientWidth;
    if (width === 0) return;
    if (chart && key === drawnKey) return chart.setData(data);
    chart?.destroy();
    chart = new uPlot({ ...options(), width, height }, data, plot);
    drawnKey = key;
  }
  function again(): void {
    drawnKey = '';
    if (last) draw(last.key, last.options, last.data);
  }
  onThemeChange(again);
  new ResizeObserver(() => {
    if (!chart) again();
    else if (plot.clientWidth > 0 && plot.clientWidth !== chart.width) {
      chart.setSize({ width: plot.clientWidth, height });
    }
  }).observe(plot);

  return { element: plot, draw, describe: (text) => plot.setAttribute('aria-label', text) };
}

const font = '13px "Geist Variable", system-ui, sans-serif';

/** An axis in the page's own type and colours. */
export function axis(options: uPlot.Axis): uPlot.Axis {
  return {
    stroke: colour('muted'),
    font,
    labelFont: font,
    labelSize: 22,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1, size: 5 },
    ...options,
  };
}

/** The colour with an opacity of 0..1. */
export function faint(hex: string, opacity: number): string {
  return `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
