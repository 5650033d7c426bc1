// Input that nobody would think of, the same for the same seed, and the loop that tries it.
import { test } from 'node:test';

/** Numbers that look random (mulberry32), and what can be made of them. */
export class Generator {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** From 0 up to 1. */
  fraction() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from low to high. */
  integer(low, high) {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  pick(list) {
    return list[this.integer(0, list.length - 1)];
  }

  list(most, make) {
    return Array.from({ length: this.integer(0, most) }, make);
  }

  bytes(most) {
    return Uint8Array.from(this.list(most, () => this.integer(0, 255)));
  }

  /** Letters, line ends, digits, what means something in addresses and JSON, characters of all planes. */
  text(most) {
    const few = [...('ab \n\r\t\0' + '09-.,"\\{}[]:%')];
    const rare = () => String.fromCodePoint(this.pick([this.integer(0x80, 0xd7ff), this.integer(0xe000, 0x10ffff)]));
    return this.list(most, () => (this.integer(0, 4) > 0 ? this.pick(few) : rare())).join('');
  }

  /** What people and programs write for a number, and what is none. */
  number() {
    const limits = [0, -0, 1, -1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 1e300, 5e-324, Infinity, -Infinity, NaN];
    return this.pick([
      this.pick(limits),
      this.integer(-5, 5000),
      (this.fraction() - 0.5) * 10 ** this.integer(-12, 12),
    ]);
  }

  /** The same bytes with a few of them changed, taken out, repeated or cut off. */
  mutated(bytes) {
    let result = Uint8Array.from(bytes);
    for (let changes = this.integer(1, 4); changes > 0; changes--) {
      const at = this.integer(0, result.length);
      const until = Math.min(result.length, at + this.integer(0, 12));
      const piece = this.pick([
        [],
        this.bytes(8),
        [...result.subarray(at, until)].map((byte) => byte ^ (1 << this.integer(0, 7))),
        [...result.subarray(at, until), ...result.subarray(at, until)],
        [...new TextEncoder().encode(this.text(6))],
      ]);
      const rest = this.integer(0, 19) === 0 ? [] : result.subarray(until);
      result = Uint8Array.from([...result.subarray(0, at), ...piece, ...rest]);
    }
    return result;
  }
}

const seconds = Number(process.env.LANES_FUZZ_SECONDS ?? 0);
const only = process.env.LANES_FUZZ_SEED;

/**
 * A test that calls run(generator) `times` times from fixed seeds; with LANES_FUZZ_SECONDS as often as fits into them,
 * from other seeds each time. A failure names its seed, with which LANES_FUZZ_SEED repeats it.
 */
export function testGenerated(name, times, run) {
  test(name, async (t) => {
    const first = Number(only ?? (seconds > 0 ? Date.now() % 2 ** 32 : 1));
    const end = performance.now() + 1000 * seconds;
    const goesOn = (tries) => (only ? tries < 1 : seconds > 0 ? performance.now() < end : tries < times);
    let tries = 0;
    for (; goesOn(tries); tries++) {
      try {
        await run(new Generator(first + tries));
      } catch (error) {
        error.message = `with LANES_FUZZ_SEED=${first + tries}: ${error.message}`;
        throw error;
      }
    }
    t.diagnostic(`${tries} tried`);
  });
}

/** Asserts that an error says what is wrong in a sentence for people. */
export function requireSentence(error) {
  const sentence = error instanceof Error && /^[A-Z].*[.\])]$/s.test(error.message);
  if (!sentence || /crashed|\[object/.test(error.message))
    throw new Error(`This is no sentence: ${JSON.stringify(String(error))}`);
}
