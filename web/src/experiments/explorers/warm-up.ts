// The explorer of the first calls: a module that the browser sees for the first time, timed call by call.
import type { Page } from '../../page/page.ts';
import { h, setText, show } from '../../common/dom.ts';
import { formatDuration, formatInteger, formatMoment, formatSignificant } from '../../ui/format.ts';
import './explorers.css';
import './warm-up.css';
import { drawLoop } from '../../ui/panel.ts';
import { segmented } from '../../ui/segmented.ts';
import { compilersOf, type Level } from './levels.ts';
import { addFindings } from './results.ts';
import { warmUpChart } from './warm-up-chart.ts';
import { kernels, warmUpSection, WarmUpRuns, type Kernel, type WarmUpRun } from './warm-up-runs.ts';

export function warmUpExplorer(page: Page): HTMLElement {
  const runs = new WarmUpRuns(page.exclusive, page.timerStep, () => page.changed());
  addFindings({ isMeasured: () => runs.runs.length > 0, section: () => warmUpSection(runs) });
  const chosen = segmented(
    'Loop',
    kernels.map(({ id, name }) => [id, name] as const),
    kernels[0]!.id,
    () => update(),
  );
  const start = h('button', {
    type: 'button',
    class: 'strong',
    id: 'measure-first-calls',
    text: 'Measure',
    on: { click: () => runs.start(kernel()) },
  });
  const cancel = h('button', {
    type: 'button',
    id: 'cancel-first-calls',
    text: 'Cancel',
    hidden: true,
    on: { click: () => runs.stop('Cancelled. Earlier runs stay.') },
  });
  const status = h('p', { class: 'status', role: 'status', id: 'first-calls-status' });
  const chart = warmUpChart();
  const found = h('div', { class: 'levels' });
  const story = h('p', { class: 'story' });
  const table = h('div', { class: 'level-runs' });
  const basis = h('p', { class: 'help' });
  const results = h('div', { class: 'warm-up-results', hidden: true }, found, chart.element, story, table, basis);
  const element = h(
    'section',
    { class: 'card explorer', id: 'warm-up', 'aria-labelledby': 'warm-up-title' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: 'warm-up-title', text: 'Warming up' }),
      h('div', { class: 'buttons' }, start, cancel),
    ),
    h('p', {
      class: 'meaning',
      text:
        'A browser compiles WebAssembly twice: at once and simply, so that it can begin, and again with care once a ' +
        'function is called often. Here a module that this browser has never seen is called over and over in a new ' +
        'worker, and every call is timed.',
    }),
    h('div', { class: 'explorer-controls' }, chosen.element),
    status,
    results,
  );

  const kernel = (): Kernel => kernels.find(({ id }) => id === chosen.value)!;

  let drawn: WarmUpRun | undefined;
  function update(): void {
    show(start, runs.running === undefined);
    show(cancel, runs.running !== undefined);
    const own = runs.runs.filter((run) => run.kernel === kernel());
    const last = own.at(-1);
    setText(start, last ? 'Measure again' : 'Measure');
    setText(status, runs.message || (last ? '' : `${kernel().name}: ${kernel().work}. It takes a second or two.`));
    show(status, status.textContent !== '');
    if (runs.running || drawn === last) return; // no drawing while it measures
    drawn = last;
    show(results, last !== undefined);
    if (!last) return;
    found.replaceChildren(...levelCards(last));
    const text = describe(last);
    chart.draw(last, `Time of each call over its number, on logarithmic axes. ${text}`);
    setText(story, text);
    table.replaceChildren(...(own.length > 1 ? [runsTable(own)] : []));
    setText(basis, basisOf(last, page.timerStep));
  }
  const loop = drawLoop([{ element, update, interval: 200 }]);
  page.onChange(() => loop.request());
  update();
  return element;
}

const range = ({ from, to }: Level): string =>
  from === to ? `call ${formatInteger(from)}` : `calls ${formatInteger(from)} to ${formatInteger(to)}`;
