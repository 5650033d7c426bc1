// The end of the lesson: the reader's own ladder, how good the guesses were, and what to remember.
import { h, setText, show } from '../common/dom.ts';
import { decadesAround } from '../ui/decades.ts';
import { formatRatio, formatSignificant, formatSpeedup } from '../ui/format.ts';
import { formatGuess } from '../ui/guess-axis.ts';
import type { Panel } from '../ui/panel.ts';
import { explained } from '../ui/term.ts';
import type { Lesson } from './lesson.ts';
import { lookBack } from './lesson.ts';
import { ladderSentence, ownLadder, scoredGuesses, scoreSentence, type LadderStep, type Scored } from './words.ts';

/** What stays when the figures are forgotten. */
const remembered = [
  'Most of the time of an interpreted program is not arithmetic. Hand whole arrays over instead of single numbers.',
  'Numbers that lie side by side arrive together; boxed ones are fetched one by one. Take as few bytes as will do.',
  'Lanes do several numbers an instruction, fused instructions two operations, threads several pieces at once.',
  'Each idea speeds up its own share of the time, and the rest stays: what is tiny gains less than what is large.',
  'Guess, then measure: in turns, against the same code twice, and say so where it cannot be told.',
];

export function lookBackPanel(lesson: Lesson): Panel {
  const product = h('strong', { class: 'own-product' });
  const sum = h('span');
  const steps = h('ol', { class: 'own-ladder', 'aria-label': 'Your own ladder' });
  const score = h('p', { id: 'lesson-score' });
  const guesses = h('tbody');
  const table = h(
    'table',
    { class: 'scores' },
    h('caption', { class: 'visually-hidden', text: 'Your guesses' }),
    h(
      'thead',
      {},
      h('tr', {}, ...['Chapter', 'Guessed', 'Measured', 'Off by'].map((text) => h('th', { scope: 'col', text }))),
    ),
    guesses,
  );
  const again = h('button', { type: 'button', id: 'lesson-start-over', text: 'Start over' });
  again.addEventListener('click', () => {
    lesson.startOver();
    location.hash = '#lesson/interpreter';
  });
  const met = new Set();
  const element = h(
    'article',
    { class: 'chapter', 'aria-labelledby': 'look-back-title' },
    h('h1', { id: 'look-back-title', tabindex: -1, text: lookBack.title }),
    h(
      'div',
      { class: 'look-back' },
      h(
        'section',
        { class: 'card' },
        h('h2', { text: 'Your own ladder' }),
        h('p', { id: 'lesson-product' }, product, ' ', sum),
        steps,
      ),
      h('section', { class: 'card' }, h('h2', { text: 'Your guesses' }), score, table),
    ),
    h('ul', { class: 'remembered' }, ...remembered.map((text) => h('li', {}, explained('p', {}, text, met)))),
    h(
      'p',
      { class: 'buttons' },
      again,
      h('a', { class: 'button', href: '#race', text: 'Watch the race' }),
      h('a', { class: 'button', href: '#ladder', text: 'Climb the whole ladder' }),
    ),
  );

  function update(): void {
    show(element, lesson.chapter === undefined);
    if (lesson.chapter) return;
    const ladder = ownLadder(lesson.outcomes);
    setText(product, ladder.product ? formatRatio(ladder.product) : '');
    setText(sum, ladderSentence(ladder));
    steps.replaceChildren(...stepItems(ladder.steps));
    const scored = scoredGuesses(lesson.outcomes, (chapter) => lesson.guess(chapter));
    setText(score, scoreSentence(scored));
    show(table, scored.length > 0);
    guesses.replaceChildren(...scored.map(guessRow));
  }
  return { element, update, interval: 250 };
}

/** Bars on one logarithmic axis: each begins where the one before it ended, as factors multiply up. */
function stepItems(steps: readonly LadderStep[]): HTMLElement[] {
  const ends: number[] = [];
  for (const { estimate } of steps) ends.push((ends.at(-1) ?? 1) * (estimate?.ratio ?? 1));
  const [low, high] = decadesAround(Math.min(1, ...ends), Math.max(...ends));
  const place = (value: number): string => String(Math.log10(value / low) / Math.log10(high / low));
  return steps.map(({ chapter, estimate }, i) => {
    const bar = h('div', { class: 'own-step', 'aria-hidden': 'true' }, estimate && h('div'));
    const [from, to] = [ends[i - 1] ?? 1, ends[i]!].sort((a, b) => a - b);
    bar.style.setProperty('--from', place(from!));
    bar.style.setProperty('--to', place(to!));
    return h(
      'li',
      {},
      h('a', { href: `#lesson/${chapter.id}`, text: chapter.title }),
      h('strong', { text: estimate ? formatSpeedup(estimate.ratio) : '–' }),
      bar,
    );
  });
}

function guessRow({ chapter, guess, ratio, factor }: Scored): HTMLElement {
  const cells = [formatGuess(guess), formatSpeedup(ratio), `${formatSignificant(factor, 2)}×`];
  return h('tr', {}, h('th', { scope: 'row', text: chapter.title }), ...cells.map((text) => h('td', { text })));
}
