// One measurement at a time: starts a worker that measures, and knows when it has to stop.
import type { Exclusive } from './exclusive.ts';

/** A tab that is hidden while it measures would be slowed by the browser, so the measurement ends. */
const hiddenMessage = 'Stopped: the tab was hidden, and a hidden tab is slowed down. Keep it visible and start again.';

/** Why a measurement ended that its reader ended. */
export const cancelledMessage = 'Cancelled. What was measured so far stays.';

/** How a measuring worker says that it is at its end. */
export type Ending = { type: 'done' } | { type: 'failed'; message: string };

export interface SessionEvents<Finding> {
  found(finding: Finding): void;
  /** The measurement is over; `message` says why if it is not complete. */
  ended(complete: boolean, message: string): void;
}

function isEnding(reply: { type: string }): reply is Ending {
  return reply.type === 'done' || reply.type === 'failed';
}

/** `Request` is what the worker is asked, `Finding` what it answers before its end. */
export class Session<Request, Finding extends { type: string }> {
  private worker: Worker | undefined;
  private leave = (): void => {};

  constructor(
    private readonly exclusive: Exclusive,
    private readonly startWorker: () => Worker,
    private readonly events: SessionEvents<Finding>,
  ) {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stop(hiddenMessage);
    });
  }

  start(request: Request): void {
    if (document.hidden) return this.events.ended(false, hiddenMessage);
    this.leave = this.exclusive.enter((why) => this.stop(why));
    this.worker = this.startWorker();
    this.worker.onmessage = ({ data }: MessageEvent<Finding | Ending>) => {
      if (!isEnding(data)) this.events.found(data);
      else if (data.type === 'failed') this.end(false, data.message);
      else this.end(true, '');
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end(false, `The measuring worker crashed: ${event.message || 'the browser gave no reason'}.`);
    };
    this.worker.postMessage(request);
  }

  /** Ends a running measurement. */
  stop(message: string): void {
    if (this.worker) this.end(false, message);
  }

  private end(complete: boolean, message: string): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.leave();
    this.events.ended(complete, message);
  }
}
