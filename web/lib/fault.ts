// Why a module did not load: its two files are asked for again, and what is wrong with them is said in words.
import { addressOf, type Files, reader } from './files.ts';

/** The bytes of a file, or why there are none. */
async function read(url: URL, name: string): Promise<Uint8Array<ArrayBuffer> | string> {
  const readFile = reader(url);
  if (readFile !== undefined) return readFile(url).catch(() => `${name} cannot be read there`);
  const signal = AbortSignal.timeout(10_000);
  const response = await fetch(url, { cache: 'no-store', signal }).catch(() => undefined);
  if (response === undefined) return `there is no connection, or the server of ${name} lets no other site read it`;
  if (!response.ok) return `the server answered with status ${response.status} when asked for ${name}`;
  const body = await response.arrayBuffer().catch(() => undefined);
  return body === undefined ? `${name} arrived in part only` : new Uint8Array(body);
}

/** What is wrong with a file; undefined when it seems to be what it should be. */
async function faultOf(url: URL, name: string): Promise<string | undefined> {
  const bytes = await read(url, name);
  if (typeof bytes === 'string') return bytes;
  const begin = new TextDecoder().decode(bytes.subarray(0, 64));
  if (begin.trimStart().startsWith('<')) return `what is served as ${name} is a page in HTML`;
  if (name.endsWith('.wasm') && !WebAssembly.validate(bytes)) return `${name} is damaged or cut off`;
  return undefined;
}

/** The same for the script, which lies beside the WebAssembly, unless a bundler gave the two other names. */
async function faultOfScript(name: string, files: Files): Promise<string | undefined> {
  const loaded = await files.script().catch(() => undefined);
  if (loaded !== undefined) return undefined;
  const wasm = addressOf(files);
  const fault = wasm.pathname.endsWith(`/${name}.wasm`)
    ? await faultOf(new URL(`${name}.js`, wasm), `${name}.js`)
    : undefined;
  return fault ?? 'its JavaScript could not be fetched';
}

/** Why the module `name` failed with `error`: the rest of a sentence, and what to do. */
export async function whyNot(name: string, files: Files, error: unknown): Promise<string> {
  const fault = (await faultOfScript(name, files)) ?? (await faultOf(addressOf(files), `${name}.wasm`));
  if (fault !== undefined)
    return `${fault}. All files of lib/ belong beside lanes.js; its README tells how to bundle them.`;
  if (/unsafe-eval|Content Security Policy/i.test(String(error))) {
    return "the Content-Security-Policy here forbids WebAssembly; its script-src needs 'wasm-unsafe-eval'.";
  }
  if (error instanceof RangeError || /memory/i.test(String(error))) return 'there is not enough memory for it.';
  return 'its files are there, but this engine could not start it. Loading it once more may help.';
}
