// Files on their way: how much of them has arrived, as the module tells of its own, too.
import type { Arrival } from './lanes.ts';

export type { Arrival };

/**
 * Fetches a whole file, and tells of each piece of it.
 * @throws Error, the end of a sentence that says why the file could not be had.
 */
export async function fetchWhole(
  url: URL,
  arrived: (arrival: Arrival) => void,
  init: RequestInit = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const file = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  const response = await fetch(url, init).catch(() => undefined);
  if (!response) throw new Error(`there is no connection to the server of ${file}`);
  if (!response.ok) throw new Error(`the server answered with status ${response.status} when asked for ${file}`);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  try {
    for (const reader = response.body!.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      received += value.length;
      arrived({ file, received });
    }
  } catch {
    throw new Error(`${file} arrived in part only`);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
