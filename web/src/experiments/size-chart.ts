// The figure of a card over the sizes that were measured, a line for each contender.
import type uPlot from 'uplot';
import { axis, createChart, type ChartOptions } from '../ui/chart.ts';
import { powersOfTen } from '../ui/decades.ts';
import { h } from '../common/dom.ts';
import { formatList, formatSignificant } from '../ui/format.ts';
import { colour } from '../ui/theme.ts';
import { figure, type Result } from './analysis.ts';
import type { Card } from './cards.ts';
import { palette } from './palette.ts';
import { shortSize } from './sentences.ts';

export interface SizeChart {
  element: HTMLElement;
  draw(results: readonly Result[]): void;
}

export function sizeChart(card: Card): SizeChart {
  const chart = createChart(280);
  const legend = h('ul', { class: 'legend' });
  const element = h('div', { class: 'size-chart' }, chart.element, legend);
  const colours = palette(card);

  function draw(results: readonly Result[]): void {
    const sizes = results.map(({ size }) => size);
    const names = card.contenders
      .map(({ name }) => name)
      .filter((name) => results.some(({ outcomes }) => outcomes.some((outcome) => outcome.name === name)));
    const values = names.map((name) =>
      results.map(({ outcomes }) => {
        const outcome = outcomes.find((candidate) => candidate.name === name);
        return outcome?.quotable ? figure(card, outcome) : null;
      }),
    );
    const ceiling = results.map((result) => result.ceiling?.rate ?? null);
    const withCeiling = card.unit !== 'ns' && ceiling.every((rate) => rate !== null);
    const data = [sizes, ...values, ...(withCeiling ? [ceiling] : [])] as uPlot.AlignedData;
    chart.draw([...sizes, ...names, withCeiling].join(), () => options(card, sizes, names, withCeiling), data);
    legend.replaceChildren(
      ...names.map((name) =>
        h('li', {}, h('span', { class: 'swatch thick', 'data-contender': colours.get(name) }), name),
      ),
      ...(withCeiling ? [h('li', {}, h('span', { class: 'swatch dashed' }), 'ceiling')] : []),
    );
    const described = names.map(
      (name, i) =>
        `${name}: ${formatList(sizes.map((size, k) => `${formatSignificant(values[i]![k] ?? NaN)} at ${size}`))}`,
    );
    chart.describe(`${unitOf(card)} over the size. ${described.join('. ')}.`);
  }
  return { element, draw };
}

function unitOf(card: Card): string {
  return card.unit === 'ns' ? `ns per ${card.item}` : card.unit;
}

function options(card: Card, sizes: readonly number[], names: readonly string[], withCeiling: boolean): ChartOptions {
  const colours = palette(card);
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, distr: 3, range: [sizes[0]! * 0.8, sizes.at(-1)! * 1.25] },
      y: card.unit === 'ns' ? { distr: 3 } : { range: (_, _low, high) => [0, high * 1.08] },
    },
    axes: [
      axis({
        label: card.size,
        size: 34,
        splits: () => [...sizes],
        filter: (_, splits) => splits,
        values: (_, splits) => splits.map(shortSize),
      }),
      axis({
        label: unitOf(card),
        size: 50,
        ...(card.unit === 'ns'
          ? { splits: (_: uPlot, _axis: number, low: number, high: number) => powersOfTen(low, high) }
          : {}),
        values: (_, splits) => splits.map((split) => String(Number(split.toPrecision(3)))),
      }),
    ],
    series: [
      {},
      ...names.map(
        (name): uPlot.Series => ({
          label: name,
          stroke: colour(`lane-${colours.get(name)}`),
          width: 2.5,
          spanGaps: true,
          points: { show: true, size: 7, fill: colour(`lane-${colours.get(name)}`) },
        }),
      ),
      ...(withCeiling
        ? [{ label: 'ceiling', stroke: colour('muted'), width: 1.5, dash: [6, 5], points: { show: false } }]
        : []),
    ],
  };
}
