// The figure of a card over the sizes that were measured, a line for each contender.
import type uPlot from 'uplot';
import { axis, createChart, type ChartOptions } from '../charts/chart.ts';
import { h } from '../common/dom.ts';
import { formatList, formatSignificant } from '../common/format.ts';
import { colour } from '../common/theme.ts';
import { figure, type Result } from './analysis.ts';
import type { Card } from './catalogue.ts';
import { palette } from './palette.ts';
import { at } from './sentences.ts';

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
    const names = card.contenders.map(({ name }) => name)
      .filter((name) => results.some(({ outcomes }) => outcomes.some((outcome) => outcome.name === name)));
    const values = names.map((name) => results.map(({ outcomes }) => {
      const outcome = outcomes.find((candidate) => candidate.name === name);
      return outcome ? figure(card, outcome) : null;
    }));
    const ceiling = results.map(commonCeiling);
    const withCeiling = card.unit !== 'ns' && ceiling.every((rate) => rate !== null);
    const data = [sizes, ...values, ...(withCeiling ? [ceiling] : [])] as uPlot.AlignedData;
    chart.draw([...sizes, ...names, withCeiling].join(), () => options(card, sizes, names, withCeiling), data);
    legend.replaceChildren(
      ...names.map((name) => h('li', {}, h('span', { class: 'swatch width-2', 'data-contender': colours.get(name) }), name)),
      ...(withCeiling ? [h('li', {}, h('span', { class: 'swatch dashed' }), 'ceiling')] : []));
    const described = names.map((name, i) =>
      `${name}: ${formatList(sizes.map((size, k) => `${formatSignificant(values[i]![k] ?? NaN)} at ${size}`))}`);
    chart.describe(`${unitOf(card)} over the size. ${described.join('. ')}.`);
  }
  return { element, draw };
}

/** The ceiling where all contenders have the same one. */
function commonCeiling({ outcomes, raw }: Result): number | null {
  return raw.ceilings.length === 1 ? (outcomes[0]?.ceiling?.rate ?? null) : null;
}

function unitOf(card: Card): string {
  return card.unit === 'ns' ? `ns per ${card.item}` : card.unit;
}

/** 250000 -> "250k" */
export function short(size: number): string {
  if (size >= 1e6) return `${formatSignificant(size / 1e6, 2)}M`;
  return size >= 1e3 ? `${formatSignificant(size / 1e3, 3)}k` : String(size);
}

function options(card: Card, sizes: readonly number[], names: readonly string[], withCeiling: boolean): ChartOptions {
  const colours = palette(card);
  const label = at(card, 0).replace(/^0 /, '').replace('0 × 0', card.size);
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, distr: 3, range: [sizes[0]! * 0.8, sizes.at(-1)! * 1.25] },
      y: card.unit === 'ns' ? { distr: 3 } : { range: (_, _low, high) => [0, high * 1.08] },
    },
    axes: [
      axis({ label, size: 34, splits: () => [...sizes], filter: (_, splits) => splits, values: (_, splits) => splits.map(short) }),
      axis({ label: unitOf(card), size: 50, values: (_, splits) => splits.map((split) => (split === null ? '' : formatSignificant(split, 2))) }),
    ],
    series: [
      {},
      ...names.map((name): uPlot.Series => ({
        label: name, stroke: colour(`lane-${colours.get(name)}`), width: 2.5, spanGaps: true,
        points: { show: true, size: 7, fill: colour(`lane-${colours.get(name)}`) },
      })),
      ...(withCeiling ? [{ label: 'ceiling', stroke: colour('muted'), width: 1.5, dash: [6, 5], points: { show: false } }] : []),
    ],
  };
}
