// Python's random numbers, on which the order of the documents and the first weights rest. (Source: CPython 3.11,
// Lib/random.py and Modules/_randommodule.c; the generator is MT19937 by Matsumoto and Nishimura, 1998.)

const size = 624;

/** The 32-bit outputs of MT19937 after init_by_array(key). */
function mersenneTwister(key: readonly number[]): () => number {
  const state = new Uint32Array(size);
  state[0] = 19650218;
  for (let i = 1; i < size; ++i) {
    const last = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(1812433253, last) + i;
  }
  const mixed = (i: number, factor: number): number => Math.imul(state[i - 1]! ^ (state[i - 1]! >>> 30), factor);
  let i = 1;
  const advance = (): void => {
    if (++i < size) return;
    state[0] = state[size - 1]!;
    i = 1;
  };
  for (let k = 0; k < size; ++k) {
    const j = k % key.length;
    state[i] = (state[i]! ^ mixed(i, 1664525)) + key[j]! + j;
    advance();
  }
  for (let k = 1; k < size; ++k) {
    state[i] = (state[i]! ^ mixed(i, 1566083941)) - i;
    advance();
  }
  state[0] = 0x80000000;

  let next = size;
  return () => {
    if (next === size) {
      for (let k = 0; k < size; ++k) {
        const y = (state[k]! & 0x80000000) | (state[(k + 1) % size]! & 0x7fffffff);
        state[k] = state[(k + 397) % size]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      next = 0;
    }
    let y = state[next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

/** What random.Random(seed) is in Python, for a whole seed from 0 to 2^53 - 1. */
export class PythonRandom {
  private readonly bits32: () => number;
  /** The second number of a pair that gauss has drawn. */
  private kept: number | undefined;

  constructor(seed: number) {
    const high = Math.floor(seed / 2 ** 32);
    this.bits32 = mersenneTwister(high > 0 ? [seed >>> 0, high] : [seed >>> 0]);
  }

  /** A uniform number in [0, 1) with 53 bits. */
  random(): number {
    const high = this.bits32() >>> 5;
    const low = this.bits32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A whole number below n, where 0 < n < 2^32. */
  below(n: number): number {
    const unused = Math.clz32(n);
    let drawn: number;
    do drawn = this.bits32() >>> unused;
    while (drawn >= n);
    return drawn;
  }

  /** A normal number. */
  gauss(mean: number, deviation: number): number {
    let z = this.kept;
    this.kept = undefined;
    if (z === undefined) {
      const angle = this.random() * 2 * Math.PI;
      const radius = Math.sqrt(-2 * Math.log(1 - this.random()));
      z = Math.cos(angle) * radius;
      this.kept = Math.sin(angle) * radius;
    }
    return mean + z * deviation;
  }

  /** The place of one of these weights, drawn in proportion to them. */
  choose(weights: readonly number[]): number {
    const sums: number[] = [];
    let whole = 0;
    for (const weight of weights) {
      whole += weight;
      sums.push(whole);
    }
    const drawn = this.random() * whole;
    const found = sums.findIndex((sum) => drawn < sum);
    return found < 0 ? weights.length - 1 : found;
  }

  /** Brings the list into another order, in place. */
  shuffle(list: unknown[]): void {
    for (let i = list.length - 1; i > 0; --i) {
      const j = this.below(i + 1);
      [list[i], list[j]] = [list[j], list[i]];
    }
  }
}
