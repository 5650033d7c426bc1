// The loss curves of all contenders on one chart, and what the loss means in words. As the curves coincide, they are
// drawn one inside the other: the first contender as the widest line, the last as the thinnest.
import type uPlot from 'uplot';
import { axis, createChart, faint, type ChartOptions } from '../ui/chart.ts';
import { moments, stepsAt, thinnedSteps, valuesAt } from './curves.ts';
import { h, setText, show } from '../common/dom.ts';
import {
  formatCount,
  formatDifference,
  formatInteger,
  formatList,
  formatLoss,
  formatSignificant,
} from '../ui/format.ts';
import { colour } from '../ui/theme.ts';
import type { Runner } from './runner.ts';
import { segmented } from '../ui/segmented.ts';
import type { Panel } from '../ui/panel.ts';
import type { Race } from './race.ts';

const pointsDrawn = 700;
const firstSteps = 50;

export function lossPanel(race: Race): Panel {
  const chart = createChart(300);
  const range = segmented(
    'Steps shown',
    [
      ['all', 'All steps'],
      ['first', `First ${firstSteps}`],
    ],
    'all',
    update,
  );
  const curve = segmented(
    'Curve',
    [
      ['smooth', 'Smoothed'],
      ['raw', 'Raw'],
      ['both', 'Both'],
    ],
    'smooth',
    update,
  );
  const legend = h('ul', { class: 'legend' });
  const agreement = h('p', { class: 'agreement', id: 'agreement' });
  const meaning = h('p', { class: 'meaning', id: 'meaning' });

  const element = h(
    'section',
    { class: 'card loss', 'aria-labelledby': 'loss-title' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: 'loss-title', text: 'Loss' }),
      h('div', { class: 'switches' }, range.element, curve.element),
    ),
    meaning,
    chart.element,
    legend,
    agreement,
  );

  let drawnKey = '';
  function update(): void {
    const runners = race.activeRunners();
    const seconds = race.setup?.seconds;
    const few = range.value === 'first' && seconds === undefined;
    const shown = seconds ?? (few ? firstSteps : (race.setup?.steps ?? 1000));
    show(range.element, seconds === undefined);
    const { axis: positions, stepsOf } = seconds === undefined ? alongSteps(runners, shown) : alongTime(seconds);
    const [raw, smooth] = [curve.value !== 'smooth', curve.value !== 'raw'];
    const hidden = positions.map(() => null);
    const data: uPlot.AlignedData = [
      positions,
      ...runners.map((runner) => (raw ? valuesAt(runner.run.losses.values(), stepsOf(runner)) : hidden)),
      ...runners.map((runner) => (smooth ? valuesAt(race.smoothed(runner).values(), stepsOf(runner)) : hidden)),
    ];
    const vocabulary = runners.find((runner) => runner.run.info)?.run.info?.vocabulary;
    const key = [shown, seconds, curve.value, vocabulary, ...runners.map((runner) => runner.contender.id)].join();
    chart.draw(
      key,
      () => options(runners, { shown, few, byTime: seconds !== undefined }, curve.value, vocabulary),
      data,
    );

    if (key !== drawnKey) {
      drawnKey = key;
      legend.replaceChildren(
        ...runners.map(({ contender: { id, name } }, i) => {
          const swatch = h('span', { class: 'swatch', 'data-contender': id });
          swatch.style.setProperty('--thickness', `${Math.ceil(nested(i, runners.length))}px`);
          return h('li', {}, swatch, name);
        }),
      );
    }
    setText(
      meaning,
      describeLoss(runners, vocabulary, (runner) => race.smoothed(runner).last()),
    );
    setText(agreement, describeAgreement(race));
    chart.describe(describeChart(runners));
  }
  return { element, update, interval: 120 };
}

/** Where points lie on the horizontal axis, and which steps of a contender these are. */
interface Along {
  axis: number[];
  stepsOf(runner: Runner): ArrayLike<number>;
}

function alongSteps(runners: readonly Runner[], shown: number): Along {
  const steps = thinnedSteps(Math.min(shown, Math.max(0, ...runners.map(({ step }) => step))), pointsDrawn);
  return { axis: Array.from(steps), stepsOf: () => steps };
}

function alongTime(seconds: number): Along {
  const times = moments(seconds, pointsDrawn);
  return { axis: times, stepsOf: ({ step, run }) => stepsAt(times, step, run.milliseconds / 1000) };
}

interface Range {
  /** Of steps or seconds. */
  shown: number;
  /** So few steps that each is a point. */
  few: boolean;
  byTime: boolean;
}

