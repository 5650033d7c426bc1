// The histogram of milliseconds per step over timed chunks, all contenders on one logarithmic axis.
import uPlot from 'uplot';
import { axis, createChart, faint, type ChartOptions } from '../ui/chart.ts';
import { decadesAround, powersOfTen } from '../ui/decades.ts';
import { binStart, commonBins, LogHistogram } from './curves.ts';
import { h } from '../common/dom.ts';
import { formatCount, formatDuration, formatList, formatTick } from '../ui/format.ts';
import { median } from '../measure/statistics.ts';
import { colour } from '../ui/theme.ts';
import type { Run, Runner } from './runner.ts';
import type { Panel } from '../ui/panel.ts';
import { explained } from '../ui/term.ts';
import type { Race } from './race.ts';
import { doubtWords, isTold } from './timing.ts';

export function timingPanel(race: Race): Panel {
  const chart = createChart(300);
  const list = h('ul', { class: 'legend' });
  const note = explained('p', { class: 'help' }, describeChunks(race.page.timerStep));
  const histograms = new Map<Runner, { run: Run; histogram: LogHistogram }>();
  const element = h(
    'section',
    { class: 'card timing', 'aria-labelledby': 'timing-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'timing-title', text: 'Time per step' })),
    h('p', {
      class: 'meaning',
      text: 'How often a step took how long. Each grid line to the left is ten times as fast.',
    }),
    chart.element,
    list,
    note,
  );

  function histogramOf(runner: Runner): LogHistogram {
    let known = histograms.get(runner);
    if (known?.run !== runner.run) {
      known = { run: runner.run, histogram: new LogHistogram() };
      histograms.set(runner, known);
    }
    known.histogram.follow(runner.run.chunks.map(({ milliseconds }) => milliseconds));
    return known.histogram;
  }

  function update(): void {
    const runners = race.activeRunners();
    const counted = runners.map(histogramOf);
    const bins = commonBins(counted);
    const shares = counted.map((histogram) => bins.map((bin) => histogram.share(bin) || null));
    const [low, high] =
      bins.length > 0 ? decadesAround(binStart(bins[0]! - 1), binStart(bins.at(-1)! + 2)) : [0.01, 10];
    chart.draw([low, high, ...runners.map((r) => r.contender.id)].join(), () => options(runners, low, high), [
      bins.map(binStart),
      ...shares,
    ]);
    list.replaceChildren(
      ...runners.map((runner) =>
        h('li', {}, h('span', { class: 'swatch square', 'data-contender': runner.contender.id }), summary(runner)),
      ),
    );
    const parts = runners.filter((runner) => runner.run.chunks.length > 0).map(summary);
    chart.describe(parts.length > 0 ? `Time per step. ${formatList(parts)}.` : 'Time per step. Nothing is timed yet.');
  }
  return { element, update, interval: 150 };
}

function describeChunks(timerStep: number): string {
  return (
    `Timed in chunks that this page’s timer, which moves in steps of ${formatDuration(timerStep)}, can read; a chunk ` +
    'counts as its average. The median is that of the calm ones, which no other program interrupted.'
  );
}

function summary(runner: Runner): string {
  const { chunks } = runner.run;
  const { short } = runner.contender;
  if (chunks.length === 0) return `${short}: no chunk yet`;
  const steps = median(chunks.map((chunk) => chunk.steps));
  const { length } = chunks;
  const size =
    steps === 1
      ? formatCount(length, 'single step')
      : `${formatCount(length, 'chunk')} of about ${formatCount(steps, 'step')}`;
  const told = isTold(runner.timing) ? `median ${formatDuration(runner.timing.median)}` : doubtWords[runner.timing];
  return `${short}: ${told}, ${size}`;
}

function options(runners: readonly Runner[], low: number, high: number): ChartOptions {
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, distr: 3, range: [low, high] },
      y: { range: (_, __, top) => [0, Math.max(10, (top ?? 0) * 1.1)] },
    },
    axes: [
      axis({
        label: 'time per step',
        size: 34,
        splits: () => powersOfTen(low, high),
        filter: (_, ticks) => ticks,
        values: (_, ticks) => ticks.map(formatTick),
      }),
      axis({ label: 'share of chunks, %', size: 44 }),
    ],
    series: [
      {},
      ...runners.map((runner): uPlot.Series => {
        const stroke = colour(`lane-${runner.contender.id}`);
        return {
          label: runner.contender.name,
          stroke,
          // Faint within an outline, so that what lies behind is seen.
          fill: faint(stroke, 0.12),
          width: 2,
          points: { show: false },
          paths: uPlot.paths.bars!({ size: [1, 40, 3], align: 1 }),
        };
      }),
    ],
  };
}
