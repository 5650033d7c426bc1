// The view of the model's inside: what it reads, expects, looks at and holds, from untrained to trained.
import './inside.css';
import type { Page } from '../page/page.ts';
import { h, show } from '../common/dom.ts';
import { onEscape } from '../ui/escape.ts';
import { hero } from '../ui/hero.ts';
import { drawLoop } from '../ui/panel.ts';
import { attentionPanel } from './attention-panel.ts';
import { controlsPanel } from './controls-panel.ts';
import { generationPanel } from './generation-panel.ts';
import { Inside } from './inside.ts';
import { lettersPanel } from './letters-panel.ts';
import { lossPanel } from './loss-panel.ts';
import { nextPanel } from './next-panel.ts';
import { textPanel } from './text-panel.ts';
import { weightsPanel } from './weights-panel.ts';

export function insideView(page: Page): HTMLElement {
  const inside = new Inside(page, () => loop.request());
  onEscape(() => {
    const isUnderWay = inside.busy;
    if (isUnderWay) inside.pause();
    return isUnderWay;
  });
  const controls = controlsPanel(inside);
  const [text, next, attention] = [textPanel(inside), nextPanel(inside), attentionPanel(inside)];
  const [loss, generation] = [lossPanel(inside), generationPanel(inside)];
  const [letters, weights] = [lettersPanel(inside), weightsPanel(inside)];
  // There is something to see as soon as there is a model, trained or not.
  const cards = h(
    'div',
    { class: 'inside', hidden: true },
    text.element,
    h('div', { class: 'inside-two' }, next.element, attention.element),
    loss.element,
    generation.element,
    letters.element,
    weights.element,
  );
  const element = h(
    'div',
    { class: 'view' },
    hero(
      'inside-title',
      {
        title: 'Inside the model.',
        accent: 'What it has learned.',
        lede: [
          'The tiny GPT of the race, opened: what it expects, where it looks, and what its numbers look like. Train ' +
            'it and watch, or drag back to where it knew nothing. Text and sizes are those of the race’s ',
          h('a', { href: '#race/settings', text: 'set-up' }),
          '.',
        ],
      },
      controls.element,
    ),
    cards,
  );
  const panels = [controls, text, next, attention, loss, generation, letters, weights];
  const loop = drawLoop([...panels, { element: cards, update: () => show(cards, inside.seen !== undefined) }]);
  new IntersectionObserver(([entry]) => (entry!.isIntersecting ? inside.enter() : inside.leave())).observe(element);
  loop.request();
  return element;
}