const times = (ratio: number): string => `${formatSignificant(ratio, ratio < 10 ? 2 : 3)}×`;

function levelCards({ levels: { first, baseline, steady }, environment }: WarmUpRun): HTMLElement[] {
  const compilers = compilersOf(environment.user_agent);
  const card = (name: string, level: Level, note: string, kind: string): HTMLElement =>
    h(
      'div',
      { class: `level ${kind}` },
      h('p', { class: 'level-name', text: name }),
      h('p', { class: 'ratio', text: formatDuration(level.milliseconds) }),
      h('p', { class: 'help', text: `${range(level)}${note}` }),
    );
  const relative = (level: Level): string => `: ${times(level.milliseconds / steady.milliseconds)} the steady time`;
  return [
    card(first.from === first.to ? 'The first call' : 'The first calls', first, relative(first), 'first'),
    ...(baseline ? [card(`Baseline code (${compilers.baseline})`, baseline, relative(baseline), 'baseline')] : []),
    card(`Steady state (${compilers.optimising})`, steady, '', 'steady'),
  ];
}

function describe({ kernel, levels: { first, baseline, steady }, environment }: WarmUpRun): string {
  const { baseline: simple, optimising } = compilersOf(environment.user_agent);
  const opening =
    `${kernel.name}: ${first.from === first.to ? 'the first call' : `the first ${first.to} calls`} took ` +
    `${formatDuration(first.milliseconds)}${first.from === first.to ? '' : ' each on average'}, for the function is ` +
    'compiled when it is first called.';
  if (!baseline) {
    return (
      `${opening} After that a call takes ${formatDuration(steady.milliseconds)}, without a clear step down: the ` +
      'optimised code was there before the timer could tell, or is no faster.'
    );
  }
  return (
    `${opening} The code of ${simple} then takes ${formatDuration(baseline.milliseconds)}, until ${optimising} has ` +
    `finished at about call ${formatInteger(steady.from)}; from there on a call takes ` +
    `${formatDuration(steady.milliseconds)}, ${times(baseline.milliseconds / steady.milliseconds).replace('×', '')} ` +
    'times less. Whoever times the first calls times the wrong code.'
  );
}

function runsTable(own: readonly WarmUpRun[]): HTMLElement {
  const cell = (text: string): HTMLElement => h('td', { text });
  const heads = ['First', 'Baseline', 'until', 'Steady', 'Ratio'];
  const rows = own.map(({ levels: { first, baseline, steady } }, i) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', text: `Run ${i + 1}` }),
      cell(formatDuration(first.milliseconds)),
      cell(baseline ? formatDuration(baseline.milliseconds) : 'not seen'),
      cell(baseline ? formatInteger(baseline.to) : '–'),
      cell(formatDuration(steady.milliseconds)),
      cell(baseline ? times(baseline.milliseconds / steady.milliseconds) : '–'),
    ),
  );
  return h(
    'table',
    { class: 'sizes' },
    h('caption', { class: 'visually-hidden', text: 'All runs of this loop' }),
    h(
      'thead',
      {},
      h('tr', {}, h('th', { scope: 'col', text: 'Call' }), ...heads.map((text) => h('th', { scope: 'col', text }))),
    ),
    h('tbody', {}, ...rows),
  );
}

function basisOf({ chunks, loading, environment, kernel }: WarmUpRun, timerStep: number): string {
  const calls = chunks.reduce((sum, chunk) => sum + chunk.calls, 0);
  const grouped = Math.max(...chunks.map((chunk) => chunk.calls));
  return (
    `${kernel.work}. ${formatInteger(calls)} calls, after ${formatDuration(loading)} to fetch the module and make it ` +
    `ready; the timer moves in steps of ${formatDuration(timerStep)}, so up to ${formatInteger(grouped)} calls were ` +
    'timed together. Which compiler made the code that ran cannot be asked from a page: the levels are found in the ' +
    `times. ${formatMoment(environment.date)}.`
  );
}
