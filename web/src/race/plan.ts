// How much all are slowed so that they can be watched.

const showMilliseconds = 9000;
const slowMotionMilliseconds = 8000;

/** The factor by which all are slowed so that the slowest, which needs so long, is to be watched. */
export function showSlowdown(slowestMilliseconds: number): number {
  const wanted = showMilliseconds / slowestMilliseconds;
  return wanted > 1 ? Number(wanted.toPrecision(2)) : 1;
}

/** The factor of slow motion, by the time that the fastest needs: 1, 2 or 5 times a power of ten, at least 1. */
export function slowMotionFactor(fastestMilliseconds: number): number {
  const wanted = slowMotionMilliseconds / fastestMilliseconds;
  if (!(wanted > 1)) return 1;
  const decade = 10 ** Math.floor(Math.log10(wanted));
  const digit = [5, 2, 1].find((candidate) => candidate * decade <= wanted)!;
  return digit * decade;
}