function options(runners: readonly Runner[], range: Range, curve: string, vocabulary?: number): ChartOptions {
  const { shown, few, byTime } = range;
  const count = runners.length;
  const stroke = (runner: Runner): string => colour(`lane-${runner.contender.id}`);
  return {
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: byTime ? [0, shown] : [1, Math.max(2, shown)] },
      y: { range: lossRange(vocabulary) },
    },
    axes: [
      axis({
        label: byTime ? 'seconds of its own' : 'step',
        size: 34,
        values: (_, ticks) => ticks.map((tick) => (byTime ? String(tick) : formatInteger(tick))),
      }),
      axis({
        label: 'loss',
        size: 44,
        values: (_, ticks) => ticks.map((tick) => (tick < 1e5 ? String(tick) : formatLarge(tick))),
      }),
    ],
    series: [
      {},
      ...runners.map(
        (runner, i): uPlot.Series => ({
          label: `${runner.contender.name}, raw`,
          show: curve !== 'smooth',
          stroke: faint(stroke(runner), curve === 'raw' ? 1 : 0.3),
          width: curve === 'raw' ? nested(i, count) : 1,
          points: { show: few && curve === 'raw' },
        }),
      ),
      ...runners.map(
        (runner, i): uPlot.Series => ({
          label: runner.contender.name,
          show: curve !== 'raw',
          stroke: stroke(runner),
          width: nested(i, count),
          points: { show: false },
        }),
      ),
    ],
    hooks: { draw: vocabulary ? [(plot) => drawGuessing(plot, vocabulary)] : [] },
  };
}

/** Line widths that leave every curve of a bundle to be seen: the last contender's is the thinnest and on top. */
function nested(index: number, count: number): number {
  return 1.25 + Math.min(1, 5 / (count - 1)) * (count - 1 - index);
}

/** The vertical range: all that is drawn, and always the loss of blind guessing. */
function lossRange(vocabulary?: number): uPlot.Scale.Range {
  const guessing = vocabulary ? Math.log(vocabulary) : 3.3;
  return (_, low, high) => {
    const [bottom, top] = [Math.min(low ?? guessing, guessing - 1), Math.max(high ?? guessing, guessing)];
    const margin = (top - bottom) * 0.06;
    return [bottom - margin, top + margin];
  };
}

/** A dashed line at ln V: the loss of a model that knows nothing. */
function drawGuessing(plot: uPlot, vocabulary: number): void {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(Math.log(vocabulary), 'y', true));
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('muted');
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${12 * ratio}px "Geist Variable", system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  const label = `guessing among ${formatInteger(vocabulary)}`;
  const [right, bottom] = [bbox.left + bbox.width - 6 * ratio, y - 3 * ratio];
  // Curves pass behind it.
  ctx.setLineDash([]);
  ctx.lineWidth = 5 * ratio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colour('card');
  ctx.strokeText(label, right, bottom);
  ctx.fillText(label, right, bottom);
  ctx.restore();
}

function formatLarge(value: number): string {
  return value < 1e5 ? formatSignificant(value, 3) : value.toExponential(1);
}

/** exp(loss) is the number of equally likely characters among which a guess would be as hard. */
function describeLoss(
  runners: readonly Runner[],
  vocabulary: number | undefined,
  lossOf: (r: Runner) => number,
): string {
  if (!vocabulary) return 'The loss says how surprised the model is by the next character.';
  const guess = formatSignificant(Math.log(vocabulary), 2);
  const blind = `${guess} would be guessing among all ${formatInteger(vocabulary)}`;
  const furthest = runners.reduce<Runner | undefined>((a, b) => (a && a.step >= b.step ? a : b), undefined);
  const loss = furthest && furthest.step > 0 ? lossOf(furthest) : NaN;
  if (!Number.isFinite(loss)) return `The loss says how surprised the model is by the next character: ${blind}.`;
  if (loss > Math.log(vocabulary) + 0.5) {
    return (
      `A loss of ${formatLarge(loss)} is worse than guessing: the model is sure of wrong characters. Knowing ` +
      `nothing, ${blind}.`
    );
  }
  const among = formatSignificant(Math.exp(loss), 3);
  return `A loss of ${formatSignificant(loss, 3)} is like guessing among ${among} equally likely characters; ${blind}.`;
}

function describeAgreement(race: Race): string {
  const { baseline } = race;
  const others = race.activeRunners().filter((runner) => runner !== baseline);
  const differences = others.map((runner) => race.difference(runner)).filter(({ compared }) => compared > 0);
  if (!baseline || differences.length === 0) {
    return 'All contenders train the same model on the same data, so their curves lie one inside the other.';
  }
  const worst = differences.reduce((a, b) => (b.largest > a.largest ? b : a));
  const compared = `over ${formatCount(Math.max(...differences.map((d) => d.compared)), 'common step')}`;
  const amount = formatDifference(worst.largest);
  if (worst.largest === 0) return `The losses are the same to the last bit ${compared}.`;
  if (worst.largest < 1e-4) {
    return (
      `The curves coincide: the largest |difference| ${compared} is ${amount}, at step ` +
      `${formatInteger(worst.step)}.`
    );
  }
  return (
    `The largest |difference| ${compared} is ${amount}, at step ${formatInteger(worst.step)}. That is no error: a ` +
    'single step agrees within 2e-6, and 1,000 steps at microGPT’s size within 1e-5, but rounding grows from step to ' +
    'step, so that long runs and wide or deep models part ways.'
  );
}

function describeChart(runners: readonly Runner[]): string {
  const parts = runners
    .filter((runner) => runner.step > 0)
    .map((runner) => `${runner.contender.name} at step ${runner.step} with ${formatLoss(runner.run.losses.last())}`);
  return parts.length > 0 ? `Loss over steps. ${formatList(parts)}.` : 'Loss over steps. Nothing is trained yet.';
}
