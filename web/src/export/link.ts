// A result as a text for the end of an address: its JSON, made smaller, in letters that an address may have. No server
// sees what stands behind #.
//
//   1z.q1YqLU5NzMlRslIqVbICAA      version 1, deflated
//   1j.eyJ9                        version 1, as it is, where the browser cannot deflate
import { sharedFrom, type Shared } from './shared.ts';

const version = 1;
/** In characters, and in bytes of JSON: some twenty times what a result takes. */
const longestText = 16_000;
const mostBytes = 64_000;

type Bytes = Uint8Array<ArrayBuffer>;

const damaged = 'This link to a result is damaged: a part of it may be missing.';
const tooLong = 'This link holds more than a result is long.';

/** Four digits are more than any of them is worth. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

/** Undefined when more than `most` bytes come out. @throws What the stream throws at what is damaged. */
async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Bytes,
  most: number,
): Promise<Bytes | undefined> {
  const writer = stream.writable.getWriter();
  // What goes wrong is told by the reading side, too.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const chunks: Bytes[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    chunks.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function toLetters(bytes: Bytes): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromLetters(text: string): Bytes {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** The links in an address, or in a text around addresses, as a message with a full stop or brackets about them. */
export function linksIn(text: string): string[] {
  const found = text.matchAll(/#compare\/([\w.%/-]*[\w-])/g);
  return [...found].flatMap(([, links]) => links!.split('/')).filter((link) => link !== '');
}

export async function packResult(result: Shared): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(result, rounded));
  const deflated =
    typeof CompressionStream === 'function' &&
    (await through(new CompressionStream('deflate-raw'), bytes, bytes.length));
  return deflated ? `${version}z.${toLetters(deflated)}` : `${version}j.${toLetters(bytes)}`;
}

/** @throws Error in a sentence when it is no result, whatever it is. */
export async function unpackResult(text: string): Promise<Shared> {
  if (text.length > longestText) throw new Error(tooLong);
  const [, written, packing, letters] = /^(\d{1,6})([a-z])\.([\w-]+)$/.exec(text) ?? [];
  if (letters === undefined) throw new Error(damaged);
  if (Number(written) !== version || (packing !== 'z' && packing !== 'j')) {
    throw new Error('This link to a result was made by another version of Lanes, which this page cannot read.');
  }
  if (packing === 'z' && typeof DecompressionStream !== 'function') {
    throw new Error('This browser cannot unpack the link to a result: a newer one is needed.');
  }
  let content: unknown;
  try {
    const bytes = await unpacked(fromLetters(letters), packing);
    content = bytes && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error(damaged, { cause: error });
  }
  if (content === undefined) throw new Error(tooLong);
  return sharedFrom(content);
}

async function unpacked(bytes: Bytes, packing: 'z' | 'j'): Promise<Bytes | undefined> {
  return packing === 'j' ? bytes : through(new DecompressionStream('deflate-raw'), bytes, mostBytes);
}
