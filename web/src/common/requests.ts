// How a worker answers what it is asked.

/** Answers requests one after the other; `failed` hears of one that threw. */
export function answerInTurn<Request>(
  handle: (request: Request) => Promise<void>,
  failed: (request: Request, error: unknown) => void,
): void {
  let last = Promise.resolve();
  addEventListener('message', ({ data: request }: MessageEvent<Request>) => {
    last = last.then(() => handle(request)).catch((error: unknown) => failed(request, error));
  });
}
