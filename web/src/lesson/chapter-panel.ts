// The open chapter: its claim, the guess, the measurement beside it, and why it came out so.
import { h, setText, show } from '../common/dom.ts';
import { formatBytes } from '../ui/format.ts';
import { guessSlider } from '../ui/guess.ts';
import type { Panel } from '../ui/panel.ts';
import { explained } from '../ui/term.ts';
import type { Chapter } from './chapters.ts';
import type { Lesson } from './lesson.ts';
import { guessSentence, outcomeSentence, recallSentence } from './words.ts';

export function chapterPanel(lesson: Lesson): Panel {
  const title = h('h1', { id: 'chapter-title', tabindex: -1 });
  const claim = h('div', { class: 'chapter-claim' });
  const guess = guessSlider((ratio) => lesson.makeGuess(lesson.chapter!, ratio));
  const button = h('button', { type: 'button', id: 'lesson-measure' });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Progress of the measurement' });
  const missing = h('p', { class: 'notice', id: 'lesson-missing' });
  const outcome = h('span', { id: 'lesson-result' });
  const closeness = h('span', { class: 'visually-hidden' }); // whoever sees it reads it beside the axis
  const result = h('p', { class: 'chapter-result', role: 'status' }, outcome, closeness);
  const why = h('div');
  const recall = h('p');
  const basis = h('p', { class: 'help' });
  const more = h('a');
  const story = h('div', { class: 'chapter-story' }, why, recall, h('p', {}, more), basis);
  button.addEventListener('click', () => {
    const chapter = lesson.chapter!;
    if (lesson.progress(chapter)) lesson.stop();
    else lesson.measure(chapter);
  });
  const element = h(
    'article',
    { class: 'chapter', 'aria-labelledby': 'chapter-title' },
    title,
    claim,
    h('div', { class: 'card chapter-guess' }, guess.element, h('div', { class: 'chapter-measure' }, button, bar)),
    missing,
    result,
    story,
  );

  let drawn = '';
  function update(): void {
    const { chapter } = lesson;
    show(element, chapter !== undefined);
    if (!chapter) return;
    const found = lesson.outcomes.get(chapter.id);
    const told = found && found.verdict !== 'cannot tell';
    const guessed = lesson.guess(chapter);
    const progress = lesson.progress(chapter);
    const obstacle = lesson.obstacle(chapter);
    guess.update(chapter.question, guessed, told ? found.estimate : undefined, progress !== undefined);
    setText(button, progress ? 'Cancel' : buttonText(lesson, chapter));
    button.classList.toggle('primary', !progress && !lesson.isOver(chapter));
    show(button, progress !== undefined || obstacle === undefined);
    button.disabled = !progress && !lesson.canMeasure(chapter);
    show(bar, progress !== undefined);
    bar.value = progress?.fraction ?? 0;
    setText(missing, obstacle ? `This cannot be measured here. ${obstacle} Guess, or go on.` : '');
    show(missing, obstacle !== undefined);
    const message = lesson.messages.get(chapter.id);
    const said = message ? `It was not measured. ${message}` : found ? outcomeSentence(chapter, found) : '';
    setText(outcome, progress ? progress.message : said);
    setText(closeness, found && !progress && guessed !== undefined ? ` ${guessSentence(guessed, found)}` : '');
    show(story, !progress && (found !== undefined || lesson.isOver(chapter)));
    setText(recall, recallSentence(chapter, lesson.outcomes));
    show(recall, recall.textContent !== '');
    setText(basis, found ? `${found.basis}; in brackets, where it lies with 95 % confidence.` : '');
    element.dataset['state'] = progress ? 'measuring' : told ? 'told' : found ? 'untold' : 'open';

    const other = told && found.verdict !== 'faster';
    const state = `${chapter.id} ${other}`;
    if (state === drawn) return;
    drawn = state;
    setText(title, chapter.title);
    const met = new Set();
    claim.replaceChildren(explained('p', {}, chapter.claim, met));
    why.replaceChildren(explained('p', {}, other ? `${chapter.otherwise} ${chapter.why}` : chapter.why, met));
    more.href = chapter.more.href;
    setText(more, chapter.more.text);
  }
  return { element, update, interval: 250 };
}

function buttonText(lesson: Lesson, chapter: Chapter): string {
  if (lesson.outcomes.has(chapter.id)) return 'Measure again, thoroughly';
  if (lesson.messages.has(chapter.id)) return 'Try again';
  const download = lesson.download(chapter);
  if (download) return `Load ${download.name} (${formatBytes(download.bytes)}) and measure`;
  return lesson.guess(chapter) === undefined ? 'Measure without a guess' : 'Measure';
}
