// How far the reader came, kept from visit to visit: the stop that was open last, and what was measured.
import { store, storedJson } from '../common/storage.ts';
import { verdicts } from '../export/shared.ts';
import type { Found } from './gauge.ts';

const storage = 'lanes-lesson';

export interface Progress {
  /** By id; undefined on the first visit. */
  stop: string | undefined;
  outcomes: Map<string, Found>;
}

export function keepProgress({ stop, outcomes }: Progress): void {
  const told = [...outcomes].filter(([, { verdict }]) => verdict !== 'cannot tell');
  store(storage, JSON.stringify({ stop, outcomes: Object.fromEntries(told) }));
}

/** Whatever else stands there, as from another version of the page, is left out. */
export function keptProgress(): Progress {
  const { stop, outcomes } = (storedJson(storage) ?? {}) as { stop?: unknown; outcomes?: unknown };
  const found = typeof outcomes === 'object' && outcomes !== null ? Object.entries(outcomes) : [];
  return {
    stop: typeof stop === 'string' ? stop : undefined,
    outcomes: new Map(found.filter((entry): entry is [string, Found] => isTold(entry[1]))),
  };
}

function isTold(value: unknown): value is Found {
  const { estimate, verdict, basis } = (value ?? {}) as Partial<Found>;
  return (
    typeof estimate === 'object' &&
    [estimate.ratio, estimate.low, estimate.high].every((figure) => Number.isFinite(figure) && figure > 0) &&
    verdicts.some((one) => one === verdict && one !== 'cannot tell') &&
    typeof basis === 'string'
  );
}
