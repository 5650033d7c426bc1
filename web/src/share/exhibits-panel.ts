// Whose results are open, on what machines, and a button to forget each.
import { h } from '../common/dom.ts';
import { describeMachine, headline } from '../export/shared-words.ts';
import { formatCount } from '../ui/format.ts';
import type { Exhibit, Origin } from './comparison.ts';

const marks: Record<Origin, string> = {
  own: 'Yours',
  earlier: 'Yours, of an earlier visit',
  link: 'From a link, not measured here',
  file: 'From a file, not measured here',
  reference: 'Comes with the page, not measured here',
};

export function exhibitItem(exhibit: Exhibit, forget: () => void): HTMLElement {
  const { origin, name, results, about } = exhibit;
  const [first] = results;
  const { isolated, lanes } = first!.machine;
  const what = results.length === 1 ? headline(first!) : formatCount(results.length, 'result');
  return h(
    'li',
    { class: 'exhibit card', 'data-origin': origin },
    h('p', { class: 'exhibit-mark', text: marks[origin] }),
    h('h2', { text: name }),
    h('p', { text: what }),
    h('p', {
      class: 'help',
      text: `${describeMachine(first!.machine)}; Lanes ${lanes}${isolated ? '' : ', not isolated: a coarser timer'}.`,
    }),
    about !== undefined && h('p', { class: 'help', text: about }),
    origin !== 'own' &&
      h('button', {
        type: 'button',
        class: 'forget',
        text: 'Forget it',
        'aria-label': `Forget it: ${name}`,
        on: { click: forget },
      }),
  );
}
