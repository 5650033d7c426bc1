// Words of the field, explained where they are met: a tap on one shows what it means, another hides it again.
import { h } from '../common/dom.ts';
import { boxesPicture, lanesPicture } from './term-pictures.ts';

/** What a word means, in whichever form it is met. */
interface Entry {
  forms: readonly string[];
  meaning: string;
  picture?: () => SVGElement;
}

const glossary: readonly Entry[] = [
  {
    forms: ['boxed', 'boxes'],
    meaning:
      'A boxed number lies in an object of its own: to use it, its address is followed. Numbers side by side in an ' +
      'array need no address each.',
    picture: boxesPicture,
  },
  {
    forms: ['graph'],
    meaning:
      'Every result remembers what it was computed from. Walked backwards, that gives the slope by every number.',
  },
  {
    forms: ['lanes', 'lane'],
    meaning: 'A vector register holds several numbers, each in a lane; one instruction works on all of them at once.',
    picture: lanesPicture,
  },
  {
    forms: ['fused', 'fma'],
    meaning: 'A product and a sum in one instruction (FMA, fused multiply-add), rounded once instead of twice.',
  },
  {
    forms: ['interpreted'],
    meaning: 'Read and carried out operation by operation, instead of being turned into machine code first.',
  },
  {
    forms: ['tape'],
    meaning:
      'The list of the operations in the order in which they were done. Gone through backwards, it gives the slope ' +
      'by every number.',
  },
  {
    forms: ['tensors', 'tensor'],
    meaning: 'Numbers of one type in one piece of memory, and a shape that says how they are to be read.',
  },
  {
    forms: ['micrograd'],
    meaning:
      'Andrej Karpathy’s tiny library for gradients, in which each number is an object that remembers its origin.',
  },
  {
    forms: ['vectoriser'],
    meaning:
      'A part of the compiler that looks for loops which it can do several numbers at a time, without being asked.',
  },
  {
    forms: ['contenders', 'contender'],
    meaning: 'A way to run the training step: here they all train the same model, and only their code differs.',
  },
  {
    forms: ['chunks', 'chunk'],
    meaning: 'So many steps in a row, timed together, as the clock of a browser is too coarse for a single one.',
  },
  {
    forms: ['control'],
    meaning:
      'The same code measured against itself. What differs there is chance, and a gain has to be more than that.',
  },
  {
    forms: ['difference'],
    meaning: 'By how much two losses differ, whichever is larger: written |difference|.',
  },
  {
    forms: ['parameters', 'parameter'],
    meaning: 'The numbers that training changes: all that the model learns is in them.',
  },
  {
    forms: ['loss', 'losses'],
    meaning:
      'How surprised the model is by the next character: minus the logarithm of the probability that it gave it. ' +
      'Lower is better.',
  },
];

const entries = new Map(glossary.flatMap((entry) => entry.forms.map((form) => [form, entry] as const)));
/** With the punctuation that may not begin a line without it. */
const anyForm = new RegExp(`\\b((?:${[...entries.keys()].join('|')})\\b[,.;:!?)]*)`, 'i');

/**
 * A paragraph, or what else `tag` says, in which the words that need it can be tapped, each where it is met first.
 * `met` are those that were met before.
 */
export function explained(
  tag: 'p' | 'div',
  attributes: Record<string, string>,
  text: string,
  met = new Set<unknown>(),
): HTMLElement {
  const note = h('span', { class: 'gloss', role: 'note', hidden: true });
  let open: HTMLButtonElement | undefined;
  const toggle = (term: HTMLButtonElement, { meaning, picture }: Entry): void => {
    open?.setAttribute('aria-expanded', 'false');
    open = open === term ? undefined : term;
    open?.setAttribute('aria-expanded', 'true');
    note.replaceChildren(...(open ? [meaning, ...(picture ? [picture()] : [])] : []));
    note.hidden = open === undefined;
  };
  const pieces = text.split(anyForm).map((piece) => {
    const [word] = /^[a-z]*/i.exec(piece)!;
    const entry = entries.get(word.toLowerCase());
    if (!entry || met.has(entry)) return piece;
    met.add(entry);
    const term = h('button', { type: 'button', class: 'term', 'aria-expanded': 'false', text: word });
    term.addEventListener('click', () => toggle(term, entry));
    return word === piece ? term : h('span', { class: 'unbroken' }, term, piece.slice(word.length));
  });
  return h(tag, attributes, ...pieces, note);
}
