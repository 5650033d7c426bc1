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
import { explained } from '../ui/term.ts';
import { interruptedShare } from './outcome.ts';
import type { Race } from './race.ts';
import { isTold } from './timing.ts';

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
  const why = h('p', { class: 'help' });
  const words = explained(
    'p',
    { class: 'help' },
    `All contenders train one model: the same parameters, and the same loss at each step. ${meaning}`,
  );
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'table-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'table-title', text: 'Comparison' })),
    table,
    words,
    why,
  );

  function update(): void {
    for (const { runner, row, cells } of rows) {
      show(row, runner.active);
      for (const [i, text] of figures(race, runner).entries()) setText(cells[i]!, text);
    }
    const interruptions = describeInterruptions(race);
    setText(why, interruptions);
    show(why, interruptions !== '');
  }
  return { element, update, interval: 200 };
}

const meaning =
  'Times are of the steps alone, each contender computing by itself, in turns; average and median are of the timed ' +
  'chunks that no other program interrupted, the total is all steps at their average. Speed-up: by median time, ' +
  'against the first contender. Difference: of any step’s loss, against the first contender. It is not zero because ' +
  'the value graph computes in double precision and the tensors in single (24 bits, about seven digits), and because ' +
  'four lanes add up numbers in another order than one. The model and its data are the same. Measure, below, gives ' +
  'the figure to quote, with its interval.';

/** Of a noticeable share. */
function describeInterruptions(race: Race): string {
  const share = interruptedShare(race);
  if (share < 0.1) return '';
  return `Other programs took the processor away for ${formatInteger(100 * share)} % of the time, which is left out.`;
}

function figures(race: Race, runner: Runner): string[] {
  const { run, step, timing } = runner;
  const parameters = run.info ? formatInteger(run.info.parameters) : '–';
  if (step === 0) return ['–', '–', '–', '–', parameters, '–', '–'];
  const told = isTold(timing) ? timing : undefined;
  const unfinished = runner.phase === 'finished' ? '' : ` (${formatCount(step, 'step')})`;
  const loss = run.losses.last();
  const first = runner === race.baseline;
  const difference = race.difference(runner);
  return [
    told ? formatMilliseconds(told.average) : '–',
    told ? formatMilliseconds(told.median) : '–',
    told ? `${formatDuration(told.average * step)}${unfinished}` : '–',
    Number.isNaN(loss) ? 'NaN' : formatLoss(loss),
    parameters,
    first ? '1×' : formatSpeedup(race.speedup(runner)),
    first ? '–' : difference.compared > 0 ? formatDifference(difference.largest) : '–',
  ];
}
