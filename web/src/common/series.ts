// Losses as they arrive, and how far two contenders' losses lie apart.

/** A growing list of numbers in one typed array. */
export class Series {
  private buffer = new Float64Array(1024);
  length = 0;

  append(values: Float64Array): void {
    const length = this.length + values.length;
    if (length > this.buffer.length) {
      const larger = new Float64Array(Math.max(length, 2 * this.buffer.length));
      larger.set(this.values());
      this.buffer = larger;
    }
    this.buffer.set(values, this.length);
    this.length = length;
  }

  at(index: number): number {
    return index >= 0 && index < this.length ? this.buffer[index]! : NaN;
  }

  last(): number {
    return this.at(this.length - 1);
  }

  /** A view of what is there now; the next append may leave it behind. */
  values(): Float64Array {
    return this.buffer.subarray(0, this.length);
  }
}

export interface Difference {
  /** Steps that both have done. */
  compared: number;
  /** The largest |difference| among them, and the step (from 1) where it stands. */
  largest: number;
  step: number;
}

export const noDifference: Difference = { compared: 0, largest: 0, step: 0 };

/** Carries the comparison on over the steps that both series gained. A NaN on one side only counts as infinite. */
export function extendDifference(known: Difference, a: Series, b: Series): Difference {
  const compared = Math.min(a.length, b.length);
  let { largest, step } = known;
  for (let i = known.compared; i < compared; ++i) {
    const [x, y] = [a.at(i), b.at(i)];
    const difference = Number.isNaN(x) && Number.isNaN(y) ? 0 : Math.abs(x - y);
    if (difference > largest || Number.isNaN(difference)) {
      largest = Number.isNaN(difference) ? Infinity : difference;
      step = i + 1;
    }
  }
  return { compared, largest, step };
}
