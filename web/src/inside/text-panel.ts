// The text that the model reads, and the letter in it that all other panels look at.
import { h, setText, show } from '../common/dom.ts';
import { formatCount } from '../ui/format.ts';
import type { Panel } from '../ui/panel.ts';
import { roving } from '../ui/roving.ts';
import type { Inside } from './inside.ts';
import { placesOf } from './tokens.ts';

export function textPanel(inside: Inside): Panel {
  const input = h('input', {
    type: 'text',
    id: 'inside-text',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-describedby': 'inside-refusal inside-cut',
  });
  input.addEventListener('input', () => inside.writing.type(input.value));
  const refusal = h('p', { class: 'field-error', id: 'inside-refusal', role: 'alert', hidden: true });
  const cut = h('p', { class: 'help', id: 'inside-cut', hidden: true });
  const letters = h('div', {
    class: 'letters',
    id: 'inside-letters',
    role: 'group',
    'aria-label': 'Letters that are read',
  });
  roving(letters, () => 1);
  const element = h(
    'section',
    { class: 'card', 'aria-labelledby': 'inside-text-title' },
    h('h2', { id: 'inside-text-title', text: 'Letter by letter' }),
    h('p', {
      class: 'meaning',
      text:
        'The model reads from left to right, and at each letter foretells the one after it. ' +
        'Point at a letter below, or go through them with the arrow keys: the rest of the page follows.',
    }),
    h('div', { class: 'field' }, h('label', { for: 'inside-text', text: 'Text to read' }), input, refusal, cut),
    letters,
  );

  let drawn = '';
  function update(): void {
    if (document.activeElement !== input || input.value === '') input.value = inside.writing.text;
    input.setAttribute('aria-invalid', String(inside.writing.refusal !== ''));
    setText(refusal, inside.writing.refusal);
    show(refusal, inside.writing.refusal !== '');
    if (!inside.seen) return;
    const { reading } = inside.seen;
    const block = inside.setup!.config.blockSize;
    const full = reading.letters.length === block - 1;
    setText(
      cut,
      `Only ${formatCount(reading.letters.length, 'letter')} of it ${full ? 'fit' : 'are shown'}: ` +
        (full
          ? `the block has ${formatCount(block, 'place')}, and the mark of the start takes one.`
          : 'more have no room here.'),
    );
    show(cut, reading.following !== undefined);
    const places = placesOf(reading.letters);
    if (drawn !== places.join('\n')) {
      drawn = places.join('\n');
      letters.replaceChildren(...places.map((name, position) => letterButton(inside, name, position)));
    }
    for (const [position, button] of [...letters.querySelectorAll('button')].entries()) {
      button.setAttribute('aria-pressed', String(position === inside.place));
      button.tabIndex = position === inside.place ? 0 : -1;
    }
  }
  return { element, update };
}

function letterButton(inside: Inside, name: string, position: number): HTMLElement {
  const choose = (): void => inside.writing.select(position);
  return h('button', {
    type: 'button',
    class: position === 0 ? 'letter mark-of-start' : 'letter',
    text: name,
    on: { click: choose, focus: choose, pointerenter: choose },
  });
}
