// What this is running on, and what the page could do better elsewhere.
import type { Page } from '../page/page.ts';
import { h } from '../common/dom.ts';
import { currentEnvironment, describeBrowser } from '../common/environment.ts';
import { isOneFile, publicAddress } from '../common/site.ts';
import { formatDuration } from '../ui/format.ts';

export function environmentLine(page: Page): HTMLElement {
  const { user_agent, cores, isolated, timer_step_ms, lanes_version } = currentEnvironment();
  const facts = [
    describeBrowser(user_agent),
    `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    isolated ? 'cross-origin isolated' : 'not cross-origin isolated',
    `timer step ${formatDuration(timer_step_ms)}`,
    `Lanes ${lanes_version}`,
  ];
  const onServer = isOneFile()
    ? 'The page as one file is not isolated'
    : 'This server does not isolate the page (headers Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy)';
  const why = publicAddress() === undefined ? 'Browsers isolate no page that was opened from disk' : onServer;
  const missing = isolated
    ? null
    : h('p', {
        text:
          `${why}, so threads are missing and the timer is coarse: short steps are timed in ` +
          `chunks of ${formatDuration(120 * page.timerStep)} or more.`,
      });
  return h('div', { class: 'environment', id: 'environment' }, h('p', { text: facts.join(' · ') }), missing);
}
