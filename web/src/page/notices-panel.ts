// What the reader has to know before anything else: a bad address, or that nothing can run yet.
import { h, setCount, setText, show } from '../common/dom.ts';
import type { Panel } from '../ui/panel.ts';
import type { Page } from './page.ts';

export function noticesPanel(page: Page): Panel {
  const failure = h('span');
  const again = h('button', { type: 'button', class: 'link', id: 'try-again', text: 'Try again' });
  again.addEventListener('click', () => page.tryAgain());
  const failed = h('p', { class: 'notice error', hidden: true }, failure, ' ', again);
  const complaints = h('div', {});
  const element = h('div', { class: 'notices', role: 'alert' }, complaints, failed);
  return {
    element,
    update() {
      const { problems } = page.address;
      setCount(complaints, problems.length, () => h('p', { class: 'notice error' }));
      for (const [i, text] of problems.entries()) setText(complaints.children[i]!, text);
      show(element, problems.length > 0 || page.failure !== undefined);
      show(failed, page.failure !== undefined);
      setText(failure, page.failure ?? '');
    },
  };
}
