// Somebody who wishes for another thing while the first is still being made wants only the other.

export class LastWish {
  private pending: AbortController | undefined;

  get isPending(): boolean {
    return this.pending !== undefined;
  }

  /**
   * Gives up the wish before this one, and works on this one until it is given up, too: then `signal` says so, and
   * whatever `work` throws is of no interest any more.
   */
  async work(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.giveUp();
    const own = new AbortController();
    this.pending = own;
    try {
      await work(own.signal);
    } catch (error) {
      if (!own.signal.aborted) throw error;
    } finally {
      if (this.pending === own) this.pending = undefined;
    }
  }

  giveUp(): void {
    this.pending?.abort();
    this.pending = undefined;
  }
}
