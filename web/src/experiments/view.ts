// The view of the experiments: a card for each claim.
import type { App } from '../app.ts';
import { h } from '../common/dom.ts';

export function experimentsView(_app: App): HTMLElement {
  return h('div', { class: 'view' }, h('h1', { text: 'The experiments' }));
}
