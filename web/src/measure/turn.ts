// Pages of ours in other tabs and windows: no two of them measure at once, since they would slow each other down.
// Within one page exclusive.ts sees to that.

const lockName = 'lanes: measuring';

/**
 * Calls `go` once no other page measures, and before that `wait` if one does. What is returned ends the turn, or the
 * waiting for it. Where there are no locks (without a secure context), or the browser refuses them, it goes at once.
 */
export function takeTurn(locks: LockManager | undefined, wait: () => void, go: () => void): () => void {
  const over = new AbortController();
  let gone = false;
  const turn = (): Promise<void> =>
    new Promise((end) => {
      if (over.signal.aborted) return end();
      over.signal.addEventListener('abort', () => end());
      gone = true;
      go();
    });
  async function request(): Promise<void> {
    if (!locks) return turn();
    const isFree = await locks.request(lockName, { ifAvailable: true }, (lock) => lock && turn().then(() => true));
    if (isFree || over.signal.aborted) return;
    wait();
    await locks.request(lockName, { signal: over.signal }, turn);
  }
  request().catch(() => {
    if (!gone) return turn();
  });
  return () => over.abort();
}
