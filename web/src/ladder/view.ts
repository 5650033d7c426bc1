// The view of the ladder: from the slowest way to run a training step to the fastest, one idea a rung.
import type { App } from '../app.ts';
import { h } from '../common/dom.ts';

export function ladderView(_app: App): HTMLElement {
  return h('div', { class: 'view' }, h('h1', { text: 'The ladder' }));
}
