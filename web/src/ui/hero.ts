// The head of a view.
import { h, type Child } from '../common/dom.ts';

/** What a view is about: a title, of which `accent` is the end, a few sentences, and what stands below them. */
export function hero(
  id: string,
  { title, accent, lede }: { title: string; accent: string; lede: readonly Child[] },
  ...below: Child[]
): HTMLElement {
  return h(
    'section',
    { class: 'hero', 'aria-labelledby': id },
    h('h1', { id }, `${title} `, h('span', { class: 'accent', text: accent })),
    h('p', { class: 'lede' }, ...lede),
    ...below,
  );
}
