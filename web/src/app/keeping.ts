// The service worker on the page's side: who gets one, the one reload that isolates the page, and what is told of it
// all: that the page is kept, that CPython could be, and that there is a new version. See web/service-worker.
import type { Answer, Question } from '../../service-worker/protocol.ts';
import { pythonDownload } from '../contenders/python/download.ts';
import { h, setText, show } from '../common/dom.ts';
import { siteFile } from '../common/site.ts';
import { formatBytes } from '../ui/format.ts';

const reloadedKey = 'lanes-reloaded';
const script = 'service-worker.js';

/**
 * The container of service workers where one is of use. A page within another cannot be isolated by it. One that lies
 * on the reader's own machine needs no copy there, and whoever builds it wants to see the newest, so it gets one only
 * to be isolated. Insecure origins and some private windows have none.
 */
function container(): ServiceWorkerContainer | undefined {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers || !siteFile(script) || window.top !== window || !location.protocol.startsWith('http')) return undefined;
  const own = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
  const isolatedByServer = crossOriginIsolated && !workers.controller;
  return own && isolatedByServer ? undefined : workers;
}

function ask(worker: ServiceWorker, question: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    worker.postMessage(question, [port2]);
  });
}

/** Whether this tab may be reloaded to be isolated, which is true once. */
function mayReload(): boolean {
  try {
    if (sessionStorage.getItem(reloadedKey)) return false;
    sessionStorage.setItem(reloadedKey, 'yes');
    return true;
  } catch {
    return false; // storage may be forbidden
  }
}

interface Keeping {
  /** What stands in the foot. */
  line: HTMLElement;
  /** Of a new version. */
  notice: HTMLElement;
  /** Registers the service worker where it is of use; the page is kept once it has `started`. */
  begin(started: Promise<void>): void;
}

export function keeping(): Keeping {
  const state = h('span', { id: 'keeping-state' });
  const python = h('button', { type: 'button', class: 'link', id: 'keep-python', hidden: true });
  python.textContent = `Keep CPython for that, too (${formatBytes(pythonDownload.bytes)})`;
  const line = h('p', { id: 'keeping', hidden: true }, state, ' ', python);
  const news = h('span', { text: 'There is a new version of this page.' });
  const reload = h('button', { type: 'button', class: 'link', id: 'new-version', text: 'Reload' });
  const notice = h(
    'div',
    { class: 'news', role: 'status', hidden: true },
    h('p', { class: 'notice' }, news, ' ', reload),
  );

  function tell(text: string): void {
    show(line, true);
    setText(state, text);
  }

  function showKept({ kept }: Answer): void {
    if (!kept.includes('page')) return tell('This page could not be kept for use without a network.');
    show(python, !kept.includes('python'));
    const also = kept.includes('python') ? ', CPython included,' : '';
    const later = crossOriginIsolated ? '' : ' Once it is reloaded, it has threads and a finer timer, too.';
    tell(`This page is kept in this browser${also} and works without a network.${later}`);
  }

  python.addEventListener('click', async () => {
    python.disabled = true;
    tell('Keeping CPython …');
    const answer = await ask(navigator.serviceWorker.controller!, { type: 'keep', part: 'python' });
    python.disabled = false;
    showKept(answer);
    if (!answer.done) tell('CPython could not be kept: the connection may be gone, or there is no room.');
  });

  /** A build waits to be taken over. */
  function announce(waiting: ServiceWorker): void {
    show(notice, true);
    reload.onclick = async () => {
      const { done } = await ask(waiting, { type: 'take over' });
      if (!done) setText(news, 'There is a new version of this page. Close its other tabs first.');
    };
  }

  /** Of the build that is on its way or waits, if there is one. */
  function watch(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) announce(worker);
    });
  }

  async function register(workers: ServiceWorkerContainer, started: Promise<void>): Promise<void> {
    let controlled = workers.controller !== null;
    workers.addEventListener('controllerchange', () => {
      // From one build to the next, or from none to the first, which isolates the page unless its reader is at it.
      const isolates = !crossOriginIsolated && !navigator.userActivation?.hasBeenActive;
      if (controlled || (isolates && mayReload())) location.reload();
      controlled = true;
    });
    // The first one is active a moment before it has taken over.
    const takenOver = workers.controller
      ? undefined
      : new Promise((taken) => workers.addEventListener('controllerchange', taken, { once: true }));
    const registration = await workers.register(siteFile(script)!, { updateViaCache: 'none' });
    registration.addEventListener('updatefound', () => watch(registration.installing));
    watch(registration.installing);
    const { waiting } = registration;
    // Nothing can be lost yet, so this page begins with the new build if it may.
    if (waiting && !(await ask(waiting, { type: 'take over' })).done) announce(waiting);
    await Promise.all([started, takenOver]);
    if (workers.controller) showKept(await ask(workers.controller, { type: 'keep', part: 'page' }));
  }

  function begin(started: Promise<void>): void {
    const workers = container();
    if (workers) register(workers, started).catch((error: unknown) => console.info('No service worker:', error));
  }
  return { line, notice, begin };
}
