// The view of the experiments: a card for each claim, and the buttons that run all of them.
import type { Page } from '../page/page.ts';
import { fragment } from '../common/fragment.ts';
import { embedEntry } from '../page/embed.ts';
import { sharePanel, type Shareable } from '../page/share-panel.ts';
import { settingChoices } from '../page/setting-choices.ts';
import { h, setText, show } from '../common/dom.ts';
import { messageOf } from '../common/errors.ts';
import { cancelledMessage } from '../measure/session.ts';
import './experiments.css';
import { formatList } from '../ui/format.ts';
import { hero } from '../ui/hero.ts';
import { drawLoop, type Panel } from '../ui/panel.ts';
import { cardSize, sizeProblem } from './address.ts';
import type { Bench } from './bench.ts';
import type { Card } from './cards.ts';
import { experimentCard, type ExperimentCard } from './card.ts';
import { explorers, explorersMeasured, explorersSection } from './explorers/index.ts';
import { experimentsSection } from './export.ts';
import { startSize } from './prose.ts';
import { at, claimSentence } from './sentences.ts';

export function experimentsView(page: Page, bench: Bench): HTMLElement {
  const isMeasured = (): boolean => bench.hasResults || explorersMeasured();
  page.results.add('experiments', () =>
    isMeasured() ? [...experimentsSection(bench), ...explorersSection()] : undefined,
  );

  /** All there are, or the one that the frame of another page shows. */
  const embedded = page.address.get(embedEntry);
  let cards: { of: Bench['cards'][number]; card: ExperimentCard }[] = [];
  const effort = settingChoices(page, 'effort', { group: 'experiments-effort' });
  const runAll = h('button', { type: 'button', class: 'primary', id: 'run-all', text: 'Run all', disabled: true });
  const cancel = h('button', { type: 'button', id: 'cancel-experiments', text: 'Cancel', hidden: true });
  const save = h('button', { type: 'button', id: 'save-experiments', text: 'Results as JSON', disabled: true });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Progress of all experiments', hidden: true });
  const status = h('p', {
    class: 'status',
    role: 'status',
    id: 'experiments-status',
    text: 'Reading the list of experiments …',
  });
  const index = h('nav', { class: 'index', 'aria-label': 'Experiments' });
  const list = h('div', { class: 'view' });
  runAll.addEventListener('click', () =>
    bench.start(
      cards.map(({ of, card }) => ({ card: of, size: card.size })),
      page.settings.effort,
    ),
  );
  cancel.addEventListener('click', () => bench.stop(cancelledMessage));
  save.addEventListener('click', () => page.results.save());

  const element = h(
    'div',
    { class: 'view experiments' },
    hero(
      'experiments-title',
      {
        title: 'Why vectorised code is fast,',
        accent: 'claim by claim.',
        lede: [
          'Courses say that arrays beat lists, that memory should be contiguous, that a register holds several ' +
            'numbers. Each card puts one such sentence to the test on this machine: all its contenders do the same ' +
            'work in one worker, in turns, beside the fastest that this machine can go.',
        ],
      },
      h(
        'div',
        { class: 'controls' },
        h('div', { class: 'buttons' }, runAll, cancel, effort.element, save),
        bar,
        status,
      ),
      index,
    ),
    list,
    ...(embedded ? [] : explorers.map(({ make }) => make(page))),
  );

  const panel = {
    element,
    interval: 200,
    update(): void {
      const { run } = bench;
      show(cancel, run !== undefined);
      show(bar, run !== undefined && run.tasks.length > 1);
      bar.value = bench.progress;
      effort.update();
      runAll.disabled = run !== undefined || cards.length === 0;
      save.disabled = !isMeasured() || run !== undefined;
      if (cards.length > 0) setText(status, describe(bench));
      for (const { card } of cards) card.update();
    },
  };
  const loop = drawLoop([panel]);
  page.onChange(() => loop.request());

  function measure(card: Card, sizes: readonly number[]): void {
    page.address.setPlace('experiments', card.name);
    const [size] = sizes;
    const isAsEver = sizes.length > 1 || size === startSize(card);
    page.address.set(cardSize, isAsEver ? undefined : { card: card.name, size: size! });
    bench.start(
      sizes.map((size) => ({ card, size })),
      page.settings.effort,
    );
  }

  function chooseSize(): void {
    const asked = page.address.get(cardSize);
    if (!asked || bench.cards.length === 0) return;
    const problem = sizeProblem(asked, bench.cards);
    if (problem !== undefined) {
      page.address.refuse(cardSize, problem);
      page.changed();
    }
    const found = cards.find(({ of }) => of.name === asked.card);
    if (found && problem === undefined) found.card.size = asked.size;
  }
  page.address.onAsked(cardSize, chooseSize);

  async function load(): Promise<void> {
    try {
      await bench.load();
    } catch (error) {
      const again = h('button', { type: 'button', class: 'link', text: 'Try again', on: { click: () => void load() } });
      status.replaceChildren(`The experiments could not be loaded: ${messageOf(error)} `, again);
      return;
    }
    const share = (result: Shareable): Panel => sharePanel(page, result);
    const of = (card: Card): ExperimentCard =>
      experimentCard(bench, card, page.guesses, (sizes) => measure(card, sizes), share);
    const wanted = bench.cards.filter(({ name }) => !embedded || name === embedded.card);
    cards = wanted.map((card) => ({ of: card, card: of(card) }));
    if (wanted.length === 0) {
      const names = bench.cards.map(({ name }) => name);
      setText(status, `There is no experiment ${embedded?.card}. Possible: ${formatList(names)}.`);
    }
    const ids = [...bench.cards.map(({ name, title }) => ({ id: name, title })), ...explorers];
    index.replaceChildren(
      ...ids.map(({ id, title }) => h('a', { class: 'button chip', href: `#experiments/${id}`, text: title })),
    );
    list.replaceChildren(...cards.map(({ card }) => card.element));
    chooseSize();
    panel.update();
    const { view, place } = fragment();
    if (view !== 'experiments' || !place) return;
    const found = document.getElementById(place);
    found?.scrollIntoView();
    if (!found) {
      page.address.tellUnknown(`experiments/${place}`, 'experiment');
      page.changed();
    }
  }
  void load();
  return element;
}

/** Where things stand; it changes from card to card, not from round to round, as it is read aloud. */
function describe(bench: Bench): string {
  const { run } = bench;
  const task = run?.tasks[run.index];
  if (run?.waiting) return run.waiting;
  if (run && task) {
    const which = run.tasks.length > 1 ? ` (${run.index + 1} of ${run.tasks.length})` : '';
    return `Measuring: ${task.card.title}${which}. Nothing else runs meanwhile.`;
  }
  if (bench.message) return bench.message;
  if (bench.hasResults) return describeFinished(bench);
  return 'Ready. Run one card, or all of them; a thorough run of all takes about a minute and a half.';
}

/** What was measured last, and what its claims came to. */
function describeFinished(bench: Bench): string {
  const findings = bench.finished.flatMap(({ card, size }) => {
    const entry = bench.entry(card, size);
    return entry ? [{ card, size, finding: claimSentence(card, entry.result).finding }] : [];
  });
  const [first] = findings;
  if (!first || findings.some(({ card }) => card !== first.card)) return 'Measured. Each card says what it came to.';
  if (findings.length > 1) return `Measured: ${first.card.title}, at ${findings.length} sizes.`;
  return `Measured: ${first.card.title}, ${at(first.card, first.size)}. The claim ${first.finding}.`;
}
