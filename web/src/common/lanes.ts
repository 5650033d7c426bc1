// The module lib/lanes.js as the page sees it: loaded at run time by URL, typed by its own source.
export type * from '../../lib/lanes.ts';

/** Where the module lies, seen from the page. */
export function lanesUrl(): string {
  return new URL('lib/lanes.js', document.baseURI).href;
}

export function loadLanes(url: string): Promise<typeof import('../../lib/lanes.ts')> {
  return import(/* @vite-ignore */ url);
}
