// The loops of a card side by side, as they stand in the source.
import { h } from '../common/dom.ts';
import { messageOf } from '../common/errors.ts';
import { formatList } from '../ui/format.ts';
import './code.css';
import type { Card, Contender } from './cards.ts';
import { tokens } from './code.ts';
import { loadCode } from './sources.ts';

/** Contenders that share a source: the same text, compiled differently. */
interface Loop {
  code: Contender['code'];
  names: string[];
}

/** The distinct loops of a card, in the order of its contenders. */
function loopsOf(card: Card): Loop[] {
  const loops: Loop[] = [];
  for (const { name, code } of card.contenders) {
    const known = loops.find((loop) => loop.code.file === code.file && loop.code.part === code.part);
    if (known) known.names.push(name);
    else loops.push({ code, names: [name] });
  }
  return loops;
}

/** The text in pieces, its keywords, comments and numbers each in their colour. */
export function coloured(text: string): (HTMLElement | string)[] {
  return tokens(text).map(([kind, piece]) => (kind === 'plain' ? piece : h('span', { class: kind, text: piece })));
}

export function codeView(card: Card): HTMLElement {
  const loops = loopsOf(card);
  const begin = [0, ...(loops.length > 1 ? [Math.max(1, loops.indexOf(last(card, loops)))] : [])];
  const places = begin.map((chosen, i) => place(card, loops, chosen, i === 0 ? 'left' : 'right'));
  const details = h(
    'details',
    { class: 'fold' },
    h('summary', { text: loops.length > 1 ? 'The code, side by side' : 'The code' }),
    h('div', { class: places.length > 1 ? 'code-pair' : 'code-single' }, ...places.map(({ element }) => element)),
  );
  details.addEventListener('toggle', () => {
    if (details.open) for (const { load } of places) void load();
  });
  return details;
}

/**
 * The loop to hold against the first: that of the last contender which is neither on several cores nor another
 * language.
 */
function last(card: Card, loops: readonly Loop[]): Loop {
  const { name } =
    card.contenders.findLast(
      ({ source }) => source.kind === 'gpu' || (source.kind === 'wasm' && source.variant !== 'threads'),
    ) ?? card.contenders[0]!;
  return loops.find(({ names }) => names.includes(name))!;
}

/** One of the places, with a choice where there are more loops than places. */
function place(
  card: Card,
  loops: readonly Loop[],
  chosen: number,
  side: string,
): { element: HTMLElement; load(): Promise<void> } {
  const titleOf = ({ names }: Loop): string => formatList(names);
  const select = h(
    'select',
    { 'aria-label': `${card.title}: code on the ${side}` },
    ...loops.map((loop, i) => h('option', { value: i, text: titleOf(loop), selected: i === chosen })),
  );
  const code = h('code');
  const origin = h('span', { class: 'help' });
  const pre = h('pre', { tabindex: 0, role: 'region', 'aria-label': `${card.title}: source on the ${side}` }, code);
  const title = loops.length > 2 ? select : h('strong', { text: titleOf(loops[chosen]!) });

  async function load(): Promise<void> {
    const loop = loops[Number(select.value)]!;
    try {
      const text = await loadCode(loop.code);
      code.replaceChildren(...coloured(text));
    } catch (error) {
      code.textContent = `The code could not be fetched: ${messageOf(error)}`;
    }
    origin.textContent = loop.names.length > 1 ? `${loop.code.file}: one source for all of these` : loop.code.file;
  }
  select.addEventListener('change', () => void load());
  const element = h('figure', { class: 'code' }, h('figcaption', {}, title), pre, origin);
  return { element, load };
}
