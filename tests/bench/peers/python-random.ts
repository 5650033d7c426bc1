// Python's random.shuffle, which fixes the order of the documents. (Source: CPython 3.11, Lib/random.py and
// Modules/_randommodule.c; the generator is MT19937 by Matsumoto and Nishimura, 1998.)

/** The 32-bit outputs of MT19937, seeded like random.seed(seed) for a seed below 2^32. */
function mersenneTwister(seed: number): () => number {
  const size = 624;
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
    state[i] = (state[i]! ^ mixed(i, 1664525)) + seed;
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

/** A copy in the order that random.seed(seed); random.shuffle(list) gives. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = mersenneTwister(seed);
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; --i) {
    const bits = 32 - Math.clz32(i + 1);
    let j;
    do j = random() >>> (32 - bits); while (j > i);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
