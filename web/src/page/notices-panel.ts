// What the reader has to know before anything else: a bad address, or that nothing can run.
import { h, show } from '../common/dom.ts';
import type { Panel } from '../ui/panel.ts';
import type { Page } from './page.ts';

export function noticesPanel(page: Page): Panel {
  const element = h('div', { class: 'notices', role: 'alert' });
  return {
    element,
    update() {
      show(element, page.notices.length > 0);
      if (element.childElementCount === page.notices.length) return;
      element.replaceChildren(...page.notices.map((text) => h('p', { class: 'notice error', text })));
    },
  };
}
