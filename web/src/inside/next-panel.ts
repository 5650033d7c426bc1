// What may come next: the probability of each letter.
import './expectations.css';
import { h, setCount, setText } from '../common/dom.ts';
import { formatPart } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import { segmented } from '../ui/segmented.ts';
import type { Inside } from './inside.ts';
import { largestFirst } from './order.ts';
import { nameOf, placesOf } from './tokens.ts';

/** Of larger alphabets the likeliest so many are shown. */
const mostBars = 40;

export function nextPanel(inside: Inside): Panel {
  const order = segmented(
    'Order of the letters',
    [
      ['likely', 'Likeliest first'],
      ['alphabet', 'Alphabetical'],
    ],
    'likely',
    () => update(),
  );
  const found = h('p', { class: 'found', id: 'inside-next-found' });
  const bars = h('ol', { class: 'next-bars', id: 'inside-next' });
  const rest = h('p', { class: 'help' });
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'inside-next-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'inside-next-title', text: 'What comes next' }), order.element),
    h('p', {
      class: 'meaning',
      text:
        'For each letter the model computes a score, its logit. Softmax turns the scores into probabilities, which ' +
        'add up to 1.',
    }),
    found,
    bars,
    rest,
  );

  function update(): void {
    const { seen, place, characters } = inside;
    if (!seen) return;
    const probabilities = seen.inspection.predictions[place]!;
    const target = seen.targets[place];
    const byLikelihood = largestFirst(probabilities);
    const shown = byLikelihood.slice(0, mostBars);
    if (order.value === 'alphabet') shown.sort((a, b) => a - b);
    const best = byLikelihood[0]!;
    setText(
      found,
      `After “${placesOf(seen.reading.letters)[place]}” most likely: “${nameOf(best, characters)}”.` +
        (target === undefined ? '' : ` Here follows “${nameOf(target, characters)}”.`),
    );
    setCount(bars, shown.length, bar);
    for (const [i, token] of shown.entries()) {
      const row = bars.children[i] as HTMLElement;
      const [name, line, figure] = row.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
      const part = probabilities[token]!;
      row.dataset['token'] = String(token);
      row.dataset['probability'] = String(part);
      row.classList.toggle('target', token === target);
      setText(name, nameOf(token, characters));
      setText(figure, formatPart(part));
      line.style.setProperty('--part', String(part / probabilities[best]!));
    }
    const others = byLikelihood.slice(mostBars);
    const sum = others.reduce((total, token) => total + probabilities[token]!, 0);
    setText(rest, others.length > 0 ? `The ${others.length} others together: ${formatPart(sum)}.` : '');
  }
  return { element, update };
}

function bar(): HTMLElement {
  return h('li', {}, h('span', { class: 'name' }), h('span', { class: 'bar-line' }), h('span', { class: 'figure' }));
}
