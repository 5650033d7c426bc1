// What the reader has to know before anything else: a bad address, or that nothing can run yet.
import { h, setText, show } from '../common/dom.ts';
import type { Panel } from '../ui/panel.ts';
import type { Page } from './page.ts';

export function noticesPanel(page: Page): Panel {
  const failure = h('span');
  const again = h('button', { type: 'button', class: 'link', id: 'try-again', text: 'Try again' });
  again.addEventListener('click', () => page.tryAgain());
  const failed = h('p', { class: 'notice error', hidden: true }, failure, ' ', again);
  const problems = page.address.problems.map((text) => h('p', { class: 'notice error', text }));
  const element = h('div', { class: 'notices', role: 'alert' }, ...problems, failed);
  return {
    element,
    update() {
      show(element, problems.length > 0 || page.failure !== undefined);
      show(failed, page.failure !== undefined);
      setText(failure, page.failure ?? '');
    },
  };
}
