// Why a tiny model gains only so much and a wide one far more, told from what was measured here.
import { h } from '../common/dom.ts';
import type { Panel } from '../ui/panel.ts';
import type { Ladder } from './ladder.ts';
import { explain } from './words.ts';

export function explanationPanel(ladder: Ladder): Panel {
  const told = h('div', { class: 'told', id: 'ladder-explanation' });
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'explanation-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'explanation-title', text: 'Why a tiny model gains only so much' })),
    h('p', {
      class: 'meaning',
      text:
        'A step costs so much per number that is boxed, so much per operation that is set up, and so much per ' +
        'multiplication. Vector instructions shrink the last of these. In a tiny model that is only a part of the ' +
        'step; in a wide one it is nearly all of it.',
    }),
    told,
  );
  function update(): void {
    const sentences = explain(ladder.results.get(ladder.width), ladder.results, ladder.rungs);
    told.replaceChildren(...sentences.map((text) => h('p', { text })));
  }
  return { element, update, interval: 200 };
}
