// The waterfall: a bar for each rung on one logarithmic axis of time. What is solid is left of a step, what is faint
// was saved by the rung's idea.
import type { Page } from '../page/page.ts';
import { h, setText, show } from '../common/dom.ts';
import {
  formatCount,
  formatDifference,
  formatDuration,
  formatInterval,
  formatRatio,
  formatSignificant,
  formatTick,
} from '../ui/format.ts';
import { invitation } from '../contenders/contender.ts';
import type { Difference } from '../common/series.ts';
import type { Estimate } from '../measure/statistics.ts';
import { decadesAround, powersOfTen } from '../ui/decades.ts';
import { explainVerdict, isSignificant, quotedRatio, verdictColour } from '../measure/verdicts.ts';
import type { Panel } from '../ui/panel.ts';
import { explained } from '../ui/term.ts';
import { guessFirst } from '../page/guess-first.ts';
import { trainingKey } from '../page/guesses.ts';
import { checkOf, figuresOf, productOf, type Check, type Figures, type Gain } from './figures.ts';
import type { Ladder } from './ladder.ts';
import type { Rung } from './rungs.ts';

/** A logarithmic axis of time over whole decades. */
interface Axis {
  /** 0 at the left end, 1 at the right. */
  at(milliseconds: number): number;
  ticks: number[];
}

function axisOf(times: readonly number[]): Axis {
  const [low, high] = decadesAround(Math.min(...times) / 1.5, Math.max(...times));
  return {
    at: (milliseconds) => Math.log10(milliseconds / low) / Math.log10(high / low),
    ticks: powersOfTen(low, high),
  };
}

export function waterfallPanel(page: Page, ladder: Ladder): Panel {
  const title = h('h2', { class: 'product', id: 'ladder-product' });
  const interval = h('p', { class: 'muted' });
  const check = h('p', { class: 'muted', id: 'ladder-check' });
  const again = h('button', {
    type: 'button',
    id: 'ladder-again',
    text: 'Try again',
    on: { click: () => ladder.measure([ladder.width]) },
  });
  const untold = h(
    'p',
    { class: 'untold', hidden: true },
    'Some of it could not be told, as the machine was too busy. ',
    again,
  );
  const scale = h('div', { class: 'rung-scale', 'aria-hidden': 'true' });
  const rows = ladder.rungs.map((rung, i) => rungRow(page, ladder, rung, i + 1));
  const element = h(
    'section',
    { class: 'rungs', 'aria-labelledby': 'ladder-product', id: 'waterfall' },
    h('div', { class: 'rungs-head' }, title, interval, check, untold),
    scale,
    h('ol', { 'aria-label': 'Rungs' }, ...rows.map((row) => row.element)),
  );

  function update(): void {
    const measured = ladder.results.get(ladder.width);
    const figures = measured ? figuresOf(measured, ladder.rungs) : [];
    const product = productOf(figures);
    const measuring = ladder.measuring === ladder.width;
    setText(title, describeWhole(ladder));
    setText(
      interval,
      product
        ? `The product of the gains below at width ${ladder.width}; 95% interval ` +
            `${formatInterval(product.estimate)}. Solid is what a step takes, faint what the idea saved, the bracket ` +
            'the interval of that gain.'
        : measuring
          ? 'The bars are drawn when it is done, since drawing would disturb it.'
          : figures.length > 0
            ? 'The rungs, from the slowest to the fastest.'
            : 'The rungs, from the slowest to the fastest. Measure, and each gets its bar.',
    );
    const checked = measured && checkOf(measured, figures);
    setText(check, checked ? describeCheck(checked) : '');
    show(check, checked !== undefined);
    show(untold, !page.measuring && figures.some(({ gain }) => gain?.verdict === 'cannot tell'));
    again.disabled = !ladder.canMeasure;
    const times = figures.map(({ time }) => time).filter(Number.isFinite);
    const axis = times.length > 0 ? axisOf(times) : undefined;
    scale.replaceChildren(...(axis?.ticks ?? []).map((tick) => h('span', { text: formatTick(tick) })));
    show(scale, axis !== undefined);
    element.style.setProperty('--decades', String((axis?.ticks.length ?? 2) - 1));
    const taking = ladder.taking(ladder.width);
    for (const row of rows) row.update(figures, axis, taking);
  }
  return { element, update, interval: 200 };
}

