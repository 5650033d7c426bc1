// One measurement at a time: starts the measuring worker and knows when it has to stop.
import type { Exclusive } from '../common/exclusive.ts';
import type { MeasureReply, MeasureRequest } from './protocol.ts';

/** A tab that is hidden while it measures would be slowed by the browser, so the measurement ends. */
const hiddenMessage = 'Stopped: the tab was hidden, and a hidden tab is slowed down. Keep it visible and measure again.';

/** What the worker finds, but for its end. */
export type Finding = Exclude<MeasureReply, { type: 'done' | 'failed' }>;

export interface SessionEvents {
  found(finding: Finding): void;
  /** The measurement is over; `message` says why if it is not complete. */
  ended(complete: boolean, message: string): void;
}

export class Session {
  private worker: Worker | undefined;
  private leave = (): void => {};

  constructor(
    private readonly exclusive: Exclusive,
    private readonly events: SessionEvents,
  ) {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.stop(hiddenMessage);
    });
  }

  start(request: MeasureRequest): void {
    if (document.hidden) return this.events.ended(false, hiddenMessage);
    this.leave = this.exclusive.enter((why) => this.stop(why));
    this.worker = new Worker(new URL('./measure-worker.ts', import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }: MessageEvent<MeasureReply>) => {
      if (data.type === 'done') this.end(true, '');
      else if (data.type === 'failed') this.end(false, data.message);
      else this.events.found(data);
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
