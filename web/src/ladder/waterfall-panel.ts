// The waterfall: a bar for each rung on one logarithmic axis of time. What is solid is left of a step, what is faint
// was saved by the rung's idea.
import type { Page } from '../page/page.ts';
import { h, setText, show } from '../common/dom.ts';
import {
  formatCount,
  formatDifference,
  formatDuration,
  formatInterval,
  formatSignificant,
  formatSpeedup,
  formatTick,
} from '../ui/format.ts';
import { invitation } from '../contenders/contender.ts';
import type { Difference } from '../common/series.ts';
import { decadesAround, powersOfTen } from '../ui/decades.ts';
import { isSignificant, verdictWords } from '../measure/verdicts.ts';
import type { Panel } from '../ui/panel.ts';
import { figuresOf, productOf, type Figures, type Gain } from './figures.ts';
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
  const scale = h('div', { class: 'rung-scale', 'aria-hidden': 'true' });
  const rows = ladder.rungs.map((rung, i) => rungRow(page, ladder, rung, i + 1));
  const element = h(
    'section',
    { class: 'rungs', 'aria-labelledby': 'ladder-product', id: 'waterfall' },
    h('div', { class: 'rungs-head' }, title, interval),
    scale,
    h('ol', { 'aria-label': 'Rungs' }, ...rows.map((row) => row.element)),
  );

  function update(): void {
    const measured = ladder.results.get(ladder.width);
    const figures = measured ? figuresOf(measured, ladder.rungs) : [];
    const product = productOf(figures);
    const measuring = ladder.measuring === ladder.width;
    setText(
      title,
      product
        ? `${formatSpeedup(product.estimate.ratio)} from ${product.slowest.name} to ${product.fastest.name}`
        : measuring
          ? `Measuring width ${ladder.width} …`
          : `Width ${ladder.width} is not measured yet`,
    );
    setText(
      interval,
      product
        ? `The product of the gains below at width ${ladder.width}; 95% interval ` +
            `${formatInterval(product.estimate)}. Solid is what a step takes, faint what the idea saved, the bracket ` +
            'the interval of that gain.'
        : measuring
          ? 'The bars are drawn when it is done, since drawing would disturb it.'
          : 'The rungs, from the slowest to the fastest. Measure, and each gets its bar.',
    );
    const axis = figures.length > 0 ? axisOf(figures.map(({ time }) => time)) : undefined;
    scale.replaceChildren(...(axis?.ticks ?? []).map((tick) => h('span', { text: formatTick(tick) })));
    show(scale, axis !== undefined);
    element.style.setProperty('--decades', String((axis?.ticks.length ?? 2) - 1));
    for (const row of rows) row.update(figures, axis);
  }
  return { element, update, interval: 200 };
}

interface Row {
  element: HTMLElement;
  update(figures: readonly Figures[], axis: Axis | undefined): void;
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

  const element = h(
    'li',
    { class: 'rung', 'data-contender': rung.id },
    h(
      'div',
      { class: 'who' },
      h('h3', {}, h('span', { class: 'number', text: String(number) }), rung.name),
      h('p', { class: 'what muted', text: rung.idea }),
    ),
    h('div', { class: 'run' }, track, list, message, add),
    h('div', { class: 'gain' }, h('div', { class: 'gain-text' }, ratio, verdict), toggleLabel),
  );

  return {
    element,
    update(figures, axis) {
      const index = figures.findIndex((one) => one.rung === rung);
      const mine = figures[index];
      const obstacle = ladder.obstacle(rung, ladder.width);
      const waiting = rung.download !== undefined && !ladder.isOn(rung) && !mine;
      const off = !ladder.isOn(rung) && !waiting;
      element.dataset['state'] = mine ? 'measured' : obstacle ? 'impossible' : off ? 'off' : 'waiting';
      element.classList.toggle('insignificant', mine?.gain?.verdict === 'no significant difference');
      show(track, mine !== undefined || (!obstacle && !off && !waiting));
      for (const [name, share] of Object.entries(extentOf(figures, index, axis)))
        track.style.setProperty(`--${name}`, String(share));
      show(whisker, mine?.gain !== undefined);
      list.replaceChildren(...(mine ? figureItems(mine) : []));
      setText(ratio, mine ? (mine.gain ? formatSpeedup(mine.gain.estimate.ratio) : formatDuration(mine.time)) : '');
      setText(verdict, mine ? describeGain(mine.gain) : '');
      const reason = mine ? '' : (obstacle ?? (off ? 'Left out of the next measurement.' : ''));
      setText(message, reason);
      show(message, reason !== '');
      if (add) {
        show(add, waiting && !obstacle);
        add.disabled = page.measuring || !page.dataset;
      }
      show(toggleLabel, !waiting);
      toggle.checked = ladder.isOn(rung);
      toggle.disabled = obstacle !== undefined || page.measuring;
    },
  };
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
  const before = mine.gain ? figures[index - 1]!.time : mine.time;
  const { low, high } = mine.gain?.estimate ?? { low: NaN, high: NaN };
  const within = (share: number): number => (Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : done);
  return { done, before: axis.at(before), from: within(axis.at(before / high)), to: within(axis.at(before / low)) };
}

function describeGain(gain: Gain | undefined): string {
  if (!gain) return 'a step';
  if (gain.verdict === 'cannot tell') return `cannot tell: ${gain.reason}`;
  return isSignificant(gain.verdict) ? `as fast as ${gain.against.noun}` : verdictWords[gain.verdict];
}

function describeDifference({ largest, compared }: Difference): string {
  const steps = formatCount(compared, 'step');
  return largest === 0 ? `the same to the last bit over ${steps}` : `within ${formatDifference(largest)} over ${steps}`;
}

function figureItems(figures: Figures): HTMLElement[] {
  const { time, gain, difference, about } = figures;
  const item = (label: string, text: string): HTMLElement => h('div', {}, h('dt', { text: label }), h('dd', { text }));
  return [
    item('per step', formatDuration(time)),
    ...(gain
      ? [
          item('95% interval', `${formatInterval(gain.estimate)} (n = ${gain.estimate.rounds})`),
          item('same code twice', `${formatSignificant(gain.control.ratio)} (${formatInterval(gain.control)})`),
        ]
      : []),
    item('losses', difference ? describeDifference(difference) : 'what the others are compared with'),
    ...(about ? [item('on', about)] : []),
  ];
}
