// How much all are slowed so that they can be watched.

const showMilliseconds = 9000;
const slowMotionMilliseconds = 8000;

/** The factor by which all are slowed so that one who needs so long is to be watched. */
export function showSlowdown(milliseconds: number): number {
  const wanted = showMilliseconds / milliseconds;
  return wanted > 1 ? Number(wanted.toPrecision(2)) : 1;
}

const longestShow = 15_000;
const wideField = 10;

/** Whether some need so much longer than the fastest that nobody would watch all arrive. */
export function isWide(milliseconds: readonly number[]): boolean {
  const slowest = Math.max(...milliseconds);
  return slowest > longestShow && slowest > wideField * Math.min(...milliseconds);
}

/** The factor of slow motion, by the time that the fastest needs: 1, 2 or 5 times a power of ten, at least 1. */
export function slowMotionFactor(fastestMilliseconds: number): number {
  const wanted = slowMotionMilliseconds / fastestMilliseconds;
  if (!(wanted > 1)) return 1;
  const decade = 10 ** Math.floor(Math.log10(wanted));
  const digit = [5, 2, 1].find((candidate) => candidate * decade <= wanted)!;
  return digit * decade;
}