/** What all ideas together come to at the width that is shown. */
export function describeWhole(ladder: Ladder): string {
  const { width } = ladder;
  const measured = ladder.results.get(width);
  const figures = measured ? figuresOf(measured, ladder.rungs) : [];
  const product = productOf(figures);
  if (product) return `${formatRatio(product.estimate)}× from ${product.slowest.name} to ${product.fastest.name}`;
  if (ladder.measuring === width) return `Measuring width ${width} …`;
  if (figures.length === 0) return `Width ${width} is not measured yet`;
  const isUntold = figures[1]?.gain?.verdict === 'cannot tell';
  return isUntold ? `How much is gained at width ${width} cannot be told` : `No significant gain at width ${width}`;
}

interface Row {
  element: HTMLElement;
  /** `taking` are the rungs that take part in what is measured next. */
  update(figures: readonly Figures[], axis: Axis | undefined, taking: readonly Rung[]): void;
}

function rungRow(page: Page, ladder: Ladder, rung: Rung, number: number): Row {
  const whisker = h('div', { class: 'whisker' });
  const track = h(
    'div',
    { class: `track track-${rung.texture}`, 'aria-hidden': 'true' },
    h('div', { class: 'ahead' }),
    h('div', { class: 'done' }),
    h('div', { class: 'head' }),
    whisker,
  );
  const message = h('p', { class: 'lane-message', hidden: true });
  const list = h('dl', { class: 'rung-figures' });
  const ratio = h('span', { class: 'speedup' });
  const verdict = h('span', { class: 'verdict' });
  const toggle = h('input', { type: 'checkbox', 'aria-label': `Measure ${rung.name}` });
  toggle.addEventListener('change', () => ladder.setOn(rung, toggle.checked));
  const toggleLabel = h(
    'label',
    { class: 'switch', title: 'Take part in the next measurement' },
    toggle,
    h('span', { class: 'knob' }),
  );
  const add =
    rung.download &&
    h('button', {
      type: 'button',
      id: `add-${rung.id}`,
      text: invitation(rung),
      on: { click: () => ladder.add(rung) },
    });

  const guess = guessFirst(page.guesses, rung.name);
  const element = h(
    'li',
    { class: 'rung', 'data-contender': rung.id },
    h(
      'div',
      { class: 'who' },
      h('h3', {}, h('span', { class: 'number', 'aria-hidden': 'true', text: String(number) }), ' ', rung.name),
      explained('p', { class: 'what muted' }, rung.idea),
    ),
    h('div', { class: 'run' }, track, list, message, add, guess.element),
    h('div', { class: 'gain' }, h('div', { class: 'gain-text' }, ratio, verdict), toggleLabel),
  );

  return {
    element,
    update(figures, axis, taking) {
      const index = figures.findIndex((one) => one.rung === rung);
      const mine = figures[index];
      const obstacle = ladder.obstacle(rung, ladder.width);
      const waiting = rung.download !== undefined && !ladder.isOn(rung) && !mine;
      const off = !ladder.isOn(rung) && !waiting;
      element.dataset['state'] = mine ? 'measured' : obstacle ? 'impossible' : off ? 'off' : 'waiting';
      element.dataset['verdict'] = mine?.gain ? verdictColour(mine.gain.verdict) : '';
      show(track, mine ? Number.isFinite(mine.time) : !obstacle && !off && !waiting);
      for (const [name, share] of Object.entries(extentOf(figures, index, axis)))
        track.style.setProperty(`--${name}`, String(share));
      show(whisker, mine?.gain !== undefined && mine.gain.verdict !== 'cannot tell');
      list.replaceChildren(...(mine ? figureItems(mine) : []));
      const { gain } = mine ?? {};
      setText(ratio, mine ? (gain ? quotedRatio(gain.estimate, gain) : formatDuration(mine.time)) : '');
      setText(verdict, mine && (gain || Number.isFinite(mine.time)) ? describeGain(gain) : '');
      const explanation = gain ? explainVerdict(gain.estimate, gain) : '';
      const reason = mine ? explanation : (obstacle ?? (off ? 'Left out of the next measurement.' : ''));
      setText(message, reason);
      show(message, reason !== '');
      if (add) {
        show(add, waiting && !obstacle);
        add.disabled = page.measuring || !page.dataset;
      }
      const { against, landed } = guessedAbout(rung, mine, taking);
      const question = against && {
        key: trainingKey(against, rung, ladder.width),
        text: `How many times faster than ${against.noun}?`,
      };
      guess.update(off ? undefined : question, landed, page.measuring);
      show(toggleLabel, !waiting);
      toggle.checked = ladder.isOn(rung);
      toggle.disabled = obstacle !== undefined || page.measuring;
    },
  };
}

