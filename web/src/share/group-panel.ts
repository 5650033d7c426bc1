// The results on one subject side by side: a row for each contender, a column for each machine.
import { h } from '../common/dom.ts';
import type { Shared, SharedRow } from '../export/shared.ts';
import {
  barScale,
  describeMachine,
  figureText,
  intervalText,
  nameOf,
  ratioText,
  rowName,
  subjectTitle,
} from '../export/shared-words.ts';
import { sideways } from '../ui/sideways.ts';
import type { Group } from './comparison.ts';

/** Rows of this key stand side by side. */
function keyOf({ subject }: Shared, { id, gain }: SharedRow): string {
  return subject.kind === 'quote' && gain ? `${gain.against} ${id}` : id;
}

/** All rows of all results, each once, where the first result that has it has it. */
function allRows(results: readonly Shared[]): { key: string; name: string; id: string }[] {
  const order: { key: string; name: string; id: string }[] = [];
  for (const result of results) {
    let place = 0;
    for (const row of result.rows) {
      const key = keyOf(result, row);
      const known = order.findIndex((one) => one.key === key);
      if (known >= 0) place = known + 1;
      else {
        order.splice(place, 0, { key, name: rowName(result, row), id: row.id });
        place += 1;
      }
    }
  }
  return order;
}

/** " to CPython", where it was not compared with what one would expect: on the ladder the rung before. */
function unusual({ subject, rows }: Shared, row: SharedRow): string {
  const before = rows[rows.indexOf(row) - 1];
  const isUsual = subject.kind !== 'ladder' || row.gain?.against === before?.id;
  return row.gain && !isUsual ? ` to ${nameOf(row.gain.against)}` : '';
}

function cell(result: Shared, row: SharedRow | undefined, label: string, share: number): HTMLElement {
  if (!row) return h('td', { 'data-label': label, class: 'muted', text: 'not measured' });
  const bar = h('span', { class: 'compared-bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--length', String(share));
  const { figure, gain } = row;
  const isQuote = result.subject.kind === 'quote';
  return h(
    'td',
    { 'data-label': label },
    h(
      'div',
      { class: 'compared' },
      !isQuote && h('strong', { text: figureText(result, figure) }),
      bar,
      gain &&
        h(
          'span',
          { class: 'compared-gain' },
          h(isQuote ? 'strong' : 'span', { text: ratioText(gain) }),
          h('span', { class: 'muted', text: ` (${intervalText(gain)})${unusual(result, row)}` }),
        ),
    ),
  );
}

/** Its address holds all settings, which may have changed when it is followed. */
function linkToMeasure(address: () => string): HTMLElement {
  const link = h('a', { class: 'button', href: address(), text: 'Measure it on this machine' });
  link.addEventListener('click', () => {
    link.href = address();
  });
  return link;
}

/** `addressToMeasure` leads to where a result is measured on this machine. */
export function groupPanel({ subject, columns }: Group, addressToMeasure: (result: Shared) => string): HTMLElement {
  const results = columns.map(({ result }) => result);
  const scale = barScale(results);
  const isOwnThere = columns.some(({ exhibit }) => exhibit.origin === 'own');
  const title = subjectTitle(subject);
  const unlike = unlikeData(columns);
  return h(
    'section',
    { class: 'card compared-group', 'aria-label': title, 'data-kind': subject.kind },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { text: title }),
      !isOwnThere && linkToMeasure(() => addressToMeasure(results[0]!)),
    ),
    h('p', { class: 'help', text: howToRead(subject.kind) }),
    sideways(
      `${title}, machine by machine`,
      h(
        'table',
        { class: 'comparison' },
        h('caption', { class: 'visually-hidden', text: `${title}, machine by machine` }),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col', text: 'Contender' }),
            ...columns.map(({ exhibit, result }) =>
              h(
                'th',
                { scope: 'col', 'data-origin': exhibit.origin },
                h('strong', { text: exhibit.name }),
                h('span', { class: 'compared-machine', text: describeMachine(result.machine) }),
              ),
            ),
          ),
        ),
        h(
          'tbody',
          {},
          ...allRows(results).map(({ key, name, id }) =>
            h(
              'tr',
              { 'data-contender': id },
              h('th', { scope: 'row', text: name }),
              ...columns.map(({ exhibit, result }) => {
                const row = result.rows.find((one) => keyOf(result, one) === key);
                return cell(result, row, exhibit.name, row ? scale(row) : 0);
              }),
            ),
          ),
        ),
      ),
    ),
    unlike !== '' && h('p', { class: 'help', text: unlike }),
  );
}

/** Says where they were not measured on the same data, as far as they name it; empty where they were. */
export function unlikeData(columns: Group['columns']): string {
  const named = new Set(columns.map(({ result }) => result.data));
  if (named.size <= 1) return '';
  const on = columns.map(({ exhibit, result }) => `${exhibit.name} on ${result.data ?? 'data without a name'}`);
  return `They ${named.has(undefined) ? 'may have been' : 'were'} measured on unlike data: ${on.join('; ')}.`;
}

function howToRead(kind: Shared['subject']['kind']): string {
  switch (kind) {
    case 'ladder':
      return (
        'The time of a step, with bars on one logarithmic scale; below it the gain over the rung before, with its ' +
        '95% interval.'
      );
    case 'quote':
      return 'How many times as fast, with the 95% interval; bars on one logarithmic scale.';
    case 'card':
      return 'The figure, with bars on one scale; below it how many times as fast as the first, with the 95% interval.';
  }
}
