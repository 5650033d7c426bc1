// The view of the lesson: one chapter at a time, each with an address of its own.
import './lesson.css';
import './presentation.css';
import { fragment } from '../common/fragment.ts';
import { h, setText, show } from '../common/dom.ts';
import type { Bench } from '../experiments/bench.ts';
import type { Page } from '../page/page.ts';
import { drawLoop, type Panel } from '../ui/panel.ts';
import { cardGauge } from './card-gauge.ts';
import { chapterPanel } from './chapter-panel.ts';
import { Lesson, stops } from './lesson.ts';
import { lookBackPanel } from './look-back-panel.ts';
import { trainingGauge } from './training-gauge.ts';

const address = (id: string): string => `#lesson/${id}`;

export function lessonView(page: Page, bench: Bench): HTMLElement {
  const changed = (): void => page.changed();
  const gauges = { training: trainingGauge(page, changed), card: cardGauge(bench, changed) };
  const lesson = new Lesson(page.guesses, gauges, changed);

  const contents = contentsPanel(lesson);
  const steps = stepsPanel(lesson);
  const panels = [contents, chapterPanel(lesson), lookBackPanel(lesson), steps];
  const element = h('div', { class: 'lesson' }, ...panels.map((panel) => panel.element));
  const loop = drawLoop(panels);

  /** To where the address leads; `#lesson` alone to where the reader was last. */
  function goTo(): void {
    const { view, place } = fragment();
    if (view !== 'lesson') return;
    if (place && !stops.some(({ id }) => id === place)) page.address.tellUnknown(`lesson/${place}`, 'chapter');
    lesson.open(place);
    page.address.setPlace('lesson', stops[lesson.at]!.id);
    for (const panel of panels) panel.update();
    scrollTo(0, 0);
    // Once the view is in sight; whoever reads aloud goes on there.
    const heading = (): HTMLElement | null => element.querySelector('article:not([hidden]) h1');
    requestAnimationFrame(() => heading()?.focus({ preventScroll: true }));
  }

  function step(by: number): void {
    const stop = stops[lesson.at + by];
    if (stop) location.hash = address(stop.id);
  }

  document.addEventListener('keydown', (event) => {
    const by = stepsOfKeys[event.key];
    if (by === undefined || element.hidden || isTaken(event)) return;
    event.preventDefault();
    step(by);
  });
  addEventListener('popstate', goTo);
  page.onChange(() => {
    lesson.follow();
    loop.request();
  });
  goTo();
  return element;
}

const stepsOfKeys: Record<string, number> = {
  ArrowRight: 1,
  PageDown: 1,
  n: 1,
  ArrowLeft: -1,
  PageUp: -1,
  p: -1,
};

/** Whether a key is meant for a field, or is part of a command of the browser's. */
function isTaken({ target, altKey, ctrlKey, metaKey, shiftKey, defaultPrevented }: KeyboardEvent): boolean {
  const isField = target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null;
  return isField || altKey || ctrlKey || metaKey || shiftKey || defaultPrevented;
}

/** The numbers of all chapters: which one is open, and which are measured. */
function contentsPanel(lesson: Lesson): Panel {
  const links = stops.map(({ id, title }, i) =>
    h('a', { href: address(id), title, 'aria-label': `${i + 1}: ${title}`, text: String(i + 1) }),
  );
  const element = h(
    'nav',
    { class: 'chapters', 'aria-label': 'Chapters' },
    h('ol', {}, ...links.map((link) => h('li', {}, link))),
  );
  function update(): void {
    for (const [i, link] of links.entries()) {
      if (i === lesson.at) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
      link.toggleAttribute('data-done', lesson.isTold(stops[i]!.id));
    }
  }
  return { element, update, interval: 250 };
}

/** The ways to the chapter before and after. */
function stepsPanel(lesson: Lesson): Panel {
  const previous = h('a', { class: 'button', rel: 'prev', text: 'Previous' });
  const nextTitle = h('span', { class: 'next-title' });
  const next = h('a', { class: 'button', rel: 'next' }, h('span', {}, 'Next', nextTitle));
  const place = h('span', { class: 'muted' });
  const element = h('div', { class: 'chapter-steps' }, previous, place, next);
  function update(): void {
    const [before, after] = [stops[lesson.at - 1], stops[lesson.at + 1]];
    show(previous, before !== undefined);
    show(next, after !== undefined);
    if (before) previous.href = address(before.id);
    if (after) {
      next.href = address(after.id);
      setText(nextTitle, `: ${after.title}`);
    }
    setText(place, `${lesson.at + 1} of ${stops.length}`);
    element.toggleAttribute('data-done', lesson.chapter !== undefined && lesson.isOver(lesson.chapter));
  }
  return { element, update, interval: 250 };
}
