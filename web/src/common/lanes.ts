// The module lib/lanes.js as the page sees it: loaded at run time by URL, typed by its own source.
export type * from '../../lib/lanes.ts';

/** Where the module lies; a worker has to be told the address of its page. */
export function lanesUrl(site: string = document.baseURI): string {
  return new URL('lib/lanes.js', site).href;
}

export function loadLanes(url: string): Promise<typeof import('../../lib/lanes.ts')> {
  return import(/* @vite-ignore */ url);
}
