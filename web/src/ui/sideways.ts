// What may be wider than the page: it scrolls by itself, by keyboard, too.
import { h } from '../common/dom.ts';

export function sideways(label: string, content: HTMLElement): HTMLElement {
  return h('div', { class: 'sideways', tabindex: 0, role: 'group', 'aria-label': label }, content);
}
