// Every figure of a card at one size, as a table.
import { h } from '../common/dom.ts';
import { describeGaps } from '../measure/gap.ts';
import type { Estimate } from '../measure/statistics.ts';
import { formatDuration, formatInteger, formatInterval, formatRatio, formatSignificant } from '../ui/format.ts';
import { gigabytes, gigaflops, nanoseconds, type Outcome, type Result } from './analysis.ts';
import type { Card } from './cards.ts';

function columns(card: Card): [string, (outcome: Outcome) => string][] {
  const told = (of: (outcome: Outcome) => number) => (outcome: Outcome) =>
    outcome.quotable ? formatSignificant(of(outcome)) : '–';
  return [
    [`ns per ${card.item}`, told(nanoseconds)],
    [
      card.item === 'element' ? 'Million elements/s' : 'Million items/s',
      told((outcome) => 1000 / nanoseconds(outcome)),
    ],
    ['GB/s', told(gigabytes)],
    ['GFLOP/s', (outcome) => (outcome.flops > 0 ? told(gigaflops)(outcome) : '–')],
    ['Of the ceiling', ({ share }) => (share === undefined ? '–' : `${formatSignificant(100 * share, 2)}%`)],
    [
      'Ratio to the first',
      ({ speedup }) => (speedup && speedup.verdict !== 'cannot tell' ? interval(speedup.estimate) : '–'),
    ],
    ['Checksum of a pass', ({ checksum }) => String(checksum)],
  ];
}

function interval(estimate: Estimate): string {
  return `${formatRatio(estimate)} (${formatInterval(estimate)})`;
}

export function figuresTable(card: Card, result: Result): HTMLElement {
  const shown = columns(card);
  return h(
    'table',
    { class: 'comparison' },
    h('caption', { class: 'visually-hidden', text: `${card.title}: all figures` }),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col', text: 'Contender' }),
        ...shown.map(([text]) => h('th', { scope: 'col', text })),
      ),
    ),
    h(
      'tbody',
      {},
      ...result.outcomes.map((outcome) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row', text: outcome.name }),
          ...shown.map(([name, show]) => h('td', { 'data-label': name, text: show(outcome) })),
        ),
      ),
    ),
  );
}

/** What was counted beside the time. */
export function notesList({ outcomes }: Result): HTMLElement[] {
  return outcomes.flatMap(({ name, notes }) =>
    notes.map((note) =>
      h(
        'li',
        {},
        h('span', { class: 'muted', text: `${name}: ` }),
        `${note.name} `,
        h('strong', { text: noteValue(note) }),
      ),
    ),
  );
}

function noteValue({ name, value }: { name: string; value: number }): string {
  if (name.startsWith('multiply-add rounds')) return value === 1 ? 'yes' : 'no';
  return formatSignificant(value);
}

/** How it was measured, in a sentence or two. */
export function basis(result: Result): string {
  const { control, raw } = result;
  const { rounds, calm } = control.estimate;
  return (
    `Medians of ${formatInteger(rounds)} rounds, in which all took turns of ${formatDuration(raw.block)}; in the ` +
    `control ${formatInteger(calm)} of them were calm. ` +
    `Control: ${control.of} against a copy of itself ${interval(control.estimate)}. ${describeGaps([raw])}`
  );
}
