// How a worker says that it goes on, so that it is not taken for dead.
import type { Arrival } from './arrival.ts';

/** Work goes on, or a file comes further. */
export interface Beat {
  type: 'beat';
  arrival?: Arrival;
}

const leastMilliseconds = 250;
let last = -Infinity;

/** To be called in a worker whenever it has come further; it is not told more than a few times a second. */
export function beat(arrival?: Arrival): void {
  const now = performance.now();
  if (now - last < leastMilliseconds) return;
  last = now;
  postMessage({ type: 'beat', ...(arrival && { arrival }) } satisfies Beat);
}
