// CPython in the tab, loaded from the site's own folder when somebody asks for it, for it is large.
import type * as Pyodide from 'pyodide';
import { fetchWhole, type Arrival } from '../../common/arrival.ts';
import { messageOf } from '../../common/errors.ts';
import loops from './loops.py?raw';
import weights from './weights.py?raw';
import { pythonDownload, pythonObstacle, pythonUrl } from './download.ts';
import { createPython, type Python } from './runtime.ts';

export type { Python } from './runtime.ts';

/** All that has to be there before it can start; what is missing makes Pyodide wait for ever or speak in riddles. */
const files = [
  'pyodide.js',
  'pyodide.asm.js',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
  'pyodide-lock.json',
  'microgpt.py',
] as const;

type Files = Record<(typeof files)[number], Uint8Array<ArrayBuffer>>;

async function fetchAll(at: (file: string) => URL, arrived: (arrival: Arrival) => void): Promise<Files> {
  const sizes = new Map<string, number>();
  const progress = ({ file, received }: Arrival): void => {
    sizes.set(file, received);
    const sum = [...sizes.values()].reduce((a, b) => a + b);
    arrived({ file: 'CPython', received: sum, total: Math.max(sum, pythonDownload.bytes) });
  };
  const found = await Promise.all(files.map(async (file) => [file, await fetchWhole(at(file), progress)] as const));
  return Object.fromEntries(found) as Files;
}

/** Finds files that are not what they should be, such as the page that some servers send for what they do not have. */
function checkFiles(files: Files): void {
  const zip = files['python_stdlib.zip'];
  const damaged = (name: string): Error => new Error(`${name} is damaged or cut off`);
  if (!WebAssembly.validate(files['pyodide.asm.wasm'])) throw damaged('pyodide.asm.wasm');
  // The last record of an archive, which has no comment, is 22 bytes and begins so.
  if (new TextDecoder('latin1').decode(zip.subarray(-22, -18)) !== 'PK\x05\x06') throw damaged('python_stdlib.zip');
}

/** Answers what Pyodide fetches with what is here already. */
async function withFiles<T>(files: Files, at: (file: string) => URL, work: () => Promise<T>): Promise<T> {
  const original = globalThis.fetch;
  const known = new Map(Object.entries(files).map(([name, bytes]) => [at(name).href, bytes]));
  globalThis.fetch = async (resource, init) => {
    const bytes = known.get(String(resource));
    if (!bytes) return original(resource, init);
    const type = String(resource).endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
    return new Response(bytes, { headers: { 'Content-Type': type } });
  };
  try {
    return await work();
  } finally {
    globalThis.fetch = original;
  }
}

let opened: Promise<Python> | undefined;

/** The one interpreter of this thread, started when it is first asked for. `site` is the address of the page. */
export function openPython(site: string, arrived: (arrival: Arrival) => void): Promise<Python> {
  if (!opened) {
    opened = loadPython(site, arrived);
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
async function loadPython(site: string, arrived: (arrival: Arrival) => void): Promise<Python> {
  const address = pythonUrl(site);
  if (!address) throw new Error(pythonObstacle(site));
  const folder = new URL(address);
  const at = (file: string): URL => new URL(file, folder);
  const fail = (reason: string, cause: unknown): never => {
    throw new Error(`Python could not be loaded from ${folder.href}: ${reason}.`, { cause });
  };
  const found = await fetchAll(at, arrived)
    .then((all) => {
      checkFiles(all);
      return all;
    })
    .catch((error: unknown) => fail(messageOf(error), error));
  try {
    const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
      import(/* @vite-ignore */ at('pyodide.js').href) as Promise<typeof Pyodide>,
      import(/* @vite-ignore */ at('pyodide.asm.js').href),
    ]);
    const pyodide = await withFiles(found, at, () => loadPyodide({ indexURL: folder.href, createPyodideModule }));
    const microgpt = new TextDecoder().decode(found['microgpt.py']);
    return createPython(pyodide, { microgpt, weights, loops });
  } catch (error) {
    const starved = error instanceof RangeError || /memory/i.test(messageOf(error));
    return fail(starved ? 'there is not enough memory for it' : 'its files are there, but it does not start', error);
  }
}
