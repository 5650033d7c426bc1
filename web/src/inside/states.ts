// The states of a model that are kept while it trains, as files of its weights.
import type { State } from './protocol.ts';

export class States {
  private readonly kept = new Map<number, { state: State; bytes: Uint8Array }>();

  /** Keeps so many bytes at most, but always the first state and the last. */
  constructor(private readonly mostBytes: number) {}

  /** Where room is short, the oldest goes but for the first. */
  add(state: State, bytes: Uint8Array): void {
    this.kept.set(state.step, { state, bytes });
    const steps = [...this.kept.keys()];
    while (this.kept.size > 2 && this.kept.size * bytes.length > this.mostBytes) {
      this.kept.delete(steps.splice(1, 1)[0]!);
    }
  }

  list(): State[] {
    return [...this.kept.values()].map(({ state }) => state);
  }

  /** The weights after so many steps. @throws Error in a sentence when they are not kept. */
  weights(step: number): Uint8Array {
    const found = this.kept.get(step);
    if (!found) throw new Error(`The weights after ${step} steps are no longer kept.`);
    return found.bytes;
  }
}
