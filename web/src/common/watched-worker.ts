// A worker that is watched while something is expected of it: it may crash, and it may die without a word.
import type { Arrival } from './arrival.ts';
import type { Beat } from './beat.ts';
import { Silence } from './silence.ts';

export interface WorkerEvents<Reply> {
  said(reply: Reply): void;
  /** It is of no use any more. `how` goes on after "the worker". */
  died(how: string): void;
  /** A file that it loads has come further. */
  arrived?(arrival: Arrival): void;
}

export class WatchedWorker<Request, Reply extends { type: string }> {
  private readonly worker: Worker;
  private readonly silence: Silence;

  constructor(start: () => Worker, events: WorkerEvents<Reply>) {
    const died = (how: string): void => {
      this.end();
      events.died(how);
    };
    this.silence = new Silence((seconds) => died(`said nothing for ${seconds} seconds and was stopped`));
    this.worker = start();
    this.worker.onmessage = ({ data }: MessageEvent<Reply | Beat>) => {
      this.silence.heard();
      if (!isBeat(data)) events.said(data);
      else if (data.arrival) events.arrived?.(data.arrival);
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      if (event.message) console.error(`${event.message} (${event.filename}:${event.lineno})`);
      died(event.message ? 'crashed' : 'could not be loaded');
    };
  }

  post(request: Request): void {
    this.worker.postMessage(request);
  }

  /** From now on it has to say something at least every so many seconds. */
  expect(seconds: number): void {
    this.silence.begin(seconds);
  }

  /** Nothing is expected of it. */
  rest(): void {
    this.silence.end();
  }

  end(): void {
    this.silence.end();
    this.worker.terminate();
  }
}

function isBeat(message: { type: string }): message is Beat {
  return message.type === 'beat';
}

/**
 * The answer of a worker that is started for one question.
 * @throws Error with what `complaint` makes of how it died, and what `signal` says when it ends the matter.
 */
export async function askWorker<Reply extends { type: string }>(
  start: () => Worker,
  request: unknown,
  options: { seconds: number; complaint: (how: string) => string; signal?: AbortSignal },
): Promise<Reply> {
  const { seconds, complaint, signal } = options;
  let worker: WatchedWorker<unknown, Reply> | undefined;
  try {
    return await new Promise<Reply>((resolve, reject) => {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => reject(signal.reason));
      worker = new WatchedWorker<unknown, Reply>(start, {
        said: resolve,
        died: (how) => reject(new Error(complaint(how))),
      });
      worker.expect(seconds);
      worker.post(request);
    });
  } finally {
    worker?.end();
  }
}
