// CPython in the tab, loaded from the site's own folder when somebody asks for it, for it is large.
import type * as Pyodide from 'pyodide';
import { messageOf } from '../../common/errors.ts';
import loops from './loops.py?raw';
import weights from './weights.py?raw';
import { createPython, type Python } from './runtime.ts';

export type { Python } from './runtime.ts';

async function fetchText(url: URL): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} was answered with status ${response.status}`);
  return response.text();
}

let opened: Promise<Python> | undefined;

/** The one interpreter of this thread, started when it is first asked for. `assets` is what `pythonUrl` says. */
export function openPython(assets: string): Promise<Python> {
  if (!opened) {
    opened = loadPython(assets);
    opened.catch(() => {
      opened = undefined;
    });
  }
  return opened;
}

/**
 * Starts an interpreter in the calling thread, best that of a worker, which it keeps busy while it computes.
 * @throws Error in a sentence when its files cannot be had or it does not start.
 */
async function loadPython(assets: string): Promise<Python> {
  const folder = new URL(assets);
  const at = (file: string): URL => new URL(file, folder);
  try {
    const [{ loadPyodide }, { default: createPyodideModule }, microgpt] = await Promise.all([
      import(/* @vite-ignore */ at('pyodide.js').href) as Promise<typeof Pyodide>,
      import(/* @vite-ignore */ at('pyodide.asm.js').href),
      fetchText(at('microgpt.py')),
    ]);
    const pyodide = await loadPyodide({ indexURL: folder.href, createPyodideModule });
    return createPython(pyodide, { microgpt, weights, loops });
  } catch (error) {
    const reason = messageOf(error);
    throw new Error(`Python could not be loaded from ${folder.href}: ${reason}`, { cause: error });
  }
}
