// The card of one experiment: the claim, the buttons, the bars, what happened, and behind folds the figures and the
// code.
import { h, setText, show } from '../common/dom.ts';
import { formatBytes, formatDuration, formatMoment } from '../ui/format.ts';
import { cancelledMessage } from '../measure/session.ts';
import { pythonDownload } from '../contenders/python/download.ts';
import type { Estimate } from '../measure/statistics.ts';
import { guessFirst } from '../page/guess-first.ts';
import { cardKey, type Guesses, type Question } from '../page/guesses.ts';
import { compare, isLess, isUntold, type Result } from './analysis.ts';
import type { Shareable } from '../page/share-panel.ts';
import type { Panel } from '../ui/panel.ts';
import { bars } from './bars.ts';
import type { Bench } from './bench.ts';
import { participants, type Card, type Contender } from './cards.ts';
import { firstClause } from './claim.ts';
import { codeView } from './code-view.ts';
import { cardSection } from './export.ts';
import { basis, figuresTable, notesList } from './figures.ts';
import { explain, proseOf, startSize } from './prose.ts';
import { at, claimSentence, listed } from './sentences.ts';
import { sizeChart } from './size-chart.ts';

export interface ExperimentCard {
  element: HTMLElement;
  /** One of the card's. */
  size: number;
  update(): void;
}

const ceilings: Record<string, string> = {
  read: 'the best loop that only reads as many bytes',
  triad: 'the best loop that streams as many bytes in and out',
  peak: 'multiply-adds with everything in registers',
};

