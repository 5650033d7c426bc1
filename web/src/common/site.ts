// Where the files of the site are: in its folder, or, where the whole site is one file (offline/), in that.

/**
 * The address of a file, by its path in the site; undefined where the site is one file that does not have it. `page` is
 * the address of the page, which a worker has to be told.
 */
export function siteFile(path: string, page: string = document.baseURI): string | undefined {
  return globalThis.lanesFiles ? globalThis.lanesFiles[path] : new URL(path, page).href;
}

/** Whether the whole site is one file, be it on disk or on a server. */
export const isOneFile = (): boolean => globalThis.lanesFiles !== undefined;

/** Where others find this page, whatever it shows; undefined where it was opened from disk. */
export function publicAddress(): string | undefined {
  return location.protocol === 'file:' ? undefined : location.href.replace(/[?#].*$/, '');
}
