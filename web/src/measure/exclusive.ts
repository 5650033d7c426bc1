// Who measures: one at a time, since two would slow each other down.

export class Exclusive {
  private stop: ((why: string) => void) | undefined;
  private readonly others: (() => void)[] = [];

  /** Calls back whenever a measurement takes its turn: who is busy with anything else pauses then. */
  onEntered(listener: () => void): void {
    this.others.push(listener);
  }

  get busy(): boolean {
    return this.stop !== undefined;
  }

  /** Ends whoever measures, and says why; returns whether there was anybody. */
  end(why: string): boolean {
    const { stop } = this;
    stop?.(why);
    return stop !== undefined;
  }

  /**
   * Ends whoever measures now and takes its place. `stop` is called when another takes over; what is returned is
   * called when the measurement has ended, in whatever way.
   */
  enter(stop: (why: string) => void): () => void {
    const previous = this.stop;
    this.stop = undefined;
    previous?.('Stopped, because another measurement was started. What was measured so far stays.');
    this.stop = stop;
    for (const listener of this.others) listener();
    return () => {
      if (this.stop === stop) this.stop = undefined;
    };
  }
}
