// CPython on this site: Pyodide, in a folder that vite.config.ts fills from its npm package.

/** What is fetched before it can start: the interpreter and its standard library; and about how long it takes. */
export const pythonDownload = { bytes: 13.4e6, milliseconds: 3000 };

/** Where the interpreter lies; a worker has to be told the address of its page. */
export function pythonUrl(site: string = document.baseURI): string {
  return new URL('pyodide/', site).href;
}
