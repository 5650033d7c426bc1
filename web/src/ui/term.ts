// Words of the field, explained where they are met: a tap on one shows what it means, another hides it again.
import { h } from '../common/dom.ts';

const glossary = {
  boxed:
    'A boxed number lies in an object of its own: to use it, its address is followed. Numbers side by side in an ' +
    'array need no address each.',
  graph: 'Every result remembers what it was computed from. Walked backwards, that gives the slope by every number.',
  lanes: 'A vector register holds several numbers, each in a lane; one instruction works on all of them at once.',
  fused: 'A product and a sum in one instruction (FMA, fused multiply-add), rounded once instead of twice.',
  interpreted: 'Read and carried out operation by operation, instead of being turned into machine code first.',
  tape:
    'The list of the operations in the order in which they were done. Gone through backwards, it gives the slope by ' +
    'every number.',
  parameters: 'The numbers that training changes: all that the model learns is in them.',
  loss:
    'How surprised the model is by the next character: minus the logarithm of the probability that it gave it. Lower ' +
    'is better.',
};

type Word = keyof typeof glossary;
const anyWord = new RegExp(`\\b(${Object.keys(glossary).join('|')})\\b`, 'i');

/** A paragraph, or what else `tag` says, in which the words that need it can be tapped. */
export function explained(tag: 'p' | 'div', attributes: Record<string, string>, text: string): HTMLElement {
  const note = h('span', { class: 'gloss', role: 'note', hidden: true });
  let open: HTMLButtonElement | undefined;
  const toggle = (term: HTMLButtonElement, word: Word): void => {
    open?.setAttribute('aria-expanded', 'false');
    open = open === term ? undefined : term;
    open?.setAttribute('aria-expanded', 'true');
    note.textContent = open ? glossary[word] : '';
    note.hidden = open === undefined;
  };
  const met = new Set<Word>();
  const pieces = text.split(anyWord).map((piece, i) => {
    const word = piece.toLowerCase() as Word;
    if (i % 2 === 0 || met.has(word)) return piece;
    met.add(word); // once is enough
    const term = h('button', { type: 'button', class: 'term', 'aria-expanded': 'false', text: piece });
    term.addEventListener('click', () => toggle(term, word));
    return term;
  });
  return h(tag, attributes, ...pieces, note);
}
