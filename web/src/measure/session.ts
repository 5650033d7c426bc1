// One measurement at a time: starts a worker that measures, and knows when it has to stop.
import { patience } from '../common/silence.ts';
import { WatchedWorker } from '../common/watched-worker.ts';
import type { Exclusive } from './exclusive.ts';
import { takeTurn } from './turn.ts';

/** A tab that is hidden while it measures would be slowed by the browser, so the measurement ends. */
const hiddenMessage = 'Stopped: the tab was hidden, and a hidden tab is slowed down. Keep it visible and start again.';

/** While a page of ours in another tab or window measures. */
const waitingMessage = 'Another tab of this page measures at the moment. This one waits, and then goes on by itself.';

/** Why a measurement ended that its reader ended. */
export const cancelledMessage = 'Cancelled. What was measured so far stays.';

/** How a measuring worker says that it is at its end. */
export type Ending = { type: 'done' } | { type: 'failed'; message: string };

export interface SessionEvents<Finding> {
  found(finding: Finding): void;
  /** It has to wait, and `message` says for what. */
  waits(message: string): void;
  /** The measurement is over; `message` says why if it is not complete. */
  ended(complete: boolean, message: string): void;
}

function isEnding(reply: { type: string }): reply is Ending {
  return reply.type === 'done' || reply.type === 'failed';
}

/** `Request` is what the worker is asked, `Finding` what it answers before its end. */
export class Session<Request, Finding extends { type: string }> {
  private worker: WatchedWorker<Request, Finding | Ending> | undefined;
  /** Lets others measure, in this page and elsewhere; there from the start to the end of a measurement. */
  private leave: (() => void) | undefined;

  constructor(
    private readonly exclusive: Exclusive,
    private readonly startWorker: () => Worker,
    private readonly events: SessionEvents<Finding>,
  ) {
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && this.worker) this.stop(hiddenMessage);
    });
  }

  /** `seconds` is how long it may be silent where it has something long to do. */
  start(request: Request, seconds = patience): void {
    if (document.hidden) return this.events.ended(false, hiddenMessage);
    const leavePage = this.exclusive.enter((why) => this.stop(why));
    const endTurn = takeTurn(
      navigator.locks,
      () => this.events.waits(waitingMessage),
      () => this.run(request, seconds),
    );
    this.leave = () => {
      endTurn();
      leavePage();
    };
  }

  private run(request: Request, seconds: number): void {
    if (document.hidden) return this.stop(hiddenMessage);
    this.worker = new WatchedWorker<Request, Finding | Ending>(this.startWorker, {
      said: (reply) => {
        if (!isEnding(reply)) this.events.found(reply);
        else if (reply.type === 'failed') this.end(false, reply.message);
        else this.end(true, '');
      },
      died: (how) => this.end(false, `The measuring worker ${how}. What was measured so far stays.`),
    });
    this.worker.expect(seconds);
    this.worker.post(request);
  }

  /** Ends a running measurement. */
  stop(message: string): void {
    if (this.leave) this.end(false, message);
  }

  private end(complete: boolean, message: string): void {
    this.worker?.end();
    this.worker = undefined;
    this.leave?.();
    this.leave = undefined;
    this.events.ended(complete, message);
  }
}
