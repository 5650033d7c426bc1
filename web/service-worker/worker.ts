// The service worker: isolates the page where its server does not, and keeps it for use without a network.
//
// A build is kept whole or not at all: `addAll` stores nothing unless all files have come, each with the hash that it
// had when it was built. So what is shown is of one build, whatever happens on the server meanwhile. Once it is kept,
// it is served at once, and the server is not waited for. That nobody is left in an old build, the browser asks with
// each visit for this file, past all caches: a new one fetches its own build beside the old, and serves when no page
// of the old is open or when a reader asks for it. A server that has this file no more is left alone from the next
// visit on.
import { lists } from 'lanes:files';
import type { Answer, Part, Question } from './protocol.ts';

declare const self: ServiceWorkerGlobalScope;

const { scope } = self.registration;
const parts = Object.keys(lists) as Part[];
const ours = `${scope} `; // other sites of this origin have caches, too
const cacheOf = (part: Part): string => `${ours}${part} ${lists[part].hash}`;

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

async function keep(part: Part): Promise<void> {
  const cache = await caches.open(cacheOf(part));
  if ((await cache.keys()).length > 0) return;
  const wanted = lists[part].files.map(
    ([address, integrity]) => new Request(new URL(address, scope), { cache: 'no-cache', integrity }),
  );
  await cache.addAll(wanted);
}

async function keptParts(): Promise<Part[]> {
  const sizes = await Promise.all(parts.map(async (part) => (await (await caches.open(cacheOf(part))).keys()).length));
  return parts.filter((_, i) => sizes[i]! > 0);
}

async function forget(isOld: (cache: string) => boolean): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(ours) && isOld(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** From what is kept, or from the server. */
async function answerTo(request: Request | string, options?: CacheQueryOptions): Promise<Response> {
  for (const part of parts) {
    const found = await caches.match(request, { cacheName: cacheOf(part), ignoreVary: true, ...options });
    if (found) return found;
  }
  return fetch(request);
}

/** With the headers that isolate a page or a worker, as far as its server has not said anything else. */
async function isolated(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (response.status === 0) return response; // sent on to elsewhere, which is the browser's to follow
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) if (!headers.has(name)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

/** Where the site has moved away or has no service worker any more, this one must not stand in for it. */
async function leaveIfUnwanted(): Promise<void> {
  const response = await fetch(self.location.href, { cache: 'no-store' }).catch(() => undefined);
  if (!response) return; // no network
  const isPage = response.ok && /html/.test(response.headers.get('Content-Type') ?? ''); // which some send for nothing
  if (response.status !== 404 && response.status !== 410 && !isPage) return;
  await self.registration.unregister();
  await forget(() => true);
}

/** Whether the older build has at most the one page open that asks. */
async function isAlone(): Promise<boolean> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return pages.filter(({ url }) => url.startsWith(scope)).length <= 1;
}

async function act(question: Question): Promise<boolean> {
  if (question.type === 'keep') await keep(question.part);
  if (question.type !== 'take over') return true;
  const alone = await isAlone();
  if (alone) await self.skipWaiting();
  return alone;
}

self.addEventListener('install', (event) => {
  // The first one is needed at once, and keeps nothing before it is asked to: the page comes first.
  event.waitUntil(self.registration.active ? keep('page') : self.skipWaiting());
});

self.addEventListener('activate', (event) => {
  const current = parts.map(cacheOf);
  event.waitUntil(forget((name) => !current.includes(name)).then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const reply = (async (): Promise<void> => {
    const done = await act(event.data as Question).catch(() => false);
    event.ports[0]!.postMessage({ done, kept: await keptParts() } satisfies Answer);
  })();
  event.waitUntil(reply);
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const { pathname, searchParams } = new URL(request.url);
  if (request.mode === 'navigate') {
    // Other pages in the site's folder are not ours.
    if (!['', 'index.html'].includes(pathname.slice(new URL(scope).pathname.length))) return;
    event.waitUntil(leaveIfUnwanted());
    // Servers say something else of pages that may be framed.
    event.respondWith(isolated(answerTo(searchParams.has('embed') ? `${scope}?embed` : scope)));
  } else {
    const answer = answerTo(request, { ignoreSearch: true });
    event.respondWith(request.destination === 'worker' ? isolated(answer) : answer);
  }
});
