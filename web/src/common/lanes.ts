// The module lib/lanes.js as the page sees it: loaded at run time by URL, typed by its own source.
import type { DivergenceError } from '../../lib/lanes.ts';
import { siteFile } from './site.ts';

export type * from '../../lib/lanes.ts';

let tries = 0;

/**
 * Lets the next `loadLanes` ask anew: some engines never do so after a failure, and what hangs would go on hanging.
 */
export function forgetLanes(): void {
  tries += 1;
}

/** `site` is the address of the page, which a worker has to be told. @throws Error in a sentence. */
export async function loadLanes(site?: string): Promise<typeof import('../../lib/lanes.ts')> {
  const address = siteFile('lib/lanes.js', site)!;
  const again = tries === 0 || address.startsWith('data:') ? '' : `?again=${tries}`;
  try {
    return await import(/* @vite-ignore */ address + again);
  } catch (error) {
    throw new Error('The file lib/lanes.js could not be loaded.', { cause: error });
  }
}

/** The losses up to where training diverged; none when an error is about something else. */
export function lossesBefore(error: unknown): Float64Array {
  return error instanceof Error && 'losses' in error ? (error as DivergenceError).losses : new Float64Array();
}
