// Where the model looks: the attention of each head as a heat map, and the row of the chosen letter over the text.
import './attention.css';
import { h, setCount, setText, show } from '../common/dom.ts';
import { formatPart } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import { onThemeChange } from '../ui/theme.ts';
import { paint, partScale } from './heat.ts';
import type { Inside } from './inside.ts';
import { largestFirst } from './order.ts';
import { placesOf } from './tokens.ts';

const headsOfPage = 8;
/** The maps of a text with more places need all of the page's width. */
const longText = 18;

/** A head of attention: its rows are the letters that look, their elements the weights of those looked at. */
interface Head {
  name: string;
  rows: readonly (readonly number[])[];
}

export function attentionPanel(inside: Inside): Panel {
  const page = h('select', { id: 'inside-heads', 'aria-label': 'Heads that are shown' });
  page.addEventListener('change', () => update());
  const place = h('span', { class: 'muted' });
  const grid = h('div', { class: 'heads', id: 'inside-attention' });
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'inside-attention-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'inside-attention-title', text: 'Where it looks' }), page),
    h(
      'p',
      { class: 'meaning' },
      'Attention: each letter gathers what it needs from itself and those before it, from some a little, from others ' +
        'much. Each head has its own way to look. Over the map the weights of the chosen letter, ',
      place,
      '; in the map a row for each letter that looks.',
    ),
    grid,
  );
  const panels: HeadPicture[] = [];
  onThemeChange(() => update());

  function update(): void {
    if (!inside.seen) return;
    const heads = headsOf(inside.seen.inspection.attention);
    const pages = Math.ceil(heads.length / headsOfPage);
    show(page, pages > 1);
    if (page.options.length !== pages) {
      page.replaceChildren(
        ...Array.from({ length: pages }, (_, i) => {
          const last = Math.min(heads.length, (i + 1) * headsOfPage);
          const name = `${heads[i * headsOfPage]!.name} – ${heads[last - 1]!.name}`;
          return h('option', { value: i, text: name });
        }),
      );
    }
    const first = headsOfPage * Math.max(0, page.selectedIndex);
    const shown = heads.slice(first, first + headsOfPage);
    while (panels.length > shown.length) panels.pop()!.element.remove();
    while (panels.length < shown.length) {
      panels.push(headPicture(inside));
      grid.append(panels.at(-1)!.element);
    }
    const places = placesOf(inside.seen.reading.letters);
    grid.style.setProperty('--places', String(places.length));
    grid.toggleAttribute('data-long', places.length > longText);
    setText(place, `“${places[inside.place]}”`);
    for (const [i, head] of shown.entries()) panels[i]!.draw(head, places, inside.place);
  }
  return { element, update };
}

function headsOf(attention: readonly (readonly (readonly (readonly number[])[])[])[]): Head[] {
  return attention.flatMap((heads, layer) =>
    heads.map((rows, head) => ({
      name: attention.length > 1 ? `Layer ${layer + 1}, head ${head + 1}` : `Head ${head + 1}`,
      rows,
    })),
  );
}

interface HeadPicture {
  element: HTMLElement;
  draw(head: Head, places: readonly string[], place: number): void;
}

function headPicture(inside: Inside): HeadPicture {
  const title = h('h3');
  const letters = h('div', { class: 'weighed', 'aria-hidden': 'true' });
  const canvas = h('canvas', { role: 'img' });
  const row = h('div', { class: 'chosen-row' });
  const map = h('div', { class: 'map' }, canvas, row);
  const sentence = h('p', { class: 'help' });
  const element = h('div', { class: 'attention-head' }, title, letters, map, sentence);
  const follow = (event: PointerEvent): void => {
    const { top, height } = map.getBoundingClientRect();
    const count = letters.children.length;
    inside.writing.select(Math.max(0, Math.min(count - 1, Math.floor((count * (event.clientY - top)) / height))));
  };
  map.addEventListener('pointermove', follow);
  map.addEventListener('pointerdown', follow);

  let painted: unknown;
  return {
    element,
    draw({ name, rows }, places, place) {
      const count = places.length;
      const weights = rows[place]!;
      setText(title, name);
      element.dataset['weights'] = weights.join(' ');
      setCount(letters, count, () => h('span'));
      for (const [i, label] of places.entries()) {
        const letter = letters.children[i] as HTMLElement;
        setText(letter, i === 0 ? '▸' : label);
        letter.classList.toggle('chosen', i === place);
        letter.classList.toggle('ahead', i > place);
        letter.style.setProperty('--part', String(weights[i] ?? 0));
      }
      const theme = document.documentElement.dataset['theme'];
      const key = `${theme} ${JSON.stringify(rows)}`;
      if (painted !== key) paint(canvas, count, count, (query, other) => rows[query]![other], partScale());
      painted = key;
      row.style.top = `${(100 * place) / count}%`;
      row.style.height = `${100 / count}%`;
      setText(sentence, looks(weights, places));
      canvas.setAttribute('aria-label', `${name}, at “${places[place]}”: ${looks(weights, places)}`);
    },
  };
}

/** "Most at “e” (54%), then at “start” (21%)." */
function looks(weights: readonly number[], places: readonly string[]): string {
  const named = largestFirst(weights)
    .slice(0, 2)
    .map((i) => `at “${places[i]}”${ordinal(i, places)} (${formatPart(weights[i]!)})`);
  return `Most ${named.join(', then ')}.`;
}

/** Which one of several equal letters is meant. */
function ordinal(at: number, places: readonly string[]): string {
  const same = places.filter((name) => name === places[at]).length > 1;
  return same && at > 0 ? `, place ${at}` : '';
}
