// CPython in the tab: Pyodide, served from the site's own folder pyodide/ (vite.config.ts puts it there) and loaded
// only when somebody asks for it, for it is large.
import type * as Pyodide from 'pyodide';
import { messageOf } from '../../common/errors.ts';
import loops from './loops.py?raw';
import { createPython, type Python } from './runtime.ts';

export type { Python } from './runtime.ts';

/** What is fetched: the interpreter and its standard library. */
export const pythonBytes = 13.4e6;

/** Where the interpreter lies, seen from the page. */
export function pythonUrl(): string {
  return new URL('pyodide/', document.baseURI).href;
}

async function fetchText(url: URL): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} was answered with status ${response.status}`);
  return response.text();
}

/**
 * Starts an interpreter in the calling thread, best that of a worker, which it keeps busy while it computes.
 * `assets` is what `pythonUrl` says.
 * @throws Error in a sentence when its files cannot be had or it does not start.
 */
export async function loadPython(assets: URL | string): Promise<Python> {
  const folder = new URL(`${String(assets).replace(/\/$/, '')}/`);
  const at = (file: string): URL => new URL(file, folder);
  try {
    const [{ loadPyodide }, { default: createPyodideModule }, microgpt] = await Promise.all([
      import(/* @vite-ignore */ at('pyodide.js').href) as Promise<typeof Pyodide>,
      import(/* @vite-ignore */ at('pyodide.asm.js').href),
      fetchText(at('microgpt.py')),
    ]);
    const pyodide = await loadPyodide({ indexURL: folder.href, createPyodideModule });
    return createPython(pyodide, { microgpt, loops });
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`Python could not be loaded from ${folder.href}: ${reason}`, { cause: error });
  }
}
