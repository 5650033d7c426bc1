// The time of each call over its number, both on logarithmic axes, with a line for each level that was found.
import { axis, createChart, faint, type Chart, type ChartOptions } from '../../ui/chart.ts';
import { formatInteger, formatTick } from '../../ui/format.ts';
import { colour } from '../../ui/theme.ts';
import { pace, type Chunk, type Level } from './levels.ts';
import type { WarmUpRun } from './warm-up-runs.ts';

export interface WarmUpChart {
  element: HTMLElement;
  draw(run: WarmUpRun, description: string): void;
}

export function warmUpChart(): WarmUpChart {
  const chart: Chart = createChart(320);
  function draw({ chunks, levels }: WarmUpRun, description: string): void {
    const calls = chunks.map(middle);
    const held =
      (level: Level | undefined) =>
      (call: number): number | null =>
        level && level.from <= call && call <= level.to ? level.milliseconds : null;
    const x = [low(1), Math.max(...calls) * 1.3] as const;
    const paces = chunks.map(pace);
    const y = [low(Math.min(...paces)), high(Math.max(...paces))] as const;
    chart.draw(`${x[1]},${y[0]},${y[1]}`, () => options(x, y), [
      calls,
      paces,
      calls.map(held(levels.baseline)),
      calls.map(held(levels.steady)),
    ]);
    chart.describe(description);
  }
  return { element: chart.element, draw };
}

/** Between its first and its last call, as a logarithmic axis has it. */
const middle = ({ first, calls }: Chunk): number => Math.sqrt(first * (first + calls - 1));

const low = (value: number): number => value * 0.75;
const high = (value: number): number => value * 1.4;

/** 1, 2 and 5 times the powers of ten in a range, or the powers alone where these would be many. */
function ticks(from: number, to: number): number[] {
  const decades = Array.from({ length: 16 }, (_, i) => 10 ** (i - 7));
  const all = decades.flatMap((decade) => (to / from < 300 ? [decade, 2 * decade, 5 * decade] : [decade]));
  return all.filter((tick) => tick >= from && tick <= to);
}

function options(x: readonly [number, number], y: readonly [number, number]): ChartOptions {
  const line = (name: string, label: string) => ({ label, stroke: colour(name), width: 3, points: { show: false } });
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, distr: 3, range: [...x] }, y: { distr: 3, range: [...y] } },
    axes: [
      axis({
        label: 'number of the call',
        size: 34,
        splits: () => ticks(...x),
        filter: (_, all) => all,
        values: (_, all) => all.map(formatInteger),
      }),
      axis({
        label: 'time of the call',
        size: 62,
        splits: () => ticks(...y),
        filter: (_, all) => all,
        values: (_, all) => all.map(formatTick),
      }),
    ],
    series: [
      {},
      {
        label: 'calls',
        stroke: colour('muted'),
        paths: () => null,
        points: { show: true, size: 4, width: 0, fill: faint(colour('muted'), 0.55) },
      },
      line('lane-value', 'baseline code'),
      line('lane-simd', 'optimised code'),
    ],
  };
}
