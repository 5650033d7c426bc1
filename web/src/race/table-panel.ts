// The comparison: a row for each contender, everything relative to the first.
import { h, setText, show } from '../common/dom.ts';
import {
  formatCount,
  formatDifference,
  formatDuration,
  formatInteger,
  formatLoss,
  formatMilliseconds,
  formatSpeedup,
} from '../ui/format.ts';
import type { Runner } from './runner.ts';
import type { Panel } from '../ui/panel.ts';
import type { Race } from './race.ts';

const columns = [
  'Average ms/step',
  'Median ms/step',
  'Total for the run',
  'Final loss',
  'Parameters',
  'Speed-up',
  'Largest |difference|',
] as const;

export function tablePanel(race: Race): Panel {
  const rows = race.runners.map((runner) => {
    const cells = columns.map((column) => h('td', { 'data-label': column, text: '–' }));
    const row = h(
      'tr',
      { 'data-contender': runner.contender.id },
      h(
        'th',
        { scope: 'row' },
        h('span', { class: 'swatch square', 'data-contender': runner.contender.id }),
        runner.contender.name,
      ),
      ...cells,
    );
    return { runner, row, cells };
  });
  const table = h(
    'table',
    { class: 'comparison', id: 'comparison' },
    h('caption', { class: 'visually-hidden', text: 'Comparison of the contenders' }),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col', text: 'Contender' }),
        ...columns.map((text) => h('th', { scope: 'col', text })),
      ),
    ),
    h('tbody', {}, ...rows.map(({ row }) => row)),
  );
  const why = h('p', {
    class: 'help',
    text:
      'Speed-up: by median time, against the first contender; interruptions by other programs move the average, not ' +
      'the median. Difference: of any step’s loss, against the first contender. It is not zero because the value ' +
      'graph computes in double precision and the tensors in single (24 bits, about seven digits), and because four ' +
      'lanes add up numbers in another order than one. The model and its data are the same. Contenders that race at ' +
      'the same time share the machine; Measure, below, gives the figure to quote.',
  });
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'table-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'table-title', text: 'Comparison' })),
    table,
    why,
  );

  function update(): void {
    for (const { runner, row, cells } of rows) {
      show(row, runner.active);
      for (const [i, text] of figures(race, runner).entries()) setText(cells[i]!, text);
    }
  }
  return { element, update, interval: 200 };
}

function figures(race: Race, runner: Runner): string[] {
  const { run } = runner;
  const parameters = run.info ? formatInteger(run.info.parameters) : '–';
  if (runner.step === 0) return ['–', '–', '–', '–', parameters, '–', '–'];
  const unfinished = runner.phase === 'finished' ? '' : ` (${formatCount(runner.step, 'step')})`;
  const loss = run.losses.last();
  const first = runner === race.baseline;
  const difference = race.difference(runner);
  return [
    formatMilliseconds(run.milliseconds / runner.step),
    formatMilliseconds(runner.stepMilliseconds),
    `${formatDuration(run.milliseconds)}${unfinished}`,
    Number.isNaN(loss) ? 'NaN' : formatLoss(loss),
    parameters,
    first ? '1×' : formatSpeedup(race.speedup(runner)),
    first ? '–' : difference.compared > 0 ? formatDifference(difference.largest) : '–',
  ];
}