/** `measure` measures it at some of its sizes, `share` makes the panel that passes a result on. */
export function experimentCard(
  bench: Bench,
  card: Card,
  guesses: Guesses,
  measure: (sizes: readonly number[]) => void,
  share: (result: Shareable) => Panel,
): ExperimentCard {
  const title = `${card.name}-title`;
  const size = h(
    'select',
    { 'aria-label': `${card.title}: size` },
    ...card.sizes.map((value) =>
      h('option', { value, text: sizeText(card, value), selected: value === startSize(card) }),
    ),
  );
  const chosen = (): number => Number(size.value);
  const button = (className: string, text: string, click: () => void): HTMLButtonElement =>
    h('button', { type: 'button', class: className, text, 'aria-label': `${text}: ${card.title}`, on: { click } });
  const runChosen = (): void => measure([chosen()]);
  const run = button('run-one strong', 'Run', runChosen);
  const runSizes = button('run-sizes', 'Run all sizes', () => measure(card.sizes));
  const cancel = button('cancel-one', 'Cancel', () => bench.stop(cancelledMessage));
  const python = button('add-python', `Add CPython (${formatBytes(pythonDownload.bytes)})`, () => bench.addPython());
  const bar = h('progress', { max: 1, value: 0, 'aria-label': `Progress: ${card.title}` });
  const what = h('p', { class: 'status' });
  const measuring = h('div', { class: 'measuring' }, bar, what);
  const problem = h('p', { class: 'notice error', role: 'alert', hidden: true });
  const rows = h('ul', { class: 'bars', 'aria-label': `${card.title}: contenders` });
  const key = h('p', { class: 'help bars-key' });
  const guess = guessFirst(guesses, card.title);
  const finding = h('strong');
  const because = h('span');
  const verdict = h('p', { class: 'claim-verdict' }, 'The claim ', finding, because);
  const again = button('', 'Try again', runChosen);
  const untold = h('p', { class: 'untold' }, 'Some of it could not be told, as the machine was too busy. ', again);
  const story = h('p', { class: 'story' });
  const quick = h('p', { class: 'help', text: 'A quick run: where intervals are wide, a thorough one says more.' });
  const chart = sizeChart(card);
  const notes = h('ul', { class: 'notes' });
  const table = h('div');
  const how = h('p', { class: 'help' });
  const figures = h('details', { class: 'fold print-open' }, h('summary', { text: 'All figures' }), table, notes, how);
  const passingOn = share({
    what: card.title,
    isThere: () => bench.entry(card, chosen()) !== undefined,
    sections: () => ({ experiments: [cardSection(card, [bench.entry(card, chosen())!])] }),
    pictures: false,
  });
  const hasPython = card.contenders.some(({ onDemand }) => onDemand);
  const way = isLess(card) ? 'Shorter is faster.' : 'Longer is faster.';
  /** How to read the bars. */
  function keyOf({ ceiling, noCeiling }: Result): (Node | string)[] {
    if (!card.ceiling) return [`${way} This is one of the ceilings that the other experiments are held against.`];
    if (!ceiling) return [`${way} ${noCeiling ?? ''}`];
    return [
      `${way} `,
      h('span', { class: 'ceiling-key', 'aria-hidden': 'true' }),
      ` marks this machine’s ceiling on one thread: ${ceilings[card.ceiling.name]}, measured in the same run.`,
    ];
  }

  const element = h(
    'section',
    { class: 'card experiment', id: card.name, 'aria-labelledby': title },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: title, text: card.title }),
      h(
        'div',
        { class: 'buttons' },
        size,
        run,
        card.sizes.length > 1 ? runSizes : null,
        hasPython ? python : null,
        cancel,
      ),
    ),
    h('p', { class: 'claim' }, h('span', { class: 'claim-label', text: 'The claim: ' }), card.claim),
    guess.element,
    verdict,
    measuring,
    problem,
    rows,
    key,
    untold,
    story,
    quick,
    chart.element,
    passingOn.element,
    figures,
    codeView(card),
  );
  size.addEventListener('change', () => update());

  let drawn: unknown[] = [];
  function update(): void {
    const running = bench.current(card);
    const others = bench.run !== undefined;
    const contenders = participants(card, bench.python);
    show(run, !running);
    show(runSizes, !others);
    show(cancel, running !== undefined);
    show(python, !bench.python && !others);
    run.disabled = runSizes.disabled = again.disabled = others || contenders.length === 0;
    show(measuring, running !== undefined);
    if (running) {
      bar.value = running.fraction;
      setText(what, running.waiting || `${at(card, running.tasks[running.index]!.size)}: ${running.what} …`);
    }
    const entry = bench.entry(card, chosen());
    const asked = guessedAbout(card, chosen(), contenders, entry?.result);
    guess.update(asked?.question, asked?.landed, others);
    const failure = bench.problems.get(card.name);
    show(problem, failure !== undefined);
    setText(problem, failure ?? '');
    passingOn.update();
    const all = bench.entriesOf(card);
    const state = [entry, all.length, all.at(-1), bench.python, chosen()];
    // No drawing while others are measured.
    if (state.every((value, i) => value === drawn[i]) && drawn.length > 0) return;
    drawn = state;

    const shown = card.contenders.filter(({ onDemand }) => !onDemand || bench.python);
    rows.replaceChildren(...bars(card, shown, entry?.result));
    rows.classList.toggle('empty', !entry);
    for (const part of [key, story, figures, verdict]) show(part, entry !== undefined);
    show(untold, entry !== undefined && isUntold(entry.result));
    show(quick, entry?.effort === 'quick');
    show(chart.element, all.length > 1);
    if (all.length > 1) chart.draw(all.map(({ result }) => result));
    if (!entry) return;
    const { result, environment } = entry;
    key.replaceChildren(...keyOf(result));
    const claim = claimSentence(card, result);
    verdict.dataset['finding'] = claim.finding;
    setText(finding, claim.finding);
    setText(because, claim.figures === '' ? '.' : `: ${claim.figures}.`);
    rows.setAttribute('aria-label', `${card.title}: ${listed({ card, result })}`);
    setText(story, explain({ card, result, all: all.map((one) => one.result) }));
    table.replaceChildren(figuresTable(card, result));
    notes.replaceChildren(...notesList(result));
    setText(
      how,
      `${basis(result)} Timer step ` +
        `${formatDuration(environment.timer_step_ms)}; ${formatMoment(environment.date)}.`,
    );
  }
  update();
  return {
    element,
    update,
    get size() {
      return chosen();
    },
    set size(value) {
      size.value = String(value);
      update();
    },
  };
}

/** What can be guessed of the first thing that the card claims, and what that came to. */
function guessedAbout(
  card: Card,
  size: number,
  taking: readonly Contender[],
  result: Result | undefined,
): { question: Question; landed: Estimate | undefined } | undefined {
  const clause = firstClause(card, size, taking);
  if (!clause) return undefined;
  const { slower, faster } = clause;
  const text = `How many times faster is “${faster}” than “${slower}”?`;
  const found = result && compare(result, slower, faster);
  return {
    question: { key: cardKey(card.name, size, slower, faster), text },
    landed: found && found.verdict !== 'cannot tell' ? found.estimate : undefined,
  };
}

/** "16,000 elements, 192 kB" */
function sizeText(card: Card, size: number): string {
  const bytes = proseOf(card).bytes?.(size);
  const text = at(card, size);
  return bytes === undefined ? text : `${text}, ${formatBytes(bytes)}`;
}
