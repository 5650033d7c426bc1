// The view of the experiments: a card for each claim.
import type { App } from '../app.ts';
import { h } from '../common/dom.ts';
import { explorers } from './explorers/index.ts';

export function experimentsView(app: App): HTMLElement {
  return h('div', { class: 'view' }, h('h1', { text: 'The experiments' }), ...explorers.map((explorer) => explorer(app)));
}
