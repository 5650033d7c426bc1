// What the model thinks of its letters: their embeddings as a map, and which are alike.
import './numbers.css';
import { h, setText } from '../common/dom.ts';
import { formatPart } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import type { Inside } from './inside.ts';
import type { LetterMap, Neighbour } from './letter-map.ts';
import { nameOf } from './tokens.ts';

/** The part of the map that letters keep to, so that none is cut off. */
const margin = 0.06;

export function lettersPanel(inside: Inside): Panel {
  const map = h('div', { class: 'letter-map', id: 'inside-map', role: 'img' });
  const shares = h('p', { class: 'help', id: 'inside-shares' });
  const body = h('tbody');
  const cut = h('p', { class: 'help' });
  const nearest = h(
    'div',
    { class: 'nearest', tabindex: 0, role: 'group', 'aria-label': 'Nearest letters' },
    h(
      'table',
      { id: 'inside-nearest' },
      h(
        'thead',
        {},
        h('tr', {}, h('th', { scope: 'col', text: 'Letter' }), h('th', { scope: 'col', text: 'Nearest' })),
      ),
      body,
    ),
  );
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'inside-letters-title' },
    h('h2', { id: 'inside-letters-title', text: 'Which letters are alike' }),
    h('p', {
      class: 'meaning',
      text:
        'An embedding is the list of numbers by which the model knows a letter. At first it is random; training ' +
        'brings letters together that are followed by the same. The map shows the two directions in which they ' +
        'differ most (principal components), the table the nearest by the cosine of all numbers: 1 means the same ' +
        'direction, 0 nothing in common.',
    }),
    h('div', { class: 'letters-columns' }, h('div', {}, map, shares), nearest),
    cut,
  );

  let drawn: LetterMap | undefined;
  let marked = -1;
  function update(): void {
    const { weights, characters, seen } = inside;
    if (!weights || !seen) return;
    const letter = inside.place === 0 ? undefined : seen.reading.letters[inside.place - 1];
    const token = letter === undefined ? characters.length : characters.indexOf(letter);
    if (drawn !== weights.letters) {
      drawn = weights.letters;
      marked = -1;
      place(map, drawn, characters);
      fill(body, drawn, characters);
      const [first, second] = drawn.shares;
      setText(shares, `Across: ${formatPart(first)} of how the embeddings differ; upwards: ${formatPart(second)}.`);
      map.setAttribute('aria-label', describe(drawn, characters));
      setText(
        cut,
        drawn.tokens.length <= characters.length
          ? `Shown: the first ${drawn.tokens.length - 1} of ${characters.length} letters, and the mark.`
          : '',
      );
    }
    if (marked === token) return;
    marked = token;
    for (const list of [map.querySelectorAll('span'), body.rows]) {
      for (const item of list) item.classList.toggle('chosen', item.dataset['token'] === String(token));
    }
    const row = body.querySelector<HTMLElement>('.chosen');
    if (row) nearest.scrollTop = row.offsetTop - nearest.clientHeight / 2;
  }
  return { element, update };
}

/** Moves the letters to their places; the same distance is as long across as upwards. */
function place(map: HTMLElement, { tokens, points }: LetterMap, characters: readonly string[]): void {
  if (map.children.length !== tokens.length) {
    map.replaceChildren(
      ...tokens.map((token) => h('span', { 'data-token': token, text: nameOf(token, characters, 'start') })),
    );
  }
  const wide = 1.5; // as the style sheet has it
  const reach = Math.max(...points.map(([x, y]) => Math.max(Math.abs(x) / wide, Math.abs(y)))) || 1;
  const unit = (0.5 - margin) / reach;
  for (const [i, [x, y]] of points.entries()) {
    const { style } = map.children[i] as HTMLElement;
    style.left = `${50 + (100 * unit * x) / wide}%`;
    style.top = `${50 - 100 * unit * y}%`;
  }
}

function fill(body: HTMLElement, { tokens, neighbours }: LetterMap, characters: readonly string[]): void {
  const near = ({ token, cosine }: Neighbour): HTMLElement =>
    h(
      'span',
      { class: 'near', 'data-cosine': cosine },
      h('b', { text: nameOf(token, characters, 'start') }),
      ` ${inWords(cosine)}`,
    );
  body.replaceChildren(
    ...tokens.map((token, i) =>
      h(
        'tr',
        { 'data-token': token },
        h('th', { scope: 'row', text: nameOf(token, characters, 'start') }),
        h('td', {}, ...neighbours[i]!.map(near)),
      ),
    ),
  );
}

function inWords(cosine: number): string {
  return cosine.toFixed(2).replace('-', '−');
}

function describe({ tokens, neighbours }: LetterMap, characters: readonly string[]): string {
  const pairs = tokens.flatMap((token, i) => (neighbours[i]![0] ? [{ token, near: neighbours[i]![0]! }] : []));
  pairs.sort((a, b) => b.near.cosine - a.near.cosine);
  const named = pairs
    .slice(0, 4)
    .map(({ token, near }) => `${nameOf(token, characters, 'start')} by ${nameOf(near.token, characters, 'start')}`);
  return `A map of ${tokens.length} letters. Nearest to each other: ${named.join(', ')}. The table has all.`;
}
