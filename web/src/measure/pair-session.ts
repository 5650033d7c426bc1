// The session that measures pairs: for the speed-up that the race quotes, and for the ladder.
import type { Exclusive } from './exclusive.ts';
import type { Finding, MeasureRequest } from './protocol.ts';
import { Session, type SessionEvents } from './session.ts';

export type PairSession = Session<MeasureRequest, Finding>;

export function pairSession(exclusive: Exclusive, events: SessionEvents<Finding>): PairSession {
  return new Session(
    exclusive,
    () => new Worker(new URL('./measure-worker.ts', import.meta.url), { type: 'module' }),
    events,
  );
}