/** The rung that one is or will be held against, and what was found where that could be told. */
function guessedAbout(
  rung: Rung,
  mine: Figures | undefined,
  taking: readonly Rung[],
): { against: Rung | undefined; landed: Estimate | undefined } {
  if (mine?.gain) {
    const { against, estimate, verdict } = mine.gain;
    return { against, landed: verdict === 'cannot tell' ? undefined : estimate };
  }
  return { against: taking[taking.indexOf(rung) - 1], landed: undefined };
}

/**
 * Where a bar ends, where the one before it ended, and the interval of the gain, on the axis; a faint bar if not
 * measured.
 */
function extentOf(
  figures: readonly Figures[],
  index: number,
  axis: Axis | undefined,
): Record<'done' | 'before' | 'from' | 'to', number> {
  const mine = figures[index];
  if (!mine || !axis) return { done: 0, before: 1, from: 0, to: 0 };
  const done = axis.at(mine.time);
  const before = mine.gain && mine.gain.verdict !== 'cannot tell' ? figures[index - 1]!.time : mine.time;
  const { low, high } = mine.gain?.estimate ?? { low: NaN, high: NaN };
  const within = (share: number): number => (Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : done);
  return { done, before: axis.at(before), from: within(axis.at(before / high)), to: within(axis.at(before / low)) };
}

function describeGain(gain: Gain | undefined): string {
  if (!gain) return 'a step';
  const { verdict, against } = gain;
  if (isSignificant(verdict)) return `as fast as ${against.noun}${verdict === 'slower' ? ': slower' : ''}`;
  return verdict;
}

/** The product of the gains, held against what was measured directly. */
function describeCheck({ a, b, direct, product, agrees }: Check): string {
  const figure = (estimate: Estimate): string => `${formatRatio(estimate)}× (${formatInterval(estimate)})`;
  return (
    `Held against itself: ${b.noun} is ${figure(direct)} as fast as ${a.noun}, measured directly; the product of the ` +
    `gains between them is ${figure(product)}. ` +
    (agrees
      ? 'They agree.'
      : `They differ by ${formatSignificant(100 * Math.abs(Math.log(product.ratio / direct.ratio)), 2)} %, more than ` +
        'their intervals allow: a product of gains is right within that.')
  );
}

function describeDifference({ largest, compared }: Difference): string {
  const steps = formatCount(compared, 'step');
  return largest === 0 ? `the same to the last bit over ${steps}` : `within ${formatDifference(largest)} over ${steps}`;
}

function figureItems(figures: Figures): HTMLElement[] {
  const { time, gain, difference, about } = figures;
  const item = (label: string, text: string): HTMLElement => h('div', {}, h('dt', { text: label }), h('dd', { text }));
  return [
    ...(Number.isFinite(time) ? [item('per step', formatDuration(time))] : []),
    ...(gain && gain.verdict !== 'cannot tell'
      ? [
          item('95% interval', `${formatInterval(gain.estimate)} (n = ${gain.estimate.rounds})`),
          item('same code twice', `${formatRatio(gain.control)} (${formatInterval(gain.control)})`),
        ]
      : []),
    item('losses', difference ? describeDifference(difference) : 'what the others are compared with'),
    ...(about ? [item('on', about)] : []),
  ];
}
