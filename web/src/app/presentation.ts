// For a projector: one thing at a time, in large type, over the whole screen. The root has data-presentation meanwhile,
// and each room's styles say what of it is left out then.
import './presentation.css';
import { fragment } from '../common/fragment.ts';
import { h, setText } from '../common/dom.ts';
import { onEscape } from '../ui/escape.ts';
import { icon } from '../ui/icons.ts';

export interface Slide {
  name: string;
  /** What stands behind the # of its address. */
  address: string;
}

const keys: Record<string, number> = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

/** Where the arrows have a meaning of their own; PageUp and PageDown are what a presenter's remote sends. */
function hasOwnArrows({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.matches('input, select, textarea, [role=slider]');
}

/**
 * The button that begins, for the head of the page, and the bar that leads from slide to slide meanwhile. `more`
 * fetches the slides that follow the first ones, which have to do without them where they cannot be had. `turned` is
 * told whether it is on.
 */
export function presentation(
  first: readonly Slide[],
  more: () => Promise<readonly Slide[]>,
  turned: (on: boolean) => void,
): { start: HTMLButtonElement; bar: HTMLElement; begin(): void } {
  let slides = first;
  const start = h(
    'button',
    { type: 'button', class: 'present', id: 'present', title: 'Present (Alt+P)', 'aria-keyshortcuts': 'Alt+P' },
    icon('present'),
    'Present',
  );
  const step = (id: string, name: string, by: number): HTMLButtonElement =>
    h('button', { type: 'button', id, on: { click: () => go(at() + by) } }, name);
  const [previous, next] = [step('previous-slide', '‹ Previous', -1), step('next-slide', 'Next ›', 1)];
  const where = h('p', { class: 'muted', id: 'slide' });
  const end = h('button', { type: 'button', id: 'end-presentation', text: 'End', on: { click: () => finish() } });
  const bar = h(
    'nav',
    { class: 'presentation-bar', 'aria-label': 'Presentation', hidden: true },
    previous,
    where,
    next,
    end,
  );
  let forgetEscape: (() => void) | undefined;

  function at(): number {
    const { view, place } = fragment();
    const shown = view === 'lesson' && place ? `${view}/${place}` : view;
    return Math.max(
      0,
      slides.findIndex(({ address }) => address === shown),
    );
  }
  function go(index: number): void {
    const slide = slides[index];
    if (slide) location.replace(`#${slide.address}`);
    update();
  }
  function update(): void {
    const index = at();
    setText(where, `${index + 1} of ${slides.length}: ${slides[index]!.name}`);
    // Not disabled, so that the focus stays on what is pressed again and again.
    previous.setAttribute('aria-disabled', String(index === 0));
    next.setAttribute('aria-disabled', String(index === slides.length - 1));
  }
  function begin(): void {
    if (forgetEscape) return;
    forgetEscape = onEscape(() => {
      finish();
      return true;
    });
    document.documentElement.dataset['presentation'] = '';
    bar.hidden = false;
    next.focus();
    turned(true);
    const arrived = (all: readonly Slide[]): void => {
      slides = all;
      if (forgetEscape) go(at());
    };
    more().then(
      (others) => arrived([...first, ...others]),
      () => arrived(first),
    );
    // Where that is denied, it fills the window. An address that opens a presentation is no wish of the reader's.
    if (navigator.userActivation?.isActive !== false) document.documentElement.requestFullscreen?.().catch(() => {});
  }
  function finish(): void {
    if (!forgetEscape) return;
    forgetEscape();
    forgetEscape = undefined;
    delete document.documentElement.dataset['presentation'];
    bar.hidden = true;
    turned(false);
    if (document.fullscreenElement) void document.exitFullscreen();
    start.focus();
  }

  start.addEventListener('click', begin);
  addEventListener('popstate', update);
  document.addEventListener('fullscreenchange', () => {
    if (!document.fullscreenElement) finish(); // the browser keeps the Escape key to itself
  });
  // Before a view turns its own pages by the same keys.
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey && event.code === 'KeyP') {
      event.preventDefault();
      return begin();
    }
    const by = keys[event.key];
    const isArrow = event.key.startsWith('Arrow');
    if (!forgetEscape || !by || (isArrow && hasOwnArrows(event))) return;
    event.preventDefault();
    event.stopPropagation();
    go(at() + by);
  };
  addEventListener('keydown', onKey, { capture: true });
  return { start, bar, begin };
}
