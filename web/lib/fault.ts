// Why a module did not load: its two files are asked for again, and what is wrong with them is said in words.

interface Node {
  getBuiltinModule(name: 'node:fs'): { readFileSync(url: URL): Uint8Array<ArrayBuffer> };
}

/** The bytes of a file, or why there are none. */
async function read(url: URL, name: string): Promise<Uint8Array<ArrayBuffer> | string> {
  const { process } = globalThis as { process?: Node };
  if (url.protocol === 'file:' && process) {
    try {
      return process.getBuiltinModule('node:fs').readFileSync(url);
    } catch {
      return `${name} cannot be read there`;
    }
  }
  const signal = AbortSignal.timeout(10_000);
  const response = await fetch(url, { cache: 'no-store', signal }).catch(() => undefined);
  if (response === undefined) return `there is no connection, or the server of ${name} lets no other site read it`;
  if (!response.ok) return `the server answered with status ${response.status} when asked for ${name}`;
  const body = await response.arrayBuffer().catch(() => undefined);
  return body === undefined ? `${name} arrived in part only` : new Uint8Array(body);
}

/** What is wrong with a file; undefined when it seems to be what it should be. */
async function faultOf(url: URL): Promise<string | undefined> {
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  const bytes = await read(url, name);
  if (typeof bytes === 'string') return bytes;
  const begin = new TextDecoder().decode(bytes.subarray(0, 64));
  if (begin.trimStart().startsWith('<')) return `what is served as ${name} is a page in HTML`;
  if (name.endsWith('.wasm') && !WebAssembly.validate(bytes)) return `${name} is damaged or cut off`;
  return undefined;
}

/** Why the module whose JavaScript is at `url` failed with `error`: the rest of a sentence, and what to do. */
export async function whyNot(url: string, error: unknown): Promise<string> {
  const fault = (await faultOf(new URL(url))) ?? (await faultOf(new URL(url.replace(/js$/, 'wasm'))));
  if (fault !== undefined) return `${fault}. All files of lib/ belong beside lanes.js.`;
  if (/unsafe-eval|Content Security Policy/i.test(String(error))) {
    return "the Content-Security-Policy here forbids WebAssembly; its script-src needs 'wasm-unsafe-eval'.";
  }
  if (error instanceof RangeError || /memory/i.test(String(error))) return 'there is not enough memory for it.';
  return 'its files are there, but this engine could not start it. Loading it once more may help.';
}
