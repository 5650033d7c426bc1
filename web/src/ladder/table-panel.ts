// Every rung of a width in one table, to be copied as Markdown or saved with everything else as JSON.
import type { Page } from '../page/page.ts';
import { h, setText, show } from '../common/dom.ts';
import { formatInteger } from '../ui/format.ts';
import { copyText } from '../ui/copy.ts';
import type { Panel } from '../ui/panel.ts';
import { sideways } from '../ui/sideways.ts';
import { cellsOf, columns, describeBasis, markdownOf } from './columns.ts';
import { figuresOf, referenceOf } from './figures.ts';
import type { Ladder } from './ladder.ts';
import { comparedSteps } from './sizes.ts';

const explainColumns =
  'Averages are over the calm rounds, which no other program interrupted; the bars above stand where the paired ' +
  'ratios place them. 1,000 steps: at the average. Final loss: of the 1,000th step, or of the last one that was ' +
  'trained while warming up. GFLOP/s: floating-point operations of the matrix products, three times those of the ' +
  'forward pass, by the time of the bars. To the rung before: the median of the paired ratios. Improvement: their ' +
  'product.';

export function tablePanel(page: Page, ladder: Ladder): Panel {
  const body = h('tbody');
  const table = h(
    'table',
    { class: 'comparison', id: 'ladder-table' },
    h('caption', { class: 'visually-hidden', text: 'The rungs of the ladder' }),
    h(
      'thead',
      {},
      h('tr', {}, h('th', { scope: 'col', text: 'Rung' }), ...columns.map((text) => h('th', { scope: 'col', text }))),
    ),
    body,
  );
  const basis = h('p', { class: 'help' });
  const copy = h('button', { type: 'button', id: 'copy-markdown', text: 'Copy as Markdown' });
  const save = h('button', {
    type: 'button',
    id: 'save-ladder',
    text: 'Results as JSON',
    on: { click: () => page.results.save() },
  });
  const said = h('span', { class: 'muted', role: 'status', id: 'copy-status' });
  const text = h('textarea', {
    id: 'ladder-markdown',
    rows: 12,
    readonly: true,
    'aria-label': 'The table as Markdown',
    hidden: true,
  });
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'ladder-table-title' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: 'ladder-table-title', text: 'All figures' }),
      h('div', { class: 'buttons' }, copy, save, said),
    ),
    sideways('The rungs of the ladder', table),
    basis,
    text,
  );

  copy.addEventListener('click', () => void copyMarkdown());

  async function copyMarkdown(): Promise<void> {
    const measured = ladder.results.get(ladder.width);
    if (!measured) return;
    const copied = await copyText(markdownOf(figuresOf(measured, ladder.rungs), measured), text);
    setText(said, copied ? 'Copied.' : 'The browser does not let this page copy: take it from the field below.');
  }

  function update(): void {
    const measured = ladder.results.get(ladder.width);
    const figures = measured ? figuresOf(measured, ladder.rungs) : [];
    show(table, figures.length > 0);
    body.replaceChildren(
      ...figures.map((one) =>
        h(
          'tr',
          { 'data-contender': one.rung.id },
          h('th', { scope: 'row' }, h('span', { class: 'swatch square' }), one.rung.name),
          ...cellsOf(one, measured!).map((cell, i) => h('td', { 'data-label': columns[i], text: cell })),
        ),
      ),
    );
    setText(
      basis,
      measured && figures.length > 0
        ? `${describeBasis(measured)} ${explainColumns} Difference: of any loss of the first ` +
            `${formatInteger(comparedSteps(measured.config.nEmbd))} steps, or as many as were trained, from ` +
            `those of ${referenceOf(measured, ladder.rungs)!.noun}. ${whyFew(measured.config.nEmbd)}`
        : 'The table appears with the first measurement.',
    );
    copy.disabled = figures.length === 0;
    save.disabled = ladder.results.size === 0;
    setText(said, '');
  }
  return { element, update, interval: 200 };
}

function whyFew(width: number): string {
  return comparedSteps(width) < 1000
    ? 'Over more steps a wide model in single precision drifts: sooner or later a rounding error decides on which ' +
        'side of zero a ReLU stands, and the paths part. That is no error; a single step agrees within 2e-6.'
    : '';
}
