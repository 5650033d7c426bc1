// Time per step over the width of the model, a line for each rung: where fixed cost ends and arithmetic begins.
import type uPlot from 'uplot';
import { axis, createChart, type ChartOptions } from '../ui/chart.ts';
import { decadesAround, powersOfTen } from '../ui/decades.ts';
import { h } from '../common/dom.ts';
import { formatDuration, formatList, formatTick } from '../ui/format.ts';
import { colour } from '../ui/theme.ts';
import type { Panel } from '../ui/panel.ts';
import { figuresOf, type Figures } from './figures.ts';
import type { Ladder } from './ladder.ts';
import { byWidth } from './measured.ts';
import type { Rung } from './rungs.ts';
import { widths } from './sizes.ts';
import { describeCrossings } from './words.ts';

export function widthChartPanel(ladder: Ladder): Panel {
  const chart = createChart(340);
  const legend = h('ul', { class: 'legend' });
  const crossings = h('ul', { class: 'told', id: 'crossings' });
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'width-chart-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'width-chart-title', text: 'Step time over width' })),
    h('p', {
      class: 'meaning',
      text:
        'Twice the width is four times the arithmetic. A line that rises less steeply than that on the left is ' +
        'mostly fixed cost there; where all lines rise alike, arithmetic decides.',
    }),
    chart.element,
    legend,
    crossings,
  );

  function update(): void {
    const measured = byWidth(ladder.results);
    const figures = measured.map((one) => figuresOf(one, ladder.rungs));
    const at = measured.map((one) => one.config.nEmbd);
    const shown = ladder.rungs.filter((rung) => figures.some((list) => of(list, rung)));
    const times = shown.map((rung) => figures.map((list) => of(list, rung)?.time ?? null));
    const known = times.flat().filter((time) => time !== null);
    const [low, high] = known.length > 0 ? decadesAround(Math.min(...known), Math.max(...known)) : [0.01, 10];
    chart.draw([low, high, ...shown.map(({ id }) => id)].join(), () => options(shown, low, high), [at, ...times]);
    chart.describe(
      shown.length > 0
        ? `Time per step over width. ${shown.map((rung, i) => inWords(rung, at, times[i]!)).join(' ')}`
        : 'Time per step over width. Nothing is measured yet.',
    );
    legend.replaceChildren(
      ...shown.map(({ id, short }) => h('li', {}, h('span', { class: 'swatch square', 'data-contender': id }), short)),
    );
    crossings.replaceChildren(
      ...(shown.length > 0
        ? describeCrossings(ladder.results, ladder.rungs)
        : ['Each width that is measured adds its points.']
      ).map((text) => h('li', { text })),
    );
  }
  return { element, update, interval: 200 };
}

function of(figures: readonly Figures[], rung: Rung): Figures | undefined {
  return figures.find((one) => one.rung === rung && Number.isFinite(one.time));
}

function inWords(rung: Rung, at: readonly number[], times: readonly (number | null)[]): string {
  const points = at.flatMap((width, i) => (times[i] ? [`${formatDuration(times[i])} at ${width}`] : []));
  return `${rung.name}: ${formatList(points)}.`;
}

function options(shown: readonly Rung[], low: number, high: number): ChartOptions {
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, distr: 3, log: 2, range: [14, 292] }, y: { distr: 3, range: [low, high] } },
    axes: [
      axis({
        label: 'width',
        size: 34,
        splits: () => [...widths],
        filter: (_, ticks) => ticks,
        // A narrow chart has room for every other width only.
        values: (plot, ticks) => ticks.map((tick) => (plot.width < 480 && Math.log2(tick) % 1 > 0 ? '' : String(tick))),
      }),
      axis({
        label: 'time per step',
        size: 62,
        splits: () => powersOfTen(low, high),
        filter: (_, ticks) => ticks,
        values: (_, ticks) => ticks.map(formatTick),
      }),
    ],
    series: [
      {},
      ...shown.map(({ id, name }): uPlot.Series => {
        const stroke = colour(`lane-${id}`);
        return { label: name, stroke, width: 2, spanGaps: true, points: { show: true, size: 7, fill: stroke } };
      }),
    ],
  };
}
