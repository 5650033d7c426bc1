// The module lib/lanes.js as the page sees it: loaded at run time by URL, typed by its own source.
import type { DivergenceError } from '../../lib/lanes.ts';

export type * from '../../lib/lanes.ts';

/** Where the module lies; a worker has to be told the address of its page. */
export function lanesUrl(site: string = document.baseURI): string {
  return new URL('lib/lanes.js', site).href;
}

let tries = 0;

/**
 * Lets the next `loadLanes` ask anew: some engines never do so after a failure, and what hangs would go on hanging.
 */
export function forgetLanes(): void {
  tries += 1;
}

/** @throws Error in a sentence. */
export async function loadLanes(url: string): Promise<typeof import('../../lib/lanes.ts')> {
  try {
    return await import(/* @vite-ignore */ tries === 0 ? url : `${url}?again=${tries}`);
  } catch (error) {
    throw new Error(`The file ${new URL(url).pathname} could not be loaded.`, { cause: error });
  }
}

/** The losses up to where training diverged; none when an error is about something else. */
export function lossesBefore(error: unknown): Float64Array {
  return error instanceof Error && 'losses' in error ? (error as DivergenceError).losses : new Float64Array();
}
